"""What a strategy is shown, and what a strategy is."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pool:
    """The unlabeled items, in a fixed order.

    `probabilities` (items, classes) are calibrated; `vectors` (items, numbers) tell how alike items
    are, `labeled` (labels, numbers) are those of labeled ones; any of them may have no columns.
    `sources` names the recording each item was cut from. `committee` (members, items, classes) is
    what several models say of each; `known` (classes,) how many items of each class are labeled;
    `seconds` (items,) how long each takes to watch. What is not known has length 0.
    """

    probabilities: Floats
    vectors: Floats
    labeled: Floats
    sources: tuple[str, ...]
    committee: Floats = field(default_factory=lambda: np.zeros((0, 0, 0)))
    known: Floats = field(default_factory=lambda: np.zeros(0))
    seconds: Floats = field(default_factory=lambda: np.zeros(0))

    @property
    def size(self) -> int:
        """How many items there are."""
        return len(self.sources)

    def take(self, rows: NDArray[np.int64]) -> "Pool":
        """The items at these rows, with the same labels."""
        return replace(
            self,
            probabilities=self.probabilities[rows],
            vectors=self.vectors[rows],
            sources=tuple(self.sources[row] for row in rows.tolist()),
            committee=self.committee[:, rows] if self.committee.size else self.committee,
            seconds=self.seconds[rows] if len(self.seconds) else self.seconds,
        )


@dataclass(frozen=True, slots=True)
class Strategy:
    """A way to score a pool: the higher, the more useful. One number an item, all finite."""

    name: str
    title: str
    paper: str
    score: Callable[[Pool, np.random.Generator], Floats]

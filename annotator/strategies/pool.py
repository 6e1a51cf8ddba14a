"""What a strategy is shown, and what a strategy is."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum

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


class Need(StrEnum):
    """What a strategy reads of a pool. Without a model or vectors the default orders instead."""

    MODEL = "model"
    VECTORS = "vectors"
    COMMITTEE = "committee"
    LENGTHS = "lengths"


@dataclass(frozen=True, slots=True)
class Strategy:
    """A way to score a pool: the higher, the more useful. One number an item, all finite.

    `summary`: when to choose it, in a sentence; `reason`: why an item comes first by it. What
    `needs` lists is read; without several models or lengths it does with what there is.
    """

    name: str
    title: str
    paper: str
    score: Callable[[Pool, np.random.Generator], Floats]
    summary: str
    reason: str
    needs: frozenset[Need] = frozenset({Need.MODEL})

    def fits(self, pool: Pool) -> bool:
        """Whether it has something to go by."""
        lacks_model = Need.MODEL in self.needs and not pool.probabilities.shape[1]
        return not lacks_model and (Need.VECTORS not in self.needs or pool.vectors.shape[1] > 0)

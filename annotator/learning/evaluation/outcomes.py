"""What is true of the clips that judged a model, and what it says of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Clips, each with its truth and the model's probabilities, (clips, classes) both.

    `truth`: 1, 0, or NaN where nobody knows. `shares`: calibrated, 0 to 1; `before`: as they were
    before temperature scaling, None in reports of earlier versions. `places`: item and frames
    [start, end). `sources`: the recording that each was cut from. `wholes`: what the model says of
    each one's item as a whole, where that is not the mean of its clips.
    """

    classes: tuple[int, ...]
    single: bool
    truth: Floats
    shares: Floats
    before: Floats | None
    places: tuple[tuple[int, int, int], ...]
    sources: tuple[str, ...]
    wholes: Floats | None = None

    def __len__(self) -> int:
        """How many clips there are."""
        return len(self.places)

    @property
    def known(self) -> Flags:
        """Of which clip and class the truth is known, (clips, classes)."""
        known: Flags = ~np.isnan(self.truth)
        return known

    @property
    def true(self) -> Flags:
        """Which classes hold, (clips, classes)."""
        true: Flags = self.truth > 0.5
        return true

    @property
    def said(self) -> Flags:
        """Which classes the model says, (clips, classes): the likeliest, or all from 0.5 up.

        Of several labels what is not known can be neither right nor wrong, and is left out.
        """
        if not self.single:
            taken: Flags = (self.shares >= 0.5) & self.known
            return taken
        best = self.shares.argmax(axis=1)
        said: Flags = np.arange(len(self.classes)) == best[:, None]
        return said

    @property
    def right(self) -> Floats:
        """How right each clip is, (clips,): 0 or 1; of several labels the share of known ones."""
        if self.single:
            return np.asarray((self.said & self.true).any(axis=1), np.float64)
        known = self.known
        agreed = ((self.said == self.true) & known).sum(axis=1)
        share = agreed / np.maximum(known.sum(axis=1), 1)
        return np.asarray(share, np.float64)

    def at(self, rows: Flags | npt.NDArray[np.int64]) -> "Outcomes":
        """The clips at these rows."""
        chosen = np.arange(len(self))[rows].tolist()
        return Outcomes(
            self.classes,
            self.single,
            self.truth[rows],
            self.shares[rows],
            None if self.before is None else self.before[rows],
            tuple(self.places[at] for at in chosen),
            tuple(self.sources[at] for at in chosen),
            None if self.wholes is None else self.wholes[rows],
        )


def read(
    report: Sequence[Mapping[str, Any]],
    classes: Sequence[int],
    sources: Mapping[int, str],
) -> Outcomes:
    """The outcomes in a model's report; `sources`: each item's recording.

    A report's truth is one class, or of several labels a list of them. Reports of earlier versions
    say neither `before` nor `unknown`: there what is not true is false. Only models that speak of
    items by themselves say `whole`.
    """
    truth = np.zeros((len(report), len(classes)))
    for row, one in zip(truth, report, strict=True):
        row[_places(_some(one["truth"]), classes)] = 1.0
        row[_places(one.get("unknown", ()), classes)] = np.nan
    shape = (len(report), len(classes))

    def told(name: str) -> Floats | None:
        if not all(name in one for one in report):
            return None
        return np.array([one[name] for one in report], np.float64).reshape(shape)

    return Outcomes(
        tuple(classes),
        all(isinstance(one["truth"], int) for one in report),
        truth,
        np.array([one["probabilities"] for one in report], np.float64).reshape(shape),
        told("before"),
        tuple((one["item_id"], one["start"], one["end"]) for one in report),
        tuple(sources.get(one["item_id"], str(one["item_id"])) for one in report),
        told("whole"),
    )


def _places(class_ids: Iterable[int], classes: Sequence[int]) -> list[int]:
    return [classes.index(one) for one in class_ids if one in classes]


def _some(named: int | Sequence[int]) -> Sequence[int]:
    return (named,) if isinstance(named, int) else named

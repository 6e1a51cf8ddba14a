"""ROC and precision against recall of one class against the rest, and the areas under them."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

# So many points of a curve are drawn.
DRAWN = 200


@dataclass(frozen=True, slots=True)
class Curve:
    """Points (x, y), x rising; clips from `thresholds` up count as found at each."""

    x: Floats
    y: Floats
    thresholds: Floats

    def thinned(self, most: int = DRAWN) -> "Curve":
        """At most so many of the points, evenly chosen, both ends among them."""
        if len(self.x) <= most:
            return self
        kept = np.unique(np.linspace(0, len(self.x) - 1, most).round().astype(int))
        return Curve(self.x[kept], self.y[kept], self.thresholds[kept])


def roc(scores: Floats, truth: Floats) -> Curve | None:
    """False-positive rate against true-positive rate, from (0, 0) to (1, 1).

    `scores`, `truth`: (clips,); truth is 1, 0, or NaN where not known, which counts nothing. None
    where all known clips are of the class, or none is: there is nothing to tell apart. Ties are one
    step. Fawcett, Pattern Recognition Letters 2006.
    """
    steps = _Steps.of(scores, truth, _once(scores))
    found, false = steps.found[0], steps.false[0]
    if not found[-1] or not false[-1]:
        return None
    return Curve(
        np.append(0.0, false / false[-1]),
        np.append(0.0, found / found[-1]),
        np.append(np.inf, steps.thresholds),
    )


def precision_recall(scores: Floats, truth: Floats) -> Curve | None:
    """Recall against precision, from recall 0, where precision is taken as 1, to recall 1.

    As `roc`; None where no known clip is of the class. Davis & Goadrich, ICML 2006: the points are
    not joined by interpolation.
    """
    steps = _Steps.of(scores, truth, _once(scores))
    found, false = steps.found[0], steps.false[0]
    if not found[-1]:
        return None
    return Curve(
        np.append(0.0, found / found[-1]),
        np.append(1.0, found / (found + false)),
        np.append(np.inf, steps.thresholds),
    )


def area_under_roc(scores: Floats, truth: Floats) -> float | None:
    """How often a clip of the class scores above one that is not, 0 to 1; ties count half.

    None where there is no such pair.
    """
    return _said(weighted_area(scores, truth, _once(scores))[0])


def average_precision(scores: Floats, truth: Floats) -> float | None:
    """The mean of precision over the recall it is reached at, 0 to 1, without interpolation.

    None where no known clip is of the class.
    """
    return _said(weighted_precision(scores, truth, _once(scores))[0])


def weighted_area(scores: Floats, truth: Floats, weights: Floats) -> Floats:
    """`area_under_roc` where clips count by `weights`, (draws, clips); NaN where undefined."""
    steps = _Steps.of(scores, truth, weights)
    wide = np.diff(steps.false, axis=1, prepend=0.0)
    high = steps.found - np.diff(steps.found, axis=1, prepend=0.0) / 2
    return _divided((wide * high).sum(axis=1), steps.found[:, -1] * steps.false[:, -1])


def weighted_precision(scores: Floats, truth: Floats, weights: Floats) -> Floats:
    """`average_precision` where clips count by `weights`, (draws, clips); NaN where undefined."""
    steps = _Steps.of(scores, truth, weights)
    precision = np.nan_to_num(_divided(steps.found, steps.found + steps.false))
    gained = np.diff(steps.found, axis=1, prepend=0.0)
    return _divided((gained * precision).sum(axis=1), steps.found[:, -1])


@dataclass(frozen=True, slots=True)
class _Steps:
    """Down the distinct scores: what is found of the class, and what falsely, (draws, steps)."""

    found: Floats
    false: Floats
    thresholds: Floats

    @classmethod
    def of(cls, scores: Floats, truth: Floats, weights: Floats) -> "_Steps":
        known = np.flatnonzero(~np.isnan(truth))
        if not len(known):
            nothing = np.zeros((len(weights), 1))
            return cls(nothing, nothing, np.zeros(1))
        order = known[np.argsort(-scores[known], kind="stable")]
        ranked = scores[order]
        ends = np.flatnonzero(np.append(ranked[1:] != ranked[:-1], True))
        hit = truth[order] > 0.5
        taken = weights[:, order]
        return cls(
            np.cumsum(taken * hit, axis=1)[:, ends],
            np.cumsum(taken * ~hit, axis=1)[:, ends],
            ranked[ends],
        )


def _once(scores: Floats) -> Floats:
    return np.ones((1, len(scores)))


def _divided(above: Floats, below: Floats) -> Floats:
    """NaN where there is nothing to divide by."""
    divided: Floats = np.full(above.shape, np.nan)
    np.divide(above, below, out=divided, where=below > 0)
    return divided


def _said(value: np.float64) -> float | None:
    return None if np.isnan(value) else float(value)

"""The confidence from which a class is said, for a rate of false alarms that one can live with."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

RATES = (0.01, 0.05, 0.1)


@dataclass(frozen=True, slots=True)
class Point:
    """What comes of a threshold on other clips than it was chosen on; None where none is."""

    threshold: float
    false_accepts: float | None
    recall: float | None


def threshold(scores: Floats, truth: Floats, rate: float) -> float | None:
    """The lowest threshold at which at most this share of clips without the class is accepted.

    `scores`, `truth`: (clips,), NaN where not known; accepted is a score from the threshold up. On
    the clips that chose it the rate is met as nearly as ties allow: one clip more would break it.
    None where no clip is without the class: nothing can be falsely accepted.
    """
    others = np.sort(scores[truth <= 0.5])[::-1]
    if not len(others):
        return None
    allowed = int(np.floor(rate * len(others) + 1e-9))
    if allowed >= len(others):
        return float(scores[~np.isnan(truth)].min())
    # Just above the first that may not be accepted, so that it and its equals stay out.
    return float(np.nextafter(others[allowed], np.inf))


def point(scores: Floats, truth: Floats, chosen: float) -> Point:
    """What a threshold accepts rightly and falsely, as shares of the clips with and without."""
    taken = scores >= chosen
    return Point(chosen, _share(taken[truth <= 0.5]), _share(taken[truth > 0.5]))


def _share(taken: npt.NDArray[np.bool_]) -> float | None:
    return float(taken.mean()) if len(taken) else None

"""Whether a confidence means what it says."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

BINS = 15
SHOWN_BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Predictions of about one confidence: the mean of it, and the share that is right."""

    confidence: float
    accuracy: float
    count: int


def flat(shares: Floats, truth: Floats, *, single: bool) -> tuple[Floats, Floats]:
    """Confidence in what is said, and whether it is right: one a clip, or one a known label.

    `shares`, `truth`: (clips, classes); of several labels a truth of NaN is not known.
    """
    if single:
        right = shares.argmax(axis=1) == truth.argmax(axis=1)
        return shares.max(axis=1), right.astype(np.float64)
    known = ~np.isnan(truth)
    said = shares[known]
    right = (said >= 0.5) == (truth[known] > 0.5)
    return np.maximum(said, 1 - said), right.astype(np.float64)


def expected_error(confidence: Floats, right: Floats, bins: int = BINS) -> float:
    """Σ share of a bin · |accuracy - confidence| there, 0 to 1; 0 of nothing.

    Guo et al., ICML 2017. As in torchmetrics a confidence of exactly 1 has a bin of its own.
    """
    if not len(right):
        return 0.0
    place = np.searchsorted(np.linspace(0, 1, bins + 1), confidence, side="right") - 1
    gaps = np.bincount(place, right - confidence, bins + 1)
    return float(np.abs(gaps).sum() / len(right))


def reliability(confidence: Floats, right: Floats, bins: int = SHOWN_BINS) -> list[Bin]:
    """Confidence against accuracy in bins of equal width, the empty ones left out."""
    place = np.minimum((confidence * bins).astype(int), bins - 1)
    return [
        Bin(
            float(confidence[place == at].mean()),
            float(right[place == at].mean()),
            int((place == at).sum()),
        )
        for at in np.unique(place)
    ]

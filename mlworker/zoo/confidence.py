"""Makes a confidence mean what it says."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

COOLEST, HOTTEST = float(np.log(0.05)), float(np.log(20.0))
# A mean of shares is held so far from 0 and 1, that its logits stay numbers.
EDGE = 1e-9
GOLDEN = (5**0.5 - 1) / 2
STEPS = 40


def probabilities(logits: Floats, *, single: bool) -> Floats:
    """Softmax over the classes, or of several labels a sigmoid each."""
    if single:
        shifted = np.exp(logits - logits.max(axis=1, keepdims=True))
        shares: Floats = shifted / shifted.sum(axis=1, keepdims=True)
        return shares
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(logits, -60, 60))), np.float64)


def by_item(
    clips: Floats, whole: Floats | None, heat: float, *, single: bool
) -> tuple[Floats, Floats]:
    """The calibrated probabilities (clips, classes) of clips, and (classes,) of their item.

    By the logits of the clips, and of the item `whole` where the model speaks of it by itself: of
    others it is the mean of its clips. Whoever judges or predicts an item asks here.
    """
    shares = probabilities(clips / heat, single=single)
    if whole is None:
        return shares, np.asarray(shares.mean(axis=0), np.float64)
    return shares, probabilities(whole[None] / heat, single=single)[0]


def loss(logits: Floats, targets: Floats, *, single: bool) -> Floats:
    """The negative log-likelihood of each clip (clips,); unknown labels count nothing."""
    if single:
        top = logits.max(axis=1)
        total = top + np.log(np.exp(logits - top[:, None]).sum(axis=1))
        lost: Floats = total - (logits * np.nan_to_num(targets)).sum(axis=1)
        return lost
    signed = np.where(np.nan_to_num(targets) > 0.5, logits, -logits)
    each = np.logaddexp(0.0, -signed)
    return np.asarray(np.where(np.isnan(targets), 0.0, each).sum(axis=1), np.float64)


def mixed(said: Sequence[Floats], *, single: bool) -> Floats:
    """The logits (clips, classes) whose probabilities are the mean of these.

    `said`: calibrated probabilities, of each voice alike. By Jensen's inequality the mean's
    likelihood is at least the geometric mean of theirs: it never loses more than the worst.
    """
    shares = np.clip(np.mean(said, axis=0), EDGE, 1 - EDGE)
    logits: Floats = np.log(shares)
    return logits if single else logits - np.log1p(-shares)


def temperature(logits: Floats, targets: Floats, *, single: bool) -> float:
    """The T for which logits / T lose least on clips the model was not fitted on; 1 of none.

    Guo et al., ICML 2017. A handful of clips that all happen to be right must not make the model
    boundlessly sure, so log T is held near 0 as by a normal prior of spread 1.
    """
    if not len(logits):
        return 1.0

    def lost(log_heat: float) -> float:
        total = float(loss(logits / np.exp(log_heat), targets, single=single).sum())
        return total + log_heat * log_heat / 2

    # The loss has one valley: golden sections close in on it.
    low, high = COOLEST, HOTTEST
    left, right = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
    at_left, at_right = lost(left), lost(right)
    for _ in range(STEPS):
        if at_left <= at_right:
            high, right, at_right = right, left, at_left
            left = high - GOLDEN * (high - low)
            at_left = lost(left)
        else:
            low, left, at_left = left, right, at_right
            right = low + GOLDEN * (high - low)
            at_right = lost(right)
    return float(np.exp((low + high) / 2))

"""Which frames of a clip a model sees. Indices count from the clip's first frame."""

from fractions import Fraction

import numpy as np
import numpy.typing as npt

from annotator.refusal import Code, Refusal

Indices = npt.NDArray[np.int64]


def uniform(length: int, count: int) -> Indices:
    """`count` frames at the centers of as many equal parts: floor((k + 1/2) · length / count)."""
    _check(length, count)
    centers = (2 * np.arange(count, dtype=np.int64) + 1) * length
    return np.asarray(centers // (2 * count), np.int64)


def strided(length: int, count: int, stride: int, start: int = 0) -> Indices:
    """start + k · stride; a clip that is too short repeats its last frame."""
    _check(length, count)
    if stride < 1:
        raise Refusal(Code.INVALID, "stride: every so many frames, at least 1")
    steps = start + stride * np.arange(count, dtype=np.int64)
    return np.asarray(np.minimum(steps, length - 1), np.int64)


def by_rate(length: int, count: int, step: Fraction, start: int = 0) -> Indices:
    """start + round(k · step), `step` being the clip's rate over the wanted one; a clip that is
    too short repeats its last frame. Halves round up.
    """
    _check(length, count)
    if step <= 0:
        raise Refusal(Code.INVALID, "per_second: so many frames a second, more than 0")
    halves = 2 * step.numerator * np.arange(count, dtype=np.int64) + step.denominator
    steps = start + halves // (2 * step.denominator)
    return np.asarray(np.minimum(steps, length - 1), np.int64)


def segments(length: int, count: int, rng: np.random.Generator | None = None) -> Indices:
    """One frame of each of `count` equal bins: a random one with `rng`, else the bin's center.

    Temporal segment networks (Wang et al., ECCV 2016).
    """
    if rng is None:
        return uniform(length, count)
    _check(length, count)
    edges = (np.arange(count + 1, dtype=np.int64) * length) // count
    low = np.minimum(edges[:-1], length - 1)
    picked: Indices = rng.integers(low, np.maximum(edges[1:], low + 1))
    return picked


def _check(length: int, count: int) -> None:
    if length < 1 or count < 1:
        raise Refusal(Code.INVALID, "Sampling needs at least one frame")

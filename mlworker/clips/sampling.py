"""Which frames of a clip a model sees. Indices count from the clip's first frame."""

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
    steps = start + stride * np.arange(count, dtype=np.int64)
    return np.asarray(np.minimum(steps, length - 1), np.int64)


def by_rate(length: int, count: int, rate: float, target: float, start: int = 0) -> Indices:
    """`count` frames at `target` frames per second of a clip that has `rate`; clamped at its end.

    Uses start + round(k · rate / target).
    """
    _check(length, count)
    steps = np.floor(np.arange(count) * (rate / target) + 0.5).astype(np.int64)
    return np.asarray(np.minimum(start + steps, length - 1), np.int64)


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


def views(length: int, window: int, count: int) -> list[tuple[int, int]]:
    """`count` windows spread evenly over a clip, as half-open ranges; the shortest clip gives one.

    For averaging predictions over several looks at one clip.
    """
    _check(length, count)
    if length <= window:
        return [(0, length)]
    starts = np.linspace(0, length - window, count).round().astype(int)
    return [(int(start), int(start) + window) for start in starts]


def _check(length: int, count: int) -> None:
    if length < 1 or count < 1:
        raise Refusal(Code.INVALID, "Sampling needs at least one frame")

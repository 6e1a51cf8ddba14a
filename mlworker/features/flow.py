"""The flow of a clip: which way, how fast, and whether towards or about its own center."""

from collections.abc import Sequence

import numpy as np
from av.video.frame import VideoFrame

from mlworker.clips.movement import Floats, Grey, Search
from mlworker.clips.reading import fitted, scaled

SIDE = 112
BINS = 8
# Per pair of frames: the bins, then divergence, curl, mean and 99th percentile of magnitude.
PER_PAIR = BINS + 4
SIZE = 3 * PER_PAIR
# Faster items are read at every second (third …) pair: more pairs a second say nothing new.
PAIRS_PER_SECOND = 30
# Slow movement counts: the logarithm bends at a thousandth of the picture's height per second.
BEND = 1000.0


def grey(frame: VideoFrame) -> Grey:
    """The frame's brightness with its shorter side at 112 px; uint8 (height, width)."""
    return scaled(frame, *fitted(frame.width, frame.height, SIDE), "gray")


class Flow(Search):
    """Dense flow, read as twelve numbers a pair."""

    def describe(self, before: Grey, after: Grey, pairs_per_second: float) -> Floats:
        """The pair's twelve numbers, in picture heights (shorter sides) per second."""
        return describe(self.field(before, after) * (pairs_per_second / SIDE))


def describe(field: Floats) -> Floats:
    """Direction histogram weighted by magnitude, divergence, curl, mean and 99th percentile.

    Divergence and curl are the mean speeds away from, and clockwise about, the motion's center.
    """
    across, down = field[..., 0], field[..., 1]
    # Several times as fast as hypot and a remainder, of thousands of pairs a minute.
    size = np.sqrt(across * across + down * down)
    turn = np.arctan2(down, across) / (2 * np.pi) * BINS
    bins = np.round(turn).astype(np.int64) & (BINS - 1)
    histogram = np.bincount(bins.ravel(), size.ravel(), BINS) / size.size
    y, x = np.mgrid[: size.shape[0], : size.shape[1]].astype(np.float32)
    total = float(size.sum()) + 1e-9
    x -= float((size * x).sum()) / total
    y -= float((size * y).sum()) / total
    far = np.sqrt(x * x + y * y) + 1e-6
    away = float(((across * x + down * y) / far).mean())
    about = float(((down * x - across * y) / far).mean())
    numbers = [*histogram, away, about, float(size.mean()), float(np.percentile(size, 99))]
    return np.array(numbers, np.float32)


def summary(pairs: Sequence[Floats]) -> Floats:
    """Mean, spread and largest over time of each number, by signed logarithm: float32 (36,)."""
    if not pairs:
        return np.zeros(SIZE, np.float32)
    rows = np.stack(pairs)
    largest = rows[np.abs(rows).argmax(axis=0), np.arange(PER_PAIR)]
    numbers = np.concatenate([rows.mean(axis=0), rows.std(axis=0), largest])
    return np.asarray(np.sign(numbers) * np.log1p(BEND * np.abs(numbers)), np.float32)

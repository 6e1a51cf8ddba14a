"""The frames of an item's clips as one array: what a trained network sees."""

import math
import os
from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction
from math import ceil
from pathlib import Path

import numpy as np
import numpy.typing as npt
from av.video.frame import VideoFrame

from mlworker.clips.movement import LEAST, NONE, Grey, Search
from mlworker.clips.reading import read, scaled
from mlworker.clips.sight import COLORS, Sight

Pictures = npt.NDArray[np.uint8]
# Places (row, slot) by frame, and places (row, slot, pair) by the two frames of a pair.
Slots = dict[int, list[tuple[int, int]]]
Pairs = dict[tuple[int, int], list[tuple[int, int, int]]]

# Steps of flow: of faster items every second (third …) frame, so that they are as long.
STEPS_PER_SECOND = 30


def room(path: Path, shape: tuple[int, ...]) -> Pictures:
    """Pictures of a shape in a file, which takes all its room on the disk at once.

    Raises OSError where there is none: what is written into a hole of a full disk is killed.
    """
    size = max(1, math.prod(shape))
    with path.open("wb") as file:
        file.truncate(size)
        if hasattr(os, "posix_fallocate"):
            os.posix_fallocate(file.fileno(), 0, size)
    return np.memmap(path, np.uint8, "r+", shape=shape)


def stack(
    path: Path, rate: Fraction, ranges: Sequence[tuple[int, int]], sight: Sight, into: Pictures
) -> None:
    """Fill `into`, of `sight.shape(clips)`, with what is seen of each range.

    A pixel is red, green, blue and, with flow, by pair of frames the movement across and down
    (x0, y0, x1, y1, …; Simonyan and Zisserman, NeurIPS 2014), from the picture's frame on, drawn
    back where the clip would end. Overlapping ranges share one pass; a range shorter than
    `sight.frames` repeats frames. Views by chance are always the same ones. Refuses (`invalid`) a
    proxy that cannot be read.
    """
    slots: Slots = defaultdict(list)
    pairs: Pairs = defaultdict(list)
    step = max(1, ceil(rate / STEPS_PER_SECOND))
    for row, (start, end) in enumerate(ranges):
        for slot, index in enumerate(seen(start, end, rate, sight)):
            slots[index].append((row, slot))
            for at, pair in enumerate(_steps(index, start, end, step, sight.flow_pairs)):
                pairs[pair].append((row, slot, at))
    if sight.flow_pairs:
        into[..., COLORS:] = NONE
    side = max(sight.size, LEAST)

    moves = _Moves(pairs, sight.size, into)

    # To make a frame smaller takes about as long as to decode it: only what is looked at is.
    def show(index: int, frame: VideoFrame) -> tuple[Pictures | None, Grey | None]:
        picture = scaled(frame, sight.size, sight.size) if index in slots else None
        return picture, scaled(frame, side, side, "gray") if index in moves.frames else None

    for index, (picture, gray) in read(path, rate, sorted({*slots, *moves.frames}), show):
        if picture is not None:
            for row, slot in slots[index]:
                into[row, slot, ..., :COLORS] = picture
        if gray is not None:
            moves.take(index, gray)


def seen(start: int, end: int, rate: Fraction, sight: Sight) -> list[int]:
    """The frames of all views of a range, one view after the other."""
    found: list[int] = []
    for view in range(sight.views):
        rng = np.random.default_rng([view, start, end]) if view else None
        found += (start + sight.indices(end - start, rate, rng)).tolist()
    return found


def _steps(index: int, start: int, end: int, step: int, count: int) -> list[tuple[int, int]]:
    """The `count` pairs of frames whose flow goes with a frame; fewer of a range that is short."""
    first = max(start, min(index, end - 1 - count * step))
    edges = range(first, first + (count + 1) * step, step)
    return [(one, one + step) for one in edges[:-1] if one + step < end] if count else []


class _Moves:
    """Flow of pairs of frames while these come by, each computed once."""

    def __init__(self, pairs: Pairs, size: int, into: Pictures) -> None:
        self.frames = {one for pair in pairs for one in pair}
        self._before = {pair[1]: pair[0] for pair in pairs}
        self._last = {pair[0]: pair[1] for pair in pairs}
        self._pairs, self._size, self._into = pairs, size, into
        self._held: dict[int, Grey] = {}
        self._search = Search()

    def take(self, index: int, gray: Grey) -> None:
        """Compare a frame with the one that it follows, and hold it for the one that follows."""
        before = self._before.get(index)
        if before is not None:
            flow = self._search.kept(self._held.pop(before), gray, self._size)
            for row, slot, at in self._pairs[before, index]:
                channel = COLORS + 2 * at
                self._into[row, slot, ..., channel : channel + 2] = flow
        if index in self._last:
            self._held[index] = gray

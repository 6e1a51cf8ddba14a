"""One pass over a proxy: the static, activity and flow vectors of each of its clips."""

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from math import ceil
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from av.video.frame import VideoFrame
from torch import Tensor

from annotator.ranges import Ranges, normalize
from mlworker.clips.movement import Grey
from mlworker.clips.reading import read, scaled
from mlworker.features.flow import PAIRS_PER_SECOND, SIDE, Flow, describe, grey
from mlworker.features.pieces import cells
from mlworker.features.vectors import Vectors as Vectors
from mlworker.features.views import BATCH, PER_SECOND, Looks, Sums, shape, toned


def extract(
    path: Path,
    ranges: Sequence[tuple[int, int]],
    rate: Fraction,
    network: Looks,
    seen: Callable[[], None],
) -> Vectors:
    """The vectors of an item's clips, reading its proxy once and never holding it whole.

    `ranges` are the clips, rising; frames outside of all of them are not looked at. `seen` is
    called after each batch. Refuses (`invalid`) a proxy that cannot be read.
    """
    clips = [Sums(start, end, network) for start, end in ranges]
    inside, frames = normalize(ranges), ranges[-1][1]
    looks = looked_at(ranges, rate)
    step = max(1, ceil(rate / PAIRS_PER_SECOND))
    firsts = [first for first in range(0, frames - 1, step) if _within(inside, first, first + 1)]
    moves = set(firsts) | {first + 1 for first in firsts}

    # To make a frame smaller takes about as long as to decode it: only what is looked at is.
    def take(index: int, frame: VideoFrame) -> tuple[npt.NDArray[np.uint8] | None, Grey | None]:
        picture = scaled(frame, *shape(frame.width, frame.height)) if index in looks else None
        return picture, grey(frame) if index in moves else None

    pass_ = _Pass(clips, network, step, float(rate))
    for index, (picture, brightness) in read(path, rate, sorted(looks | moves), take):
        if brightness is not None:
            pass_.move(index, brightness)
        if picture is not None and pass_.look(index, picture):
            seen()
    pass_.flush()
    return _vectors(clips, float(rate) / step)


def looked_at(ranges: Sequence[tuple[int, int]], rate: Fraction) -> set[int]:
    """The frames of an item's clips that the network sees."""
    inside = normalize(ranges)
    looks = {index for index in _looks(ranges[-1][1], rate) if _within(inside, index)}
    # The first frame of each stretch, so that the shortest is seen too.
    looks |= {start for start, _ in inside}
    return looks | _unseen(ranges, sorted(looks))


def _unseen(ranges: Sequence[tuple[int, int]], looks: Sequence[int]) -> set[int]:
    """The first frame of each clip that no look falls on: shots may be that short."""
    firsts = ((bisect_left(looks, start), start, end) for start, end in ranges)
    return {start for at, start, end in firsts if at == len(looks) or looks[at] >= end}


def _within(some: Ranges, *frames: int) -> bool:
    at = bisect_right(some, frames[0], key=lambda one: one[0]) - 1
    return at >= 0 and frames[-1] < some[at][1]


def _looks(frames: int, rate: Fraction) -> Iterator[int]:
    """Frames at eight a second; all of them where the item has fewer."""
    if rate <= PER_SECOND:
        yield from range(frames)
        return
    for at in range(ceil(frames * PER_SECOND / rate)):
        index = round(at * rate / PER_SECOND)
        if index < frames:
            yield index


class _Pass:
    """The moving window over an item: what the next frame is compared with."""

    def __init__(self, clips: Sequence[Sums], network: Looks, step: int, rate: float) -> None:
        self._waiting, self._open = deque(clips), list[Sums]()
        self._network, self._flow = network, Flow()
        self._step, self._rate = step, rate
        self._last_grey: tuple[int, Grey] | None = None
        self._last_look: tuple[int, list[Tensor]] | None = None
        self._batch: list[tuple[int, npt.NDArray[np.uint8]]] = []

    def move(self, index: int, brightness: Grey) -> None:
        """Compare a frame with the one just before it."""
        last = self._last_grey
        if last and last[0] == index - 1 and last[0] % self._step == 0:
            field = self._flow.field(last[1], brightness) * (self._rate / SIDE)
            row, counted = describe(field), cells(field)
            for clip in self._covering(last[0], index):
                clip.add_flow(last[0], row, counted)
        self._last_grey = (index, brightness)

    def look(self, index: int, picture: npt.NDArray[np.uint8]) -> bool:
        """Queue a frame for the network; true when a batch went through it."""
        self._batch.append((index, picture))
        if len(self._batch) < BATCH:
            return False
        self.flush()
        return True

    def flush(self) -> None:
        """Show the queued frames to the network and count what it says into their clips."""
        if not self._batch:
            return
        indices = [index for index, _ in self._batch]
        vectors, stages = self._network.see(np.stack([picture for _, picture in self._batch]))
        with torch.inference_mode():
            tones = toned(stages)
        for at, index in enumerate(indices):
            maps = [stage[at] for stage in stages]
            for clip in self._covering(index, index):
                clip.add_frame(index, vectors[at], tones[at])
            self._change(index, maps)
            self._last_look = (index, maps)
        self._batch.clear()
        for clip in [clip for clip in self._open if clip.end <= indices[-1]]:
            clip.close(self._rate / self._step)
            self._open.remove(clip)

    def _change(self, index: int, maps: list[Tensor]) -> None:
        if self._last_look is None:
            return
        before, last = self._last_look
        with torch.inference_mode():
            change = [(one - other).abs() for one, other in zip(maps, last, strict=True)]
        for clip in self._covering(before, index):
            clip.add_change(change)

    def _covering(self, first: int, last: int) -> list[Sums]:
        while self._waiting and self._waiting[0].start <= last:
            self._open.append(self._waiting.popleft())
        return [clip for clip in self._open if clip.start <= first and last < clip.end]


def _vectors(clips: Sequence[Sums], pairs_per_second: float) -> Vectors:
    for clip in clips:
        clip.close(pairs_per_second)
    return Vectors(
        np.array([(clip.start, clip.end) for clip in clips], np.int64),
        np.array([clip.static for clip in clips], np.float32).astype(np.float16),
        np.array([clip.activity for clip in clips], np.float32).astype(np.float16),
        np.stack([clip.flow for clip in clips]).astype(np.float16),
        np.stack([clip.steps for clip in clips]).astype(np.float16),
        np.stack([clip.pieces for clip in clips]).astype(np.float16),
        np.array([clip.tones for clip in clips], np.float32).astype(np.float16),
    )

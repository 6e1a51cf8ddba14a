"""One pass over a video: its true times, its proxy and its small pictures."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import chain
from pathlib import Path

from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter

from annotator.refusal import Code, Refusal
from mlworker.child import Progress
from mlworker.decode.ahead import ahead
from mlworker.decode.film import Film, heard
from mlworker.decode.limits import Budget
from mlworker.decode.picture import Pose, Scaler, fit, pose
from mlworker.decode.proxy import LONGEST_PX, writing
from mlworker.decode.sheet import Sheet
from mlworker.decode.timing import (
    NEVER,
    RESTART_SECONDS,
    Clock,
    Timing,
    is_native,
    pace,
    shown,
)
from mlworker.decode.untrusted import Losses


@dataclass(slots=True)
class Pass:
    """What a pass over a video finds. `shows` is the source frame of each proxy frame."""

    timing: Timing
    clock: Clock
    times: array[int] = field(default_factory=lambda: array("q"))
    shows: array[int] = field(default_factory=lambda: array("i"))
    losses: Losses = field(default_factory=Losses)
    pose: Pose = field(default_factory=Pose)
    size: tuple[int, int] = (0, 0)
    sizes: set[tuple[int, int]] = field(default_factory=set)
    duration: int = 0

    def stamped(self, frames: Iterator[VideoFrame]) -> Iterator[tuple[int, VideoFrame]]:
        """The frames with their numbers, their times noted."""
        for index, frame in enumerate(frames):
            self.times.append(self.clock.next(frame.pts))
            self.duration = frame.duration or 0
            if not self.sizes:
                self.timing = replace(self.timing, start=self.times[0])
            if len(self.sizes) < 8:
                self.sizes.add((frame.width, frame.height))
            yield index, frame

    def chosen(
        self, frames: Iterator[VideoFrame], rate: Fraction | None
    ) -> Iterator[tuple[int, VideoFrame]]:
        """The frames that an item at `rate` shows, by the timing as it is known before."""
        numbered = self.stamped(frames)
        if rate is None or is_native(self.timing, rate):
            return numbered
        timed = ((one, self.timing.seconds(self.times[one[0]])) for one in numbered)
        return shown(timed, self.end, rate)

    def end(self) -> Fraction:
        """When the last frame ends."""
        return replace(self.timing, duration=self.duration).end(self.times[-1])


@dataclass(frozen=True, slots=True)
class Made:
    """A finished pass."""

    found: Pass
    rate: Fraction
    sheet: Sheet


def transcode(
    film: Film,
    found: Pass,
    rate: Fraction | None,
    expected: int,
    target: Path,
    budget: Budget,
    progress: Progress,
) -> Made:
    """Decode everything once and write the proxy of what an item at `rate` shows.

    Refuses (`invalid`) a video of which nothing can be decoded.
    """

    def tell() -> None:
        done = len(found.shows)
        progress(done, max(expected, done), "frames", "Reading frames")

    chosen = found.chosen(heard(film.frames, tell), rate)
    even = pace(found.timing, rate)
    sheet = Sheet(expected, even)
    with closing(ahead(_pictured(_scaled(chosen, found, film.pixel), sheet))) as ready:
        first = next(ready, None)
        if first is None:
            raise _nothing()
        size = first[1].width, first[1].height
        with writing(target, *size, even, tell) as proxy:
            for index, frame in chain([first], ready):
                budget.show(max(expected, len(found.shows)), *size)
                found.shows.append(index)
                proxy.add(frame)
                tell()
    return Made(found, even, sheet)


def _nothing() -> Refusal:
    return Refusal(
        Code.INVALID,
        "No frame of this file can be decoded: it is empty, damaged, or made by a program that is "
        "not supported. Export or convert it again",
    )


def clock_for(timing: Timing, *, restarts: bool = True) -> Clock:
    """The clock that repairs times of a video of this timing.

    `restarts`: its own may start again, as where recordings were joined.
    """
    step = max(1, round(1 / (timing.rate * timing.tick)))
    back = max(round(RESTART_SECONDS / timing.tick), 2 * step)
    return Clock(step, back if restarts else NEVER)


def _scaled(
    chosen: Iterator[tuple[int, VideoFrame]], found: Pass, pixel: Fraction | None
) -> Iterator[tuple[int, VideoFrame]]:
    scaler: Scaler | None = None
    before: tuple[int, VideoFrame] | None = None
    for index, frame in chosen:
        if scaler is None:
            found.pose = pose(frame, pixel)
            found.size = found.pose.size(frame.width, frame.height)
            scaler = Scaler(*fit(*found.size, LONGEST_PX), found.pose, VideoReformatter())
        if before is None or before[0] != index:
            before = index, scaler.yuv(frame)
        yield before


def _pictured(
    scaled: Iterator[tuple[int, VideoFrame]], sheet: Sheet
) -> Iterator[tuple[int, VideoFrame]]:
    for index, frame in scaled:
        sheet.look(frame)
        yield index, frame

"""When frames are shown: a table of their times, and which of them an item shows when."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from math import ceil
from statistics import median_low
from typing import TypeVar

from annotator.contracts.media import FASTEST, SLOWEST

# A step back by more than this is a clock that starts again, as where recordings were joined.
RESTART_SECONDS = 1
NEVER = 1 << 63

Picture = TypeVar("Picture")


@dataclass(slots=True)
class Clock:
    """Makes the times of frames, in the order in which they are shown, strictly rising.

    Files leave times out, repeat them or go back; how often is counted. A missing time is one
    `step` later; a repeated one, or one that goes back a little, is one tick later; where a clock
    starts again it goes on one step later. All are in ticks.

    `shifts` is how much later than the file says the frames are from each such start on.
    """

    step: int
    restart: int
    repaired: int = 0
    last: int | None = None
    shifts: list[int] = field(default_factory=lambda: [0])

    def next(self, pts: int | None) -> int:
        """The time of the next frame, given what the file says."""
        if self.last is None:
            self.last = pts if pts is not None else 0
            self.repaired += pts is None
            return self.last
        if pts is None:
            time, self.repaired = self.last + self.step, self.repaired + 1
        else:
            time = pts + self.shifts[-1]
            if self.last - time > self.restart:
                self.shifts.append(self.shifts[-1] + self.last + self.step - time)
                time, self.repaired = self.last + self.step, self.repaired + 1
            elif time <= self.last:
                time, self.repaired = self.last + 1, self.repaired + 1
        self.last = time
        return time


@dataclass(frozen=True, slots=True)
class Timing:
    """How the frames of a file follow each other.

    `rate` is frames per second; where it is `variable`, one over the median step. `start` is the
    first frame's time and `duration` the last frame's, both in ticks; 0 is an unknown duration.
    """

    tick: Fraction
    start: int
    rate: Fraction
    variable: bool
    duration: int = 0

    @property
    def claims(self) -> list[Fraction]:
        """The rate to measure by again."""
        return [] if self.variable else [self.rate]

    def seconds(self, pts: int) -> Fraction:
        """The time of a frame from the first one.

        Of a constant rate it is exact where the file's ticks had to round it.
        """
        passed = (pts - self.start) * self.tick
        return passed if self.variable else round(passed * self.rate) / self.rate

    def end(self, last: int) -> Fraction:
        """When the last frame ends, from the first one's time."""
        step = 1 / self.rate
        lasts = self.duration * self.tick
        if self.duration <= 0 or abs(lasts - step) <= self.tick:
            lasts = step
        return self.seconds(last) + lasts


def measure(
    times: Sequence[int], tick: Fraction, claims: Iterable[Fraction] = (), duration: int = 0
) -> Timing:
    """The timing of a file from its frames' rising times in ticks.

    A rate is constant where every time lies within one tick of it. Which of the rates that fit is
    meant, the container's claims say if they fit too; else it is the simplest.
    """
    if len(times) < 2:
        known = [1 / (duration * tick)] if duration > 0 else []
        rate = next((one for one in (*known, *claims) if SLOWEST <= one <= FASTEST), Fraction(25))
        return Timing(tick, times[0] if times else 0, rate, False, duration)
    mean = Fraction(len(times) - 1) / ((times[-1] - times[0]) * tick)
    whole, ntsc = Fraction(round(mean)), Fraction(round(mean * 1001 / 1000) * 1000, 1001)
    simple = [mean.limit_denominator(most) for most in (100, 10_000, 1_000_000)]
    for rate in (*claims, whole, ntsc, *simple):
        if SLOWEST <= rate <= FASTEST and _fits(times, tick, rate):
            return Timing(tick, times[0], rate, False, duration)
    steps = median_low(b - a for a, b in pairwise(times))
    rate = (1 / (steps * tick)).limit_denominator(1_000_000)
    return Timing(tick, times[0], min(max(rate, SLOWEST), FASTEST), True, duration)


def _fits(times: Sequence[int], tick: Fraction, rate: Fraction) -> bool:
    # In whole numbers: |(time - start) * tick - index / rate| <= tick, times the denominators.
    ticks_per_frame = 1 / (rate * tick)
    up, down = ticks_per_frame.numerator, ticks_per_frame.denominator
    start = times[0]
    return all(abs((time - start) * down - index * up) <= down for index, time in enumerate(times))


def shown(
    frames: Iterable[tuple[Picture, Fraction]], end: Callable[[], Fraction], rate: Fraction
) -> Iterator[Picture]:
    """What an item at `rate` shows, one picture a frame of it.

    `frames` come with their rising times from the first one's. Item frame i shows the last of
    them that is not later than i / rate, for every i with i / rate before the end, which is asked
    for when the frames are used up.
    """
    index, held = 0, None
    for picture, time in frames:
        while held is not None and index < time * rate:
            yield held
            index += 1
        held = picture
    while held is not None and index < end() * rate:
        yield held
        index += 1


def frame_map(times: Sequence[int], timing: Timing, rate: Fraction | None) -> array[int]:
    """The source frame of each item frame. `rate` none is native: each frame is its own.

    A rate at or above the source's is native too.
    """
    if is_native(timing, rate):
        return array("i", range(len(times)))
    assert rate is not None
    frames = ((index, timing.seconds(time)) for index, time in enumerate(times))
    return array("i", shown(frames, lambda: timing.end(times[-1]), rate))


def frame_count(times: Sequence[int], timing: Timing, rate: Fraction | None) -> int:
    """How long the `frame_map` is, without making it."""
    if not times or rate is None or is_native(timing, rate):
        return len(times)
    return ceil(timing.end(times[-1]) * rate)


def pace(timing: Timing, rate: Fraction | None) -> Fraction:
    """The rate of the proxy of an item at this rate."""
    return timing.rate if rate is None or is_native(timing, rate) else rate


def is_native(timing: Timing, rate: Fraction | None) -> bool:
    """Whether an item at this rate shows every source frame once."""
    return rate is None or rate >= timing.rate

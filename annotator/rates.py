"""One frame rate for many videos, so that a budget of frames reaches all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from annotator.refusal import Code, Refusal

# The rates that people say: whole ones, tenths below ten, and one frame in so many seconds.
RATES = (
    *(Fraction(whole) for whole in range(60, 9, -1)),
    *(Fraction(tenths, 10) for tenths in range(99, 9, -1)),
    *(Fraction(1, seconds) for seconds in range(2, 61)),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """Frames per second for all videos, and how many frames each of them then has."""

    rate: Fraction
    frames: tuple[int, ...]

    @property
    def total(self) -> int:
        """All frames together."""
        return sum(self.frames)


def plan(seconds: Sequence[Fraction], budget: int) -> Plan:
    """The highest of `RATES` at which all videos together have at most `budget` frames.

    Each video has at least one frame, and as many as an item at that rate. Many videos seen
    seldom teach more than one seen often: the frames of one are alike.
    Refuses (`invalid`) no videos, and a budget that even the lowest rate exceeds.
    """
    if not seconds or min(seconds) <= 0:
        raise Refusal(Code.INVALID, "videos: Give videos that last longer than zero seconds")
    together = sum(seconds)
    for rate in RATES:
        if together * rate > budget:
            continue
        found = Plan(rate, tuple(ceil(one * rate) for one in seconds))
        if found.total <= budget:
            return found
    least = sum(ceil(one * RATES[-1]) for one in seconds)
    what = f"These videos need at least {least} frames, one a minute. Raise it, or take fewer"
    raise Refusal(Code.INVALID, f"frames: {what}", fields={"frames": what})

"""Where an item is cut into clips."""

from collections.abc import Sequence
from fractions import Fraction
from hashlib import sha256

from annotator.ranges import Range, Ranges, complement, divided
from annotator.refusal import Code, Refusal

# Part of the cache's name: change it with anything below.
PLAN = "w4s2u10"
WHOLE_SECONDS = 10
WINDOW_SECONDS = 4
STEP_SECONDS = 2


def cut(frames: int, rate: Fraction, skips: Ranges = (), cuts: Sequence[int] = ()) -> list[Range]:
    """The half-open frame ranges of an item's clips: they rise, and together cover every frame but
    those of `skips`, which none of them touches.

    What is not skipped is cut stretch by stretch, each of them ending where another shot begins:
    at a frame of `cuts`. Up to ten seconds are one clip; longer stretches
    are windows of four seconds that overlap by half, the last one drawn back to end with the
    stretch. Refuses (`invalid`) an item of which no frame is left.
    """
    if frames <= 0 or rate <= 0:
        raise Refusal(Code.INVALID, "A video without frames cannot be cut into clips")
    clips = [
        clip
        for start, end in divided(complement(skips, frames), cuts)
        for clip in _windows(start, end - start, rate)
    ]
    if not clips:
        raise Refusal(Code.INVALID, "Every frame of this clip is left out; take some of them in")
    return clips


def marked(skips: Ranges, cuts: Sequence[int] = ()) -> str:
    """What the plan of an item is called that skips these frames and has these cuts."""
    if not skips and not cuts:
        return PLAN
    text = ",".join([*(f"{start}-{end}" for start, end in skips), *map(str, cuts)])
    return f"{PLAN}-{sha256(text.encode()).hexdigest()[:16]}"


def _windows(first: int, frames: int, rate: Fraction) -> list[Range]:
    if frames <= rate * WHOLE_SECONDS:
        return [(first, first + frames)]
    window = max(1, min(frames, round(rate * WINDOW_SECONDS)))
    step = max(1, round(rate * STEP_SECONDS))
    starts = [*range(0, frames - window, step), frames - window]
    return [(first + start, first + start + window) for start in starts]

"""Where an item is cut into clips."""

from fractions import Fraction

from annotator.refusal import Code, Refusal

# Part of the cache's name: change it with anything below.
PLAN = "w4s2u10"
WHOLE_SECONDS = 10
WINDOW_SECONDS = 4
STEP_SECONDS = 2


def cut(frames: int, rate: Fraction) -> list[tuple[int, int]]:
    """The half-open frame ranges of an item's clips: they rise, and together cover every frame.

    Items up to ten seconds are one clip; longer ones are windows of four seconds that overlap by
    half, the last one drawn back to end with the item. Refuses (`invalid`) an item without frames.
    """
    if frames <= 0 or rate <= 0:
        raise Refusal(Code.INVALID, "A video without frames cannot be cut into clips")
    if frames <= rate * WHOLE_SECONDS:
        return [(0, frames)]
    window = max(1, min(frames, round(rate * WINDOW_SECONDS)))
    step = max(1, round(rate * STEP_SECONDS))
    starts = [*range(0, frames - window, step), frames - window]
    return [(start, start + window) for start in starts]

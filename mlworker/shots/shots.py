"""Shots out of what was seen of each frame, and the frame that stands for each."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from annotator.contracts.shots import NO_FRAME
from mlworker.shots.looks import Floats, quality

CUT = 0.5
# A video that flickers for hours has its surest cuts marked; more help nobody.
MOST = 20_000
# What may stand for a shot is nearly as good as its best frame, and in its middle if it can be.
GOOD = 0.8


@dataclass(frozen=True, slots=True)
class Seen:
    """What was seen of each frame of a film: how likely a shot ends there, and its look."""

    ends: Floats
    sharpness: Floats
    brightness: Floats
    black: npt.NDArray[np.bool_]


def boundaries(ends: Floats) -> list[int]:
    """The first frame of each new shot: behind the surest frame of each run above one half."""
    above = np.flatnonzero(ends > CUT)
    if not len(above):
        return []
    runs = np.split(above, np.flatnonzero(np.diff(above) > 1) + 1)
    peaks = [int(run[ends[run].argmax()]) for run in runs]
    inside = [peak for peak in peaks if peak + 1 < len(ends)]
    surest = sorted(inside, key=lambda peak: -ends[peak])[:MOST]
    return sorted(peak + 1 for peak in surest)


def keyframes(seen: Seen, cuts: list[int]) -> list[int]:
    """The frame that stands for each shot: sharp, bright, close to the middle, never a black one.

    `NO_FRAME` for a shot of which every frame is black.
    """
    good = quality(seen.sharpness, seen.brightness)
    return [
        _best(good[start:end], seen.black[start:end], start)
        for start, end in pairwise([0, *cuts, len(good)])
    ]


def overall(seen: Seen) -> float:
    """The quality of a film: that of its middling frame."""
    return round(float(np.median(quality(seen.sharpness, seen.brightness))), 4)


def _best(good: Floats, black: npt.NDArray[np.bool_], start: int) -> int:
    lit = np.flatnonzero(~black)
    if not len(lit):
        return NO_FRAME
    near = lit[good[lit] >= GOOD * good[lit].max()]
    middle = (len(good) - 1) / 2
    return start + int(near[np.abs(near - middle).argmin()])

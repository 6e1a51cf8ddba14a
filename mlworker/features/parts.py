"""The parts of an item's clips, each once, in the order of time."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from annotator.ranges import Range
from mlworker.features.extract import Vectors
from mlworker.features.views import STEPS

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Parts:
    """Frames [start, end) by first frame, and what is kept of each: `seen` (parts, 1316)."""

    ranges: list[Range]
    seen: Floats


def bounds(start: int, end: int) -> list[Range]:
    """Which frames of a clip fall into each of its eight parts; none where it has fewer frames."""
    edges = [start - -at * (end - start) // STEPS for at in range(STEPS + 1)]
    return list(pairwise(edges))


def within(clips: Sequence[Range]) -> list[Range]:
    """The parts of all clips, each once, by first frame."""
    return sorted({own for clip in clips for own in bounds(*clip) if own[0] < own[1]})


def parts(vectors: Vectors) -> Parts:
    """Those of all clips: half a second each where clips are four seconds long.

    Clips overlap by half, and of what lies in two of them each part is the same: it counts once.
    Raises ValueError for vectors that were loaded without their steps.
    """
    if vectors.steps is None:
        raise ValueError("These vectors were loaded without the clips' parts")
    found: dict[Range, npt.NDArray[np.float16]] = {}
    for (start, end), steps in zip(vectors.ranges.tolist(), vectors.steps, strict=True):
        for own, step in zip(bounds(start, end), steps, strict=True):
            if own[0] < own[1]:
                found.setdefault(own, step)
    ranges = within([(start, end) for start, end in vectors.ranges.tolist()])
    width = vectors.steps.shape[2]
    seen = np.array([found[one] for one in ranges], np.float32).reshape(len(ranges), width)
    return Parts(ranges, seen)

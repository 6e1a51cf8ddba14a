"""The file beside a packaged probe that computes its second input."""

import inspect

from mlworker.features import flow

FILE = "flow.py"
_HEAD = '''"""How the pictures of a clip move: the input `flow` of the model beside this file.

Wants numpy and opencv-python. `flow(frames, rate)` takes all frames of a clip as brightness, uint8
(height, width) with the shorter side at {side} px (averaged over areas), at `rate` frames a second
of the video. It returns float32 (1, {size}).
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

SIDE, BINS, PER_PAIR, SIZE = {side}, {bins}, {per_pair}, {size}
PAIRS_PER_SECOND, BEND = {pairs}, {bend}
Floats = NDArray[np.float32]


def flow(frames: Sequence[NDArray[np.uint8]], rate: float) -> Floats:
    """The input `flow` of one clip."""
    search = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    step = max(1, int(np.ceil(rate / PAIRS_PER_SECOND)))
    pairs = []
    for at in range(0, len(frames) - 1, step):
        empty = np.zeros((*frames[at].shape, 2), np.float32)
        field = search.calc(frames[at], frames[at + 1], empty)
        pairs.append(describe(field * (rate / SIDE)))
    return summary(pairs)[None]


'''


def text() -> str:
    """What stands in the file: the very functions that the worker computes by."""
    head = _HEAD.format(
        side=flow.SIDE,
        bins=flow.BINS,
        per_pair=flow.PER_PAIR,
        size=flow.SIZE,
        pairs=flow.PAIRS_PER_SECOND,
        bend=flow.BEND,
    )
    functions = [inspect.getsource(one).strip() for one in (flow.describe, flow.summary)]
    return head + "\n\n\n".join(functions) + "\n"

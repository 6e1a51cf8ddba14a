"""The files beside a packaged probe that compute its second input."""

import inspect

from mlworker.features import flow
from mlworker.features import pieces as of_pieces

FILE, PIECES = "flow.py", "pieces.py"
# Outside of Cliploop the name of a type is written out.
_TYPE = "from mlworker.clips.movement import Floats\n"
_TYPE_ALONE = "\nFloats = np.ndarray[Any, np.dtype[np.float32]]\n"
_HEAD = '''"""How the pictures of a clip move: the input `flow` of the model beside this file.

Wants numpy and opencv-python. `flow(frames, rate)` takes all frames of a clip as brightness, uint8
(height, width) with the shorter side at {side} px (averaged over areas), at `rate` frames a second
of the video. It returns float32 (1, {whole}).
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray
{more}
SIDE, BINS, PER_PAIR, SIZE = {side}, {bins}, {per_pair}, {size}
PAIRS_PER_SECOND, BEND = {pairs}, {bend}
Floats = NDArray[np.float32]


def flow(frames: Sequence[NDArray[np.uint8]], rate: float) -> Floats:
    """The input `flow` of one clip."""
    search = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    step = max(1, int(np.ceil(rate / PAIRS_PER_SECOND)))
    fields = []
    for at in range(0, len(frames) - 1, step):
        empty = np.zeros((*frames[at].shape, 2), np.float32)
        fields.append(search.calc(frames[at], frames[at + 1], empty) * (rate / SIDE))
    return {told}[None]


'''


def files(*, pieces: bool) -> dict[str, bytes]:
    """The files by name; with `pieces` the input goes on with how small pieces move."""
    found = {FILE: text(pieces=pieces).encode()}
    if pieces:
        source = inspect.getsource(of_pieces)
        found[PIECES] = source.replace(_TYPE, _TYPE_ALONE).encode()
        found[of_pieces.BOOK.name] = of_pieces.BOOK.read_bytes()
    return found


def text(*, pieces: bool = False) -> str:
    """What stands in the file: the very functions that the worker computes by."""
    told = "summary([describe(field) for field in fields])"
    if pieces:
        small = "by_piece.summary([by_piece.cells(field) for field in fields], rate / step)"
        told = f"np.concatenate([{told}, {small}])"
    head = _HEAD.format(
        side=flow.SIDE,
        bins=flow.BINS,
        per_pair=flow.PER_PAIR,
        size=flow.SIZE,
        whole=flow.SIZE + (of_pieces.SIZE if pieces else 0),
        pairs=flow.PAIRS_PER_SECOND,
        bend=flow.BEND,
        more="\nimport pieces as by_piece\n" if pieces else "",
        told=told,
    )
    functions = [inspect.getsource(one).strip() for one in (flow.describe, flow.summary)]
    return head + "\n\n\n".join(functions) + "\n"

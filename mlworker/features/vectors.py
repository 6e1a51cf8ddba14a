"""The vectors of an item's clips, as they are kept."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Halves = npt.NDArray[np.float16]


@dataclass(frozen=True, slots=True)
class Vectors:
    """An item's clips [start, end) as int64 (clips, 2) and their vectors, float16, one row a clip:
    of Lite0 `static` (1280), `activity` (992), `flow` (36), and `steps` (8, 1316): static and flow
    of eight parts of the clip, one after the other; `pieces` (1536): how small pieces of it move;
    `tones` (64): its colors and textures. Without the last three where these were not asked for.
    """

    ranges: npt.NDArray[np.int64]
    static: Halves
    activity: Halves
    flow: Halves
    steps: Halves | None = None
    pieces: Halves | None = None
    tones: Halves | None = None

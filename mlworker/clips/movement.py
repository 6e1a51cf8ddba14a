"""How pictures move: dense flow, and flow kept as pixels of a picture are."""

import cv2
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Grey = npt.NDArray[np.uint8]

# Flow is searched at no smaller a picture: below, the search has too few places to begin from.
LEAST = 64
# Kept flow: 128 is none, 1 and 255 are so many pixels; what is faster is cut off.
NONE, REACH, LEVELS = 128, 20.0, 127


class Search:
    """Dense flow by inverse search (Kroeger et al., ECCV 2016)."""

    def __init__(self) -> None:
        self._search = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)

    def field(self, before: Grey, after: Grey) -> Floats:
        """The movement of each pixel, in pixels from one frame to the other: (height, width, 2)."""
        empty = np.zeros((*before.shape, 2), np.float32)
        return np.asarray(self._search.calc(before, after, empty), np.float32)

    def kept(self, before: Grey, after: Grey, size: int) -> npt.NDArray[np.uint8]:
        """The movement across and down in pixels of a picture of `size` x `size`, as it is kept:
        uint8 (size, size, 2), 128 where nothing moves, 6.35 a pixel, up to 20 pixels.
        """
        field = self.field(before, after)
        if field.shape[0] != size:
            field = cv2.resize(field, (size, size), interpolation=cv2.INTER_AREA) * (
                size / field.shape[0]
            )
        levels = np.rint(np.clip(field / REACH, -1.0, 1.0) * LEVELS) + NONE
        return np.asarray(levels, np.uint8)

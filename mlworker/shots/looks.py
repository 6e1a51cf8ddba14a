"""How a frame looks to somebody who chooses among frames: sharp, bright, black."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
from av.video.frame import VideoFrame

from mlworker.clips.reading import fitted, scaled

Floats = npt.NDArray[np.float32]

SIDE = 180
# Black as FFmpeg's blackdetect has it: nearly all of the picture below a tenth of white.
DARK = 25
LIT_SHARE = 0.02
# Half as good: the spread of the Laplacian below which pictures are usually called blurred, and
# the mean brightness of a dim room.
SHARP = 100.0
BRIGHT = 0.12


@dataclass(frozen=True, slots=True)
class Look:
    """One frame: the spread of its Laplacian, its mean brightness from 0 to 1, and if it is black.

    `thumbnail` is the frame at the size that the network sees.
    """

    thumbnail: npt.NDArray[np.uint8]
    sharpness: float
    brightness: float
    black: bool


def look(frame: VideoFrame, width: int, height: int) -> Look:
    """Look at a frame; the thumbnail is width by height.

    Sharpness is the variance of the Laplacian (Pech-Pacheco et al., ICPR 2000), measured at one
    size, so that it means the same in small and large videos.
    """
    side = min(SIDE, frame.width, frame.height)
    gray = scaled(frame, *fitted(frame.width, frame.height, side), "gray")
    return Look(
        scaled(frame, width, height),
        float(cv2.Laplacian(gray, cv2.CV_32F).var()),
        float(gray.mean()) / 255,
        float((gray > DARK).mean()) < LIT_SHARE,
    )


def quality(sharpness: Floats, brightness: Floats) -> Floats:
    """How good each frame is, from 0 to 1: both sharp and bright. Overexposed is not sharp."""
    sharp = sharpness / (sharpness + SHARP)
    bright = brightness**2 / (brightness**2 + BRIGHT**2)
    return np.asarray(sharp * bright, np.float32)

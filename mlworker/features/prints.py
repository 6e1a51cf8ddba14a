"""The print of a video: hashes of a few of its pictures that stay when it is encoded again."""

from fractions import Fraction
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from annotator.learning.duplicates import PICTURES
from mlworker.clips.reading import read, scaled
from mlworker.clips.sampling import uniform

# Pictures are compared by their 8 x 8 lowest frequencies, of 32 x 32 px.
SIDE, LOWEST = 32, 8
# What strays by less than so many of 255 levels is noise of the encoder.
NOISE = 1.0


def printed(path: Path, rate: Fraction, frames: int) -> bytes:
    """A proxy's print (`annotator.learning.duplicates`): of five pictures spread over it what they
    show, and how each differs from their mean: two moments of a still camera differ in that alone.

    Refuses (`invalid`) a proxy that cannot be read.
    """
    wanted = uniform(frames, PICTURES)
    small = dict(
        read(path, rate, np.unique(wanted).tolist(), lambda _, one: scaled(one, SIDE, SIDE, "gray"))
    )
    shown = np.stack([small[at] for at in wanted.tolist()]).astype(np.float32)
    changed = shown - shown.mean(axis=0)
    changed[changed.std(axis=(1, 2)) < NOISE] = 0.0
    return b"".join(_hash(one) for one in (*shown, *changed))


def _hash(picture: npt.NDArray[np.float32]) -> bytes:
    """Which of the lowest frequencies lie above their median; the mean is left out. pHash."""
    lowest = cv2.dct(picture)[:LOWEST, :LOWEST].ravel()
    above = lowest > np.median(lowest[1:])
    above[0] = False
    # A plain picture has no frequencies: their signs would be those of rounding.
    return np.packbits(above & (np.abs(lowest) > SIDE * NOISE / LOWEST)).tobytes()

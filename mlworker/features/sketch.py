"""Frames without a network: colors and gradients counted, where no weights are to be had."""

import cv2
import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

Floats = npt.NDArray[np.float32]

# Each of red, green and blue in so many levels, counted over the picture.
LEVELS = 4
COLORS = LEVELS**3
# Orientations of edges, of which light to dark is dark to light, counted in parts of the picture.
EDGES, PARTS = 9, 3
CELL = 16
# What changes is looked for in cells: the share of each third of the levels of a color, and edges.
BANDS = 3
THIRDS = (np.arange(256) * BANDS // 256).astype(np.uint8)
CHANNELS = 3 * BANDS + EDGES


class Sketch:
    """Color histograms (Swain & Ballard, 1991) and histograms of oriented gradients (Dalal &
    Triggs, CVPR 2005) in place of a network's vectors and maps.
    """

    static = COLORS + EDGES * PARTS * PARTS
    activity = 2 * CHANNELS
    tones = CHANNELS

    def __init__(self, device: torch.device) -> None:
        """It counts on the processor, whatever there is."""
        self.device = device

    def see(self, frames: npt.NDArray[np.uint8]) -> tuple[Tensor, list[Tensor]]:
        """Of frames (n, height, width, 3), sides multiples of 16, vectors (n, 145) and one map
        (n, 18, height / 16, width / 16).
        """
        seen = [_described(frame) for frame in frames]
        vectors, maps = (np.stack([one[at] for one in seen]) for at in (0, 1))
        return torch.from_numpy(vectors), [torch.from_numpy(maps)]


def _described(frame: npt.NDArray[np.uint8]) -> tuple[Floats, Floats]:
    levels = (frame // (256 // LEVELS)).astype(np.int64) @ [LEVELS * LEVELS, LEVELS, 1]
    colors = np.bincount(levels.ravel(), minlength=COLORS) / levels.size
    edges = _edges(np.asarray(cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY), np.uint8))
    parts = np.stack(
        [cv2.resize(one, (PARTS, PARTS), interpolation=cv2.INTER_AREA) for one in edges]
    )
    thirds = cv2.LUT(frame, THIRDS)
    bands = np.concatenate([thirds == band for band in range(BANDS)], axis=2)
    # Roots, so that what fills the picture does not drown what is small in it.
    vector = np.sqrt(np.concatenate([colors, parts.ravel()])).astype(np.float32)
    return vector, np.concatenate([_shares(bands), _cells(edges)])


def _edges(grey: npt.NDArray[np.uint8]) -> Floats:
    """How strong the edges of each orientation are at each pixel: (9, height, width)."""
    smooth = cv2.GaussianBlur(grey, (0, 0), 1.0)
    across, down = (cv2.Sobel(smooth, cv2.CV_32F, *way) / 1020.0 for way in ((1, 0), (0, 1)))
    turn = np.rint(np.arctan2(down, across) / np.pi * EDGES).astype(np.int8) % EDGES
    size = np.hypot(across, down)
    return np.stack([size * (turn == one) for one in range(EDGES)])


def _shares(bands: npt.NDArray[np.bool_]) -> Floats:
    """Of each band (height, width, bands) the share of each cell that lies in it, band by band."""
    height, width, count = bands.shape
    whole = bands.reshape(height // CELL, CELL, width // CELL, CELL, count)
    # A column of a cell fits into a byte, and bytes add up fast.
    held = whole.sum(axis=1, dtype=np.uint8).sum(axis=2, dtype=np.uint16)
    return np.asarray(held.transpose(2, 0, 1) / CELL**2, np.float32)


def _cells(planes: Floats) -> Floats:
    """Each plane (height, width) averaged over cells."""
    count, height, width = planes.shape
    whole = planes.reshape(count, height // CELL, CELL, width // CELL, CELL)
    return np.asarray(whole.mean(axis=(2, 4)), np.float32)

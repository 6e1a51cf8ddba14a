"""Where in a clip a model looked, small enough to be kept and sent."""

import base64
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from annotator.learning.packages import is_probe

Floats = npt.NDArray[np.float64]

# Finer than this is noise of the network, and nothing that a person could compare with a picture.
CELLS = 16
# Of the picture's side: how far around a place is looked, as a Gaussian's spread.
SPREAD = 0.08
MOMENTS = 8
BRIGHTEST = 255


def is_blind(card: Mapping[str, Any]) -> bool:
    """Whether a version also sees movement as numbers of the whole picture, which have no place."""
    return is_probe(card) and float(card.get("groups", {"flow": 1.0}).get("flow", 0.0)) > 0.0


def seen(evidence: Floats) -> Floats:
    """Evidence (frames, height, width) about each of at most 16 x 16 places.

    The mean around a place, near pixels counting most: gradients jump from pixel to pixel, and
    what is left of that after the mean is what the network looked at.
    """
    down, across = (_around(side) for side in evidence.shape[1:])
    return np.asarray(down @ evidence @ across.T, np.float64)


def _around(side: int) -> Floats:
    """How much each pixel of a side counts for each place: rows that add up to 1."""
    cells = min(CELLS, side)
    places, pixels = ((np.arange(count) + 0.5) / count for count in (cells, side))
    weights = np.exp(-(((places[:, None] - pixels) / SPREAD) ** 2) / 2)
    return np.asarray(weights / weights.sum(axis=1, keepdims=True), np.float64)


def told(evidence: Floats, frames: Sequence[int]) -> dict[str, Any]:
    """Evidence (frames, height, width) for a class, as it is kept: what speaks against it is none.

    `frames`: which frame of the item each is, rising. In `moments`, at most 8 parts of the clip in
    their order: `frame`, the one of the part with most evidence; `share` of all evidence, 0 to 1,
    adding up to 1 where there is any; `map`, base64 of a byte a place, row by row, 255 where most
    of all is in the clip. `peak`: which moment that is.
    """
    places = np.maximum(seen(evidence), 0.0)
    of_frames = places.sum(axis=(1, 2))
    parts = np.array_split(np.arange(len(frames)), min(MOMENTS, len(frames)))
    maps = np.stack([places[part].mean(axis=0) for part in parts])
    shares = np.array([of_frames[part].sum() for part in parts])
    most, total = maps.max(), shares.sum()
    bytes_ = np.round(maps / most * BRIGHTEST if most > 0 else maps).astype(np.uint8)
    return {
        "rows": maps.shape[1],
        "columns": maps.shape[2],
        "peak": int(maps.max(axis=(1, 2)).argmax()),
        "moments": [
            {
                "frame": int(frames[part[of_frames[part].argmax()]]),
                "share": float(share / total) if total > 0 else 0.0,
                "map": base64.b64encode(one.tobytes()).decode(),
            }
            for part, share, one in zip(parts, shares, bytes_, strict=True)
        ],
    }

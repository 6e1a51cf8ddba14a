"""Drawn films of several shots: what the picture shows changes at once, as where a camera cuts."""

from collections.abc import Iterator, Sequence

import cv2
import numpy as np
import numpy.typing as npt

WIDTH, HEIGHT = 160, 90
SHOT = 40

Picture = npt.NDArray[np.uint8]


def film(kinds: Sequence[str], length: int = SHOT) -> Iterator[Picture]:
    """Shots of these kinds, `length` frames each: meadow, street, lake, or black."""
    for kind in kinds:
        for at in range(length):
            yield _DRAWN[kind](at).clip(0, 255).astype(np.uint8)


def _grid() -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    down, across = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    return down / HEIGHT, across / WIDTH


def _meadow(at: int) -> npt.NDArray[np.float32]:
    down, _ = _grid()
    picture = np.stack([120 + 100 * down, 160 - 60 * down, 220 - 150 * down], -1)
    cv2.circle(picture, (30 + at, 45), 15, (250, 220, 60), -1)
    cv2.rectangle(picture, (0, 75), (WIDTH, HEIGHT), (40, 110, 40), -1)
    return picture


def _street(at: int) -> npt.NDArray[np.float32]:
    down, across = _grid()
    picture = np.stack([60 + 120 * across, 40 + 20 * down, 40 + 60 * across], -1)
    cv2.rectangle(picture, (100 - at, 30), (130 - at, 85), (30, 30, 90), -1)
    cv2.circle(picture, (115 - at, 22), 9, (220, 180, 150), -1)
    return picture


def _lake(at: int) -> npt.NDArray[np.float32]:
    down, _ = _grid()
    picture = np.stack([30 + 0 * down, 210 - 150 * down, 240 - 80 * down], -1)
    cv2.ellipse(picture, (80, 50 + at // 4), (35, 12), at * 2, 0, 360, (240, 240, 240), -1)
    cv2.rectangle(picture, (10 + at, 5), (25 + at, 40), (200, 50, 120), -1)
    return picture


def _black(at: int) -> npt.NDArray[np.float32]:
    return np.zeros((HEIGHT, WIDTH, 3), np.float32)


_DRAWN = {"meadow": _meadow, "street": _street, "lake": _lake, "black": _black}

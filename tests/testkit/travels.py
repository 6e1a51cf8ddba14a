"""Drawn things that travel and grow over a busy ground, with where they truly are."""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from annotator.geometry.box import Box
from annotator.geometry.shape import Shape

Picture = npt.NDArray[np.uint8]
WIDTH, HEIGHT = 320, 240


@dataclass(frozen=True, slots=True)
class Travel:
    """A disc or rectangle that goes `step` pixels a frame and grows by `growth` each."""

    name: str
    step: tuple[float, float]
    growth: float = 1.0
    noise: float = 6.0
    size: float = 48.0
    start: tuple[float, float] = (80.0, 90.0)

    def box(self, frame: int) -> Box:
        """Where it is."""
        side = self.size * self.growth**frame
        x, y = (
            self.start[0] + frame * self.step[0] - side / 2,
            self.start[1] + frame * self.step[1] - side / 2,
        )
        return Box(x, y, side, side)

    def pictures(self, frames: int, seed: int = 7) -> Iterator[Picture]:
        """Each frame in RGB, (240, 320, 3)."""
        rng = np.random.default_rng(seed)
        ground = cv2.GaussianBlur(
            rng.integers(40, 150, (HEIGHT, WIDTH, 3)).astype(np.uint8), (0, 0), 5
        )
        ground = cv2.normalize(ground, np.empty_like(ground), 30, 130, cv2.NORM_MINMAX)
        skin = cv2.resize(rng.integers(120, 255, (10, 10, 3)).astype(np.uint8), (200, 200))
        for frame in range(frames):
            box = self.box(frame)
            # Warped with fractions of pixels, as things in films move.
            scale = box.width / 200
            matrix = np.array([[scale, 0, box.x], [0, scale, box.y]])
            thing = cv2.warpAffine(skin, matrix, (WIDTH, HEIGHT), flags=cv2.INTER_AREA)
            stencil = np.zeros((200, 200), np.float32)
            if self.name.startswith("disc"):
                cv2.circle(stencil, (100, 100), 100, 1.0, -1)
            else:
                stencil[:] = 1.0
            share = cv2.warpAffine(stencil, matrix, (WIDTH, HEIGHT))[..., None]
            clean = ground * (1 - share) + thing * share
            noisy = clean + rng.normal(0, self.noise, clean.shape)
            yield noisy.clip(0, 255).astype(np.uint8)


TRAVELS = (
    Travel("disc, steady", (2.0, 0.7)),
    Travel("disc, growing", (2.5, 1.0), growth=1.012),
    Travel("rectangle, shrinking", (3.0, 0.5), growth=0.988, size=70),
    Travel("rectangle, noisy", (2.0, 1.2), noise=18.0),
)


def iou(one: Shape, other: Shape) -> float:
    """How much of what the bounds of either cover both do."""
    a, b = one.bounds, other.bounds
    across = min(a.x + a.width, b.x + b.width) - max(a.x, b.x)
    down = min(a.y + a.height, b.y + b.height) - max(a.y, b.y)
    both = max(across, 0) * max(down, 0)
    return both / (a.width * a.height + b.width * b.height - both)

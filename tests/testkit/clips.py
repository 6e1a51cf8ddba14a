"""Clips drawn for tests: a square that moves one way or another, in folders named after it."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

# Steps across and down.
WAYS = {"right": (1, 0), "left": (-1, 0), "down": (0, 1), "up": (0, -1)}
ACROSS = ("right", "left")


def draw_clips(
    folder: Path, *, per_class: int, seed: int, frames: int = 24, ways: Sequence[str] = ACROSS
) -> list[Path]:
    """Write `per_class` clips of each way below `folder`, with sources.csv beside the folders.

    64 x 64 px at 12 frames a second. Two clips in a row are of one recording.
    """
    rng = np.random.default_rng(seed)
    paths = []
    lines = ["name,source"]
    for way in ways:
        step, down = WAYS[way]
        (folder / way).mkdir(parents=True, exist_ok=True)
        for number in range(per_class):
            path = folder / way / f"{way}{number:02}.mp4"
            draw_clip(path, step, rng, frames=frames, down=down)
            lines.append(f"{path.name},{way} recording {number // 2}")
            paths.append(path)
    (folder / "sources.csv").write_text("\n".join(lines) + "\n")
    return paths


def draw_clip(
    path: Path, step: int, rng: np.random.Generator, *, frames: int = 24, down: int = 0
) -> None:
    """Write one clip: before a still noise a bright square moves, each 2 px a step and frame."""
    ground = rng.integers(0, 90, (64, 64, 3), dtype=np.uint8)
    top, start = int(rng.integers(4, 44)), int(rng.integers(0, 64))
    color = rng.integers(150, 255, 3, dtype=np.uint8)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=Fraction(12))
        stream.width = stream.height = 64
        stream.pix_fmt = "yuv420p"
        for index in range(frames):
            picture = ground.copy()
            rows = (top + 2 * down * index + np.arange(14)) % 64
            columns = (start + 2 * step * index + np.arange(14)) % 64
            picture[np.ix_(rows, columns)] = color
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode())


def pad(path: Path, size: int) -> None:
    """Make an mp4 file this large, in bytes: players skip the `free` box at its end."""
    rest = size - path.stat().st_size
    with path.open("ab") as file:
        file.write(rest.to_bytes(4, "big") + b"free")
        file.write(np.random.default_rng(2).bytes(rest - 8))

"""Draws clips that only their motion tells apart, so that the loop can be tried without videos."""

import argparse
import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

CLASSES = ("right", "left", "approach", "blink")
MOTIONS = (*CLASSES, "up", "down", "recede", "still")
TICKS = 90_000
BITS = 20
# Backdrop above, backdrop below, light, shape: each row is what one source looks like.
PALETTES = (
    ((233, 226, 214), (199, 208, 214), (255, 250, 240), (214, 82, 64)),
    ((35, 48, 68), (18, 26, 40), (70, 96, 130), (246, 173, 71)),
    ((206, 222, 208), (160, 190, 178), (240, 248, 236), (38, 84, 124)),
    ((58, 44, 70), (30, 24, 44), (116, 82, 128), (102, 207, 184)),
    ((240, 220, 210), (214, 178, 172), (255, 244, 236), (92, 74, 160)),
    ((28, 62, 62), (14, 36, 40), (64, 118, 112), (240, 110, 130)),
    ((216, 220, 236), (170, 178, 206), (246, 248, 255), (222, 142, 32)),
    ((70, 62, 52), (38, 34, 30), (130, 114, 90), (116, 184, 240)),
)

Floats = NDArray[np.float32]
Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Look:
    """How clips are drawn and coded. `rate` is frames per second, `gop` the longest group.

    `numbered` burns each frame's number into its top; `irregular` varies the frames' lengths.
    """

    width: int = 480
    height: int = 270
    rate: Fraction = Fraction(24)
    numbered: bool = False
    irregular: bool = False
    gop: int = 48
    b_frames: int = 2


class Scene:
    """One clip's world: a capsule that moves in one way before the backdrop of its source."""

    def __init__(
        self, motion: str, look: Look, source: np.random.Generator, rng: np.random.Generator
    ) -> None:
        """`source` decides what the clips of one source share, `rng` all else."""
        self.motion, self.look = motion, look
        above, below, light, shape = (
            np.array(color, np.float32) for color in PALETTES[source.integers(len(PALETTES))]
        )
        self.color = np.clip(shape + rng.uniform(-18, 18, 3), 0, 255).astype(np.float32)
        self.backdrop = self._backdrop(above, below, light, source)
        self.place = rng.uniform((0, 0.25), (1, 0.75))
        self.tilt = rng.uniform(-0.5, 0.5)
        self.size, self.speed = rng.uniform(0.10, 0.15), rng.uniform(0.20, 0.42)
        self.phase, self.period = rng.uniform(0, 1), rng.uniform(0.8, 1.3)

    def frame(self, seconds: float) -> Pixels:
        """The picture at a time: RGB (height, width, 3)."""
        shift = self.speed * seconds
        width, height = self.look.width, self.look.height
        across = self.place[0] + shift * {"right": 1, "left": -1}.get(self.motion, 0)
        along = self.place[1] + shift * {"down": 1, "up": -1}.get(self.motion, 0)
        turn = (self.phase + seconds / self.period) % 1
        grown = {"approach": turn, "recede": 1 - turn}.get(self.motion, 0.35)
        radius = height * self.size * (0.6 + 1.1 * grown)
        lit = 0.15 if self.motion == "blink" and turn < 0.5 else 1.0
        # Drawn in a window around it that wraps at the edges.
        reach = np.arange(-int(2.4 * radius), int(2.4 * radius) + 1, dtype=np.float32)
        rows = (reach + round(along * height)).astype(int) % height
        columns = (reach + round(across * width)).astype(int) % width
        window = np.ix_(rows, columns)
        picture = self.backdrop.copy()
        picture[window] = self._shape(reach, radius, lit, picture[window])
        result: Pixels = picture.clip(0, 255).astype(np.uint8)
        return result

    def _shape(self, reach: Floats, radius: float, lit: float, behind: Floats) -> Floats:
        drop = 0.25 * radius
        shade = _cover(self._gap(reach - drop, radius), 0.45 * radius)[..., None]
        gap = self._gap(reach, radius)
        # A little lighter towards its middle, so that it looks round.
        tone = (0.86 + 0.22 * np.clip(-gap / radius, 0, 1))[..., None]
        color = np.minimum((self.color * lit + behind * (1 - lit)) * tone, 255)
        cover = _cover(gap, 1.0)[..., None]
        drawn: Floats = behind * (1 - 0.38 * shade) * (1 - cover) + color * cover
        return drawn

    def _gap(self, reach: Floats, radius: float) -> Floats:
        right, down = reach[None, :], reach[:, None]
        u = right * np.cos(self.tilt) + down * np.sin(self.tilt)
        v = down * np.cos(self.tilt) - right * np.sin(self.tilt)
        middle = np.clip(u, -0.7 * radius, 0.7 * radius)
        gap: Floats = (np.hypot(u - middle, v) - 0.62 * radius).astype(np.float32)
        return gap

    def _backdrop(
        self, above: Floats, below: Floats, light: Floats, source: np.random.Generator
    ) -> Floats:
        down, right = np.mgrid[0 : self.look.height, 0 : self.look.width].astype(np.float32)
        share = (down / self.look.height)[..., None]
        picture = above * (1 - share) + below * share
        for _ in range(3):
            x, y = source.uniform(0, 1, 2) * (self.look.width, self.look.height)
            reach = source.uniform(0.25, 0.6) * self.look.height
            glow = np.exp(-((right - x) ** 2 + (down - y) ** 2) / (2 * reach**2))
            picture = picture + (light - picture) * (0.4 * glow)[..., None]
        result: Floats = picture.astype(np.float32)
        return result


def _cover(gap: Floats, softness: float) -> Floats:
    cover: Floats = np.clip(0.5 - gap / (2 * softness), 0, 1)
    return cover * cover * (3 - 2 * cover)


def burn_number(picture: Pixels, number: int) -> None:
    """Write a number as black and white blocks over the top, readable at any scale.

    24 blocks: white, black, 20 bits (most significant first), even parity, black.
    """
    height, width = picture.shape[:2]
    bits = [number >> (BITS - 1 - place) & 1 for place in range(BITS)]
    for index, bit in enumerate([1, 0, *bits, sum(bits) & 1, 0]):
        left, right = round(index * width / 24), round((index + 1) * width / 24)
        picture[: max(16, -(-height // 24) * 2), left:right] = 255 if bit else 0


def read_number(gray: Pixels) -> int | None:
    """The number burned into a gray picture (height, width) of any scale; none where damaged."""
    height, width = gray.shape
    across, along, middle = max(1, width // 96), max(1, height // 60), height / 24
    values = []
    for index in range(24):
        center = (index + 0.5) * width / 24
        rows = slice(int(middle - along), int(middle + along) + 1)
        values.append(float(gray[rows, int(center - across) : int(center + across) + 1].mean()))
    bits = [int(value > (values[0] + values[1]) / 2) for value in values]
    number = bits[2 : 2 + BITS]
    whole = values[0] - values[1] > 60 and sum(number) & 1 == bits[22] and not bits[23]
    return int("".join(map(str, number)), 2) if whole else None


def draw(scene: Scene, frames: int) -> Iterator[Pixels]:
    """The pictures of a clip."""
    for index in range(frames):
        picture = scene.frame(float(index / scene.look.rate))
        if scene.look.numbered:
            burn_number(picture, index)
        yield picture


def write(path: Path, pictures: Iterable[Pixels], look: Look, rng: np.random.Generator) -> None:
    """Code pictures as H.264 in a container that the name's ending chooses."""
    x264 = f"mbtree=0:keyint={look.gop}:scenecut=0"  # with mbtree its bytes differ from run to run
    options = {"crf": "20", "preset": "veryfast", "bf": str(look.b_frames), "x264-params": x264}
    step, at = TICKS / look.rate, Fraction(0)
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream("libx264", rate=look.rate, options=options)
        stream.width, stream.height, stream.pix_fmt = look.width, look.height, "yuv420p"
        stream.codec_context.time_base = Fraction(1, TICKS)
        stream.codec_context.thread_count = 1
        for picture in pictures:
            frame = VideoFrame.from_ndarray(picture, format="rgb24").reformat(format="yuv420p")
            frame.pts, frame.time_base = round(at), Fraction(1, TICKS)
            at += step * (Fraction(int(rng.choice([1, 2, 2, 2, 4, 7])), 2) if look.irregular else 1)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def make_clip(
    path: Path, motion: str, frames: int, look: Look, seeds: tuple[int, int, int]
) -> None:
    """Draw and write one clip; `seeds` are those of the set, the source and the clip."""
    everything, source, clip = seeds
    rng = np.random.default_rng([everything, 1, clip])
    scene = Scene(motion, look, np.random.default_rng([everything, 2, source]), rng)
    write(path, draw(scene, frames), look, rng)


def make_set(folder: Path, count: int, motions: list[str], group: int, seed: int) -> None:
    """Write `count` clips, `folder/<class>/<name>.mp4`, and `folder/clips.csv` about them.

    `group` clips in a row come from one source; each source has clips of every class.
    """
    look, rows = Look(), []
    rng = np.random.default_rng([seed, 0])
    for index in range(count):
        motion, source = motions[index % len(motions)], index // group
        frames = int(rng.integers(int(2 * look.rate), int(4 * look.rate)))
        path = folder / motion / f"clip-{index + 1:03d}.mp4"
        path.parent.mkdir(parents=True, exist_ok=True)
        make_clip(path, motion, frames, look, (seed, source, index))
        rows.append((path.relative_to(folder), motion, f"camera-{source + 1:02d}", frames))
    with (folder / "clips.csv").open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerows([("path", "label", "source_group", "frames"), *rows])


def main() -> None:
    """Run from the command line: `python -m mlworker.demo FOLDER --count 40`."""
    parser = argparse.ArgumentParser(prog="python -m mlworker.demo", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--classes", default=",".join(CLASSES), help=f"of {', '.join(MOTIONS)}")
    parser.add_argument("--group", type=int, default=8, help="clips of one source")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    motions = given.classes.split(",")
    if unknown := set(motions) - set(MOTIONS):
        parser.error(f"no such class: {', '.join(sorted(unknown))}. Choose of {', '.join(MOTIONS)}")
    make_set(given.folder, given.count, motions, max(1, given.group), given.seed)


if __name__ == "__main__":
    main()

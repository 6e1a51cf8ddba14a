"""Small drawn videos whose class is a color, a direction or an order, and snapshots of them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt

from annotator.contracts.learning import Sample, Span
from annotator.contracts.message import Message
from mlworker import blobs
from mlworker.clips.snapshots import put_json

RATE = 10
HERTZ = 48_000
COLORS = ((220, 40, 40), (40, 60, 220), (40, 200, 60), (220, 210, 40), (150, 40, 170))
STEPS = ((0, 3), (0, -3), (3, 0), (-3, 0))

Frames = Iterator[npt.NDArray[np.uint8]]
Times = npt.NDArray[np.float64]
Wave = Callable[[Times], Times]


def colored(label: int, seed: int, *, frames: int = 16, size: int = 64) -> Frames:
    """A still square on a gray ground: its color is the class."""
    rng = np.random.default_rng(seed)
    ground = np.full((size, size, 3), rng.integers(90, 150), np.uint8)
    top, left = rng.integers(0, size // 2, 2)
    ground[top : top + size // 2, left : left + size // 2] = COLORS[label]
    for _ in range(frames):
        yield ground


def moving(label: int, seed: int, *, frames: int = 16, size: int = 64) -> Frames:
    """A square that goes right, left, down or up around the picture; all else is chance."""
    rng = np.random.default_rng(seed)
    ground = np.full((size, size, 3), rng.integers(60, 190), np.uint8)
    texture = rng.integers(0, 255, (20, 20, 3)).astype(np.uint8)
    place = rng.integers(0, size, 2)
    for at in range(frames):
        picture = ground.copy()
        down, across = (place + at * np.array(STEPS[label])) % size
        rows = (down + np.arange(20)) % size
        columns = (across + np.arange(20)) % size
        picture[np.ix_(rows, columns)] = texture
        yield picture


def ordered(label: int, seed: int, *, frames: int = 16, size: int = 64, within: int = 0) -> Frames:
    """A red square and then a blue one, or the other way around: the same frames in another order.

    Each is there for a quarter of the time, the one within the first half, the other the second.
    With `within` both fill so many frames at the beginning, and nothing is seen any more.
    """
    rng = np.random.default_rng(seed)
    noise = rng.integers(-12, 13, (frames, size, size, 3))
    pictures = (rng.integers(80, 170) + noise).astype(np.uint8)
    half = (within or frames) // 2
    last = half if within else half // 2
    firsts = (int(rng.integers(half - last + 1)), half + int(rng.integers(half - last + 1)))
    for color, first in zip(COLORS[:2], firsts, strict=True):
        top, left = rng.integers(0, size // 2, 2)
        pictures[first : first + last, top : top + size // 2, left : left + size // 2] = color
    order = np.arange(frames)
    if label:
        one, other = (np.arange(first, first + last) for first in firsts)
        order[one], order[other] = other, one
    yield from pictures[order]


def noisy(draw: Callable[[int, int], Frames], spread: float, label: int, seed: int) -> Frames:
    """What is drawn, under noise of this standard deviation on each number."""
    rng = np.random.default_rng([seed, 9])
    for picture in draw(label, seed):
        loud = picture + rng.normal(0, spread, picture.shape)
        yield np.clip(loud, 0, 255).astype(np.uint8)


def write(path: Path, pictures: Frames, rate: int = RATE, wave: Wave | None = None) -> int:
    """Encode a proxy: constant rate, a sync frame each 15, no B-frames. Returns how many frames.

    `wave`: what is heard, by seconds.
    """
    count = 0
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=rate)
        heard = container.add_stream("aac", rate=HERTZ, layout="mono") if wave else None
        stream.pix_fmt = "yuv420p"
        stream.options = {"crf": "12", "bf": "0", "g": "15", "preset": "veryfast", "threads": "1"}
        for picture in pictures:
            if not count:
                stream.height, stream.width = picture.shape[:2]
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
            count += 1
        container.mux(stream.encode())
        if wave and heard:
            samples = wave(np.arange(count * HERTZ // rate) / HERTZ).astype(np.float32)
            sound = av.AudioFrame.from_ndarray(samples[None], format="fltp", layout="mono")
            sound.sample_rate, sound.pts = HERTZ, 0
            container.mux([*heard.encode(sound), *heard.encode()])
    return count


@dataclass
class Shelf:
    """A storage in a folder, with drawn items in it."""

    folder: Path
    samples: list[Sample] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Its fsspec URL."""
        return self.folder.as_uri()

    def add(
        self,
        pictures: Frames,
        class_id: int,
        source: str,
        part: str = "",
        *,
        rate: int = RATE,
        wave: Wave | None = None,
        **more: Any,
    ) -> Sample:
        """Draw an item of so many frames a second, whose whole length is tagged with a class."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self.folder / "drawing.mp4"
        frames = write(path, pictures, rate, wave)
        key = blobs.put(self.url, path)
        path.unlink()
        words = {"spans": (Span(class_id, 0, frames),), "complete": True, **more}
        number = len(self.samples) + 1
        sample = Sample(number, key, key, "", frames, rate, 1, source, part, **words)
        self.samples.append(sample)
        return sample

    def snapshot(self, samples: Sequence[Sample] | None = None) -> str:
        """The key of a snapshot of the items."""
        chosen = self.samples if samples is None else samples
        packed = Packed("", "", tuple(chosen)).pack()
        return put_json(self.url, {"samples": packed["samples"]})


@dataclass(frozen=True, slots=True)
class Packed(Message):
    """Samples as a snapshot has them."""

    samples: tuple[Sample, ...]


@dataclass
class Told:
    """Keeps what a step says while it runs."""

    progress: list[tuple[float, float, str, str]] = field(default_factory=list)
    curve: list[dict[str, float]] = field(default_factory=list)
    detail: dict[str, Any] = field(default_factory=dict)

    def __call__(
        self, done: float = 0, total: float = 0, unit: str = "", message: str = "", **detail: Any
    ) -> None:
        """Take a step's word."""
        self.progress.append((done, total, unit, message))
        self.curve += detail.get("curve", [])
        self.detail |= detail

"""Pictures as frames: a still, an animation, a zip or a folder of pictures, by Pillow alone."""

from __future__ import annotations

import struct
import warnings
import zlib
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import BinaryIO

import numpy as np
from av.video.frame import VideoFrame
from PIL import Image, ImageOps, UnidentifiedImageError

from annotator.refusal import Code, Refusal
from mlworker.decode import archive, folder
from mlworker.decode.film import Film, Looked
from mlworker.decode.index import Outline
from mlworker.decode.limits import Budget
from mlworker.decode.picture import Pixels
from mlworker.decode.sniff import HEAD_BYTES, Kind, kind_of
from mlworker.decode.timing import measure
from mlworker.decode.untrusted import Losses

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "JPEG2000", "AVIF")
# Those that may move, and the fraction of a second that their delays are counted in.
TICKS = {
    "GIF": Fraction(1, 100),
    "WEBP": Fraction(1, 1000),
    "AVIF": Fraction(1, 1000),
    "PNG": Fraction(1, 100_000),
}
DEFAULT_RATE = Fraction(25)
# What asks for less is shown a tenth of a second, as browsers do it.
SHORTEST_DELAY, USUAL_DELAY = Fraction(11, 1000), Fraction(1, 10)
FINEST_DELAY = 65_535
PAPER = (255, 255, 255)
# Pillow's plugins let out whatever their parsing runs into.
BROKEN = (
    OSError, SyntaxError, ValueError, IndexError, KeyError, TypeError, AttributeError,
    ArithmeticError, EOFError, struct.error, zlib.error,
)  # fmt: skip

Shot = tuple[Pixels, Fraction]


@dataclass(frozen=True, slots=True)
class Reel:
    """A file of pictures. Its times count `tick`s; `rate` is that of members, which have none.

    `members` are those of a zip or a folder: each is a file of its own.
    """

    path: Path
    codec: str
    tick: Fraction
    rate: Fraction
    notes: tuple[str, ...] = ()
    members: archive.Members | folder.Members | None = None

    def look(self, said: Callable[[], None]) -> Looked:
        """When its pictures are shown. Members are not decoded for that."""
        members = self.members
        times, last = (range(len(members.pictures)), 1) if members else self._times(said)
        timing = measure(times, self.tick, [self.rate], last)
        found = Outline(times, 0, len(times), last)
        return Looked(found, timing, self.codec, notes=self.notes)

    @contextmanager
    def film(self, budget: Budget, losses: Losses, *, careful: bool = False) -> Iterator[Film]:
        """Its pictures as frames."""
        budget.allow(self._size())
        with closing(self._shots(budget, losses)) as shots:
            yield Film(self._frames(shots), None)

    def _size(self) -> int:
        return folder.size(self.path) if self.path.is_dir() else self.path.stat().st_size

    def _times(self, said: Callable[[], None]) -> tuple[Sequence[int], int]:
        ends = [Fraction(0)]
        budget = Budget()
        budget.allow(self._size())
        for _, lasts in self._shots(budget, Losses()):
            ends.append(ends[-1] + lasts)
            said()
        times = [round(end / self.tick) for end in ends]
        return times[:-1], times[-1] - times[-2] if len(times) > 1 else 0

    def _contents(
        self, members: archive.Members | folder.Members, budget: Budget
    ) -> Iterator[BinaryIO]:
        if isinstance(members, folder.Members):
            yield from folder.contents(members)
            return
        with self.path.open("rb") as file:
            yield from archive.contents(file, members, budget)

    def _shots(self, budget: Budget, losses: Losses) -> Generator[Shot, None, None]:
        if self.members:
            lasts = 1 / self.rate
            for content in self._contents(self.members, budget):
                try:
                    yield _still(content, budget), lasts
                except Refusal as refusal:
                    if refusal.code is not Code.INVALID:
                        raise
                    losses.packets += 1
            return
        with self.path.open("rb") as file, opened(file, budget) as image:
            if image.format in TICKS and getattr(image, "is_animated", False):
                yield from _animated(image, budget, losses)
            else:
                yield _upright(image, budget), Fraction(0)

    def _frames(self, shots: Iterator[Shot]) -> Iterator[VideoFrame]:
        passed = Fraction(0)
        for pixels, lasts in shots:
            frame = VideoFrame.from_ndarray(pixels, format="rgb24")
            frame.pts, frame.time_base = round(passed / self.tick), self.tick
            passed += lasts
            frame.duration = round(passed / self.tick) - frame.pts
            yield frame


def reel(path: Path, rate: Fraction | None) -> Reel | None:
    """The file as pictures, or None for one that is something else.

    `rate` is how many pictures of a zip or folder make a second. Refuses (`unsupported`, `invalid`,
    `budget`) pictures that cannot be read, with why.
    """
    if path.is_dir():
        return _packed(path, rate, folder.members(path))
    with path.open("rb") as file:
        kind = kind_of(file.read(HEAD_BYTES))
        file.seek(0)
        if kind is Kind.ZIP:
            return _packed(path, rate, archive.members(file))
        if kind is not Kind.PICTURE:
            return None
        with opened(file, Budget()) as image:
            name = str(image.format).lower()
            notes = () if image.format in TICKS else _pages(image)
            tick = TICKS.get(str(image.format), Fraction(1, 1000))
            codec = "jpeg" if name == "mpo" else name
            return Reel(path, codec, tick, DEFAULT_RATE, notes)


def is_reel(path: Path) -> bool:
    """Whether the file is read as pictures, by its first bytes alone."""
    if path.is_dir():
        return True
    with path.open("rb") as file:
        return kind_of(file.read(HEAD_BYTES)) in (Kind.ZIP, Kind.PICTURE)


def _packed(path: Path, rate: Fraction | None, members: archive.Members | folder.Members) -> Reel:
    rate = rate or DEFAULT_RATE
    return Reel(path, "pictures", 1 / rate, rate, members.notes, members)


@contextmanager
def opened(file: BinaryIO, budget: Budget) -> Iterator[Image.Image]:
    """A picture whose pixels are not read yet. Refuses (`invalid`, `budget`) with why."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of its size and its metadata
            image = Image.open(file, formats=FORMATS)
    except Image.DecompressionBombError as problem:
        raise _too_large(budget) from problem
    except BROKEN as problem:
        raise _damaged(problem) from problem
    with image:
        budget.check_size(*image.size)
        yield image


def _animated(image: Image.Image, budget: Budget, losses: Losses) -> Iterator[Shot]:
    """Every picture of an animation, as far as it can be read. The first must be."""
    # A PNG may have one for those that do not know animations; it is no part of it.
    index = 1 if image.info.get("default_image") else 0
    while True:
        try:
            image.seek(index)
            pixels = _rgb(image)
            delay = Fraction(image.info.get("duration", 0)).limit_denominator(FINEST_DELAY) / 1000
        except EOFError:
            return
        except BROKEN as problem:
            if index == 0:
                raise _damaged(problem) from problem
            losses.cut = True
            return
        budget.take(*image.size)
        yield pixels, delay if delay >= SHORTEST_DELAY else USUAL_DELAY
        index += 1


def _still(content: BinaryIO, budget: Budget) -> Pixels:
    with opened(content, budget) as image:
        return _upright(image, budget)


def _upright(image: Image.Image, budget: Budget) -> Pixels:
    budget.take(*image.size)
    try:
        image.load()
    except BROKEN as problem:
        raise _damaged(problem) from problem
    try:
        return _rgb(ImageOps.exif_transpose(image))
    except BROKEN:  # what says how it lies is broken, not the picture
        return _rgb(image)


def _rgb(image: Image.Image) -> Pixels:
    """Its pixels as RGB, before white where they let through; of deep ones the upper 8 bits."""
    if image.mode == "F":
        raise Refusal(
            Code.UNSUPPORTED,
            "This picture holds measured values, not colors. Save it as PNG with 8 bits",
        )
    if image.mode.startswith("I"):
        gray = (np.asarray(image).astype(np.int64).clip(0, 65_535) >> 8).astype(np.uint8)
        return np.repeat(gray[:, :, None], 3, axis=2)
    if image.has_transparency_data:
        clear = image.convert("RGBA")
        image = Image.new("RGB", clear.size, PAPER)
        image.paste(clear, mask=clear.getchannel("A"))
    return np.array(image.convert("RGB"), np.uint8)


def _pages(image: Image.Image) -> tuple[str, ...]:
    try:
        image.seek(1)
    except BROKEN:
        return ()
    finally:
        image.seek(0)
    return ("This file has several pictures; only the first is shown",)


def _too_large(budget: Budget) -> Refusal:
    most = budget.picture_pixels // 1_000_000
    return Refusal(
        Code.BUDGET,
        f"This picture has more than the {most} megapixels that are read. Scale it down and "
        "upload it again",
    )


def _damaged(problem: BaseException) -> Refusal:
    # What cannot be told apart is told by the name of the file that was open, which is ours.
    why = "its beginning" if isinstance(problem, UnidentifiedImageError) else str(problem)[:120]
    return Refusal(
        Code.INVALID,
        f"This picture is damaged or cut off ({why}). Save it again as PNG or JPEG and upload that",
    )

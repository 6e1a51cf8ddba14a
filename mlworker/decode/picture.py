"""How a decoded frame is shown: upright, with square pixels, at the size it is wanted."""

import struct
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from av.sidedata.sidedata import SideData
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, Interpolation, VideoReformatter
from numpy.typing import NDArray

# Shapes of pixels outside this are a mistake in the file, not a format.
WIDEST_PIXEL = 8
INTERPOLATION = Interpolation.BICUBIC

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Pose:
    """How the coded picture becomes the shown one: swap its axes, then mirror it.

    `pixel` is a pixel's width over its height.
    """

    swapped: bool = False
    mirrored: bool = False
    flipped: bool = False
    pixel: Fraction = Fraction(1)

    @property
    def plain(self) -> bool:
        """Whether the picture is shown as it is coded."""
        return not (self.swapped or self.mirrored or self.flipped)

    def size(self, width: int, height: int) -> tuple[int, int]:
        """The shown size of a coded size."""
        if self.pixel >= 1:
            width = round(width * self.pixel)
        else:
            height = round(height / self.pixel)
        return (height, width) if self.swapped else (width, height)

    def apply(self, pixels: Pixels) -> Pixels:
        """The picture turned: axes 0 and 1 are down and right."""
        turned = pixels.swapaxes(0, 1) if self.swapped else pixels
        turned = turned[:, ::-1] if self.mirrored else turned
        return turned[::-1] if self.flipped else turned


def pose(frame: VideoFrame, pixel: Fraction | None) -> Pose:
    """How a frame is meant to be shown, by its display matrix and its pixel's shape.

    The matrix is read itself: the angle that libraries derive of it hides mirroring.
    """
    shape = Fraction(pixel) if pixel else Fraction(1)
    if not Fraction(1, WIDEST_PIXEL) <= shape <= WIDEST_PIXEL:
        shape = Fraction(1)
    matrix = frame.side_data.get("DISPLAYMATRIX")
    if not isinstance(matrix, SideData):
        return Pose(pixel=shape)
    a, b, _, c, d = struct.unpack_from("<5i", bytes(matrix))
    if abs(a) + abs(d) >= abs(b) + abs(c):
        return Pose(False, a < 0, d < 0, shape)
    return Pose(True, c < 0, b < 0, shape)


def fit(width: int, height: int, longest: int) -> tuple[int, int]:
    """The largest even size of this shape whose longer side is at most `longest`."""
    share = min(Fraction(1), Fraction(longest, max(width, height)))
    return max(2, round(width * share / 2) * 2), max(2, round(height * share / 2) * 2)


@dataclass(slots=True)
class Scaler:
    """Brings frames to one shown size. One for a run: it keeps what it has set up."""

    width: int
    height: int
    pose: Pose
    reformatter: VideoReformatter

    def yuv(self, frame: VideoFrame) -> VideoFrame:
        """The frame as shown, as yuv420p in studio range."""
        made = self._scaled(frame, "yuv420p", ColorRange.MPEG)
        if self.pose.plain:
            return made
        planes = made.to_ndarray().astype(np.uint8, copy=False)
        wide, high = made.width, made.height
        parts = np.split(planes.reshape(-1), [wide * high, wide * high * 5 // 4])
        shapes = ((high, wide), (high // 2, wide // 2), (high // 2, wide // 2))
        turned = [
            self.pose.apply(part.reshape(shape)).reshape(-1)
            for part, shape in zip(parts, shapes, strict=True)
        ]
        pixels = np.concatenate(turned).reshape(-1, self.width)
        result = VideoFrame.from_ndarray(pixels, format="yuv420p")
        result.colorspace, result.color_range = made.colorspace, made.color_range
        return result

    def rgb(self, frame: VideoFrame) -> Pixels:
        """The frame as shown, as RGB (height, width, 3)."""
        made = self._scaled(frame, "rgb24", None)
        return np.ascontiguousarray(self.pose.apply(made.to_ndarray().astype(np.uint8, copy=False)))

    def _scaled(self, frame: VideoFrame, kind: str, color_range: ColorRange | None) -> VideoFrame:
        swapped = self.pose.swapped
        return self.reformatter.reformat(
            frame,
            self.height if swapped else self.width,
            self.width if swapped else self.height,
            kind,
            interpolation=INTERPOLATION,
            dst_color_range=color_range,
        )

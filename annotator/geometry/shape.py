"""What every shape can do, and the picture it lies on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NamedTuple, Protocol, Self

import numpy as np
import numpy.typing as npt

from annotator.fields import Fields

Floats = npt.NDArray[np.float64]


class Bounds(NamedTuple):
    """The upright rectangle around a shape, in pixels from the picture's top left corner."""

    x: float
    y: float
    width: float
    height: float

    @classmethod
    def around(cls, points: Iterable[tuple[float, float]]) -> "Bounds":
        """The bounds of some points, at least one."""
        across, down = zip(*points, strict=True)
        left, top = min(across), min(down)
        return cls(left, top, max(across) - left, max(down) - top)


@dataclass(frozen=True, slots=True)
class Picture:
    """What annotations lie on: how many frames, and how large they are, in pixels."""

    frames: int
    width: int
    height: int


class Shape(Protocol):
    """The geometry of one keyframe, immutable."""

    # The field that only this shape has among those after it in the registry.
    mark: ClassVar[str]
    # A shape that cannot move is held until the next keyframe.
    moves: ClassVar[bool]

    @classmethod
    def parse(cls, fields: Fields, picture: Picture) -> Self:
        """Read it as JSON has it. Refuses (`invalid`), naming the field, what is not one."""

    @classmethod
    def stored(cls, body: Mapping[str, Any]) -> Self:
        """What `as_json` once said, believed."""

    def as_json(self) -> dict[str, Any]:
        """The shape as the API has it."""

    def between(self, later: Self, share: float) -> Self:
        """The shape a `share` (0 to 1) of the way to a later one."""

    def along(self, later: Self, shares: Floats) -> Iterator[Self]:
        """What `between` says at each of many shares between 0 and 1, and far sooner."""

    @property
    def bounds(self) -> Bounds:
        """The upright rectangle around it."""


def mix(start: float, end: float, share: float) -> float:
    """The number a `share` of the way from one to the other."""
    return start + share * (end - start)


def turn(start: float, end: float, share: float) -> float:
    """The angle in degrees a `share` of the way, by the shorter arc, in [0, 360)."""
    return (start + share * _arc(start, end)) % 360


def mixes(
    start: Sequence[float], end: Sequence[float], shares: Floats, *, angle: int | None = None
) -> list[list[float]]:
    """What `mix` says of several numbers at many shares, a row for each share.

    The number at place `angle` goes as `turn` does.
    """
    ways = [last - first for first, last in zip(start, end, strict=True)]
    if angle is not None:
        ways[angle] = _arc(start[angle], end[angle])
    rows = np.array(start, np.float64) + shares[:, None] * np.array(ways, np.float64)
    if angle is not None:
        rows[:, angle] %= 360
    found: list[list[float]] = rows.tolist()
    return found


def _arc(start: float, end: float) -> float:
    """The shorter way from angle to angle; a half turn goes clockwise, as the angle grows."""
    way = (end - start + 180) % 360 - 180
    return 180 if way == -180 else way

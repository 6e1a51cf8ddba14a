"""Rectangles and ellipses, upright or turned."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import cos, hypot, radians, sin
from typing import Any, ClassVar, Self

from annotator.fields import Fields, invalid
from annotator.geometry.shape import Bounds, Floats, Picture, mix, mixes, turn

SMALLEST_PX = 4.0


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels of the item's picture, from its top left corner.

    `rotation` is in degrees, clockwise, about its middle; the corner is that of the upright one.
    """

    x: float
    y: float
    width: float
    height: float
    rotation: float = 0.0

    mark: ClassVar[str] = "width"
    moves: ClassVar[bool] = True

    @classmethod
    def parse(cls, fields: Fields, picture: Picture) -> Self:
        """Read it; of an upright one, what lies beside the picture is cut off.

        Refuses (`invalid`) one that is smaller than 4 pixels either way.
        """
        fields.just("x", "y", "width", "height", "rotation")
        size = fields.number("width"), fields.number("height")
        box = cls(*fields.point(), *size, fields.number("rotation", 0.0))
        if box.rotation == 0:
            box = box.cut(picture)
        if box.width < SMALLEST_PX or box.height < SMALLEST_PX:
            raise invalid(fields.path, f"A box is at least {SMALLEST_PX:g} pixels wide and high")
        return box

    def cut(self, picture: Picture) -> Self:
        """The part of an upright box that is on the picture."""
        left, top = max(self.x, 0.0), max(self.y, 0.0)
        right = min(self.x + self.width, float(picture.width))
        bottom = min(self.y + self.height, float(picture.height))
        if (left, top) == (self.x, self.y) and (
            self.x + self.width <= picture.width and self.y + self.height <= picture.height
        ):
            return self  # so that nothing is rounded
        return type(self)(left, top, right - left, bottom - top)

    @classmethod
    def stored(cls, body: Mapping[str, Any]) -> Self:
        """What `as_json` once said, believed."""
        return cls(**body)

    def as_json(self) -> dict[str, Any]:
        """Its sides, and its rotation where it is turned."""
        sides = {"x": self.x, "y": self.y, "width": self.width, "height": self.height}
        return sides | {"rotation": self.rotation} if self.rotation else sides

    def between(self, later: Self, share: float) -> Self:
        """Side by side, and by the shorter arc."""
        return type(self)(
            mix(self.x, later.x, share),
            mix(self.y, later.y, share),
            mix(self.width, later.width, share),
            mix(self.height, later.height, share),
            turn(self.rotation, later.rotation, share),
        )

    def along(self, later: Self, shares: Floats) -> Iterator[Self]:
        """Side by side, and by the shorter arc."""
        for row in mixes(self._numbers, later._numbers, shares, angle=4):
            yield type(self)(*row)

    @property
    def _numbers(self) -> tuple[float, ...]:
        return self.x, self.y, self.width, self.height, self.rotation

    @property
    def corners(self) -> tuple[tuple[float, float], ...]:
        """The four corners as they are turned, clockwise from the first."""
        middle_x, middle_y = self.x + self.width / 2, self.y + self.height / 2
        angle = radians(self.rotation)
        right = (cos(angle) * self.width / 2, sin(angle) * self.width / 2)
        down = (-sin(angle) * self.height / 2, cos(angle) * self.height / 2)
        return tuple(
            (middle_x + a * right[0] + b * down[0], middle_y + a * right[1] + b * down[1])
            for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1))
        )

    @property
    def bounds(self) -> Bounds:
        """The upright rectangle around it."""
        if self.rotation == 0:
            return Bounds(self.x, self.y, self.width, self.height)
        return Bounds.around(self.corners)


@dataclass(frozen=True, slots=True)
class Ellipse:
    """An ellipse about (x, y) with two radii, turned clockwise by `rotation` degrees."""

    x: float
    y: float
    radius_x: float
    radius_y: float
    rotation: float = 0.0

    mark: ClassVar[str] = "radius_x"
    moves: ClassVar[bool] = True

    @classmethod
    def parse(cls, fields: Fields, picture: Picture) -> Self:
        """Read it. Refuses (`invalid`) one that is smaller than 4 pixels either way."""
        fields.just("x", "y", "radius_x", "radius_y", "rotation")
        radii = fields.number("radius_x"), fields.number("radius_y")
        if min(radii) < SMALLEST_PX / 2:
            raise invalid(
                fields.path, f"An ellipse is at least {SMALLEST_PX:g} pixels wide and high"
            )
        return cls(*fields.point(), *radii, fields.number("rotation", 0.0))

    @classmethod
    def stored(cls, body: Mapping[str, Any]) -> Self:
        """What `as_json` once said, believed."""
        return cls(**body)

    def as_json(self) -> dict[str, Any]:
        """Its middle and radii, and its rotation where it is turned."""
        said = {"x": self.x, "y": self.y, "radius_x": self.radius_x, "radius_y": self.radius_y}
        return said | {"rotation": self.rotation} if self.rotation else said

    def between(self, later: Self, share: float) -> Self:
        """Middle and radii straight, the rotation by the shorter arc."""
        return type(self)(
            mix(self.x, later.x, share),
            mix(self.y, later.y, share),
            mix(self.radius_x, later.radius_x, share),
            mix(self.radius_y, later.radius_y, share),
            turn(self.rotation, later.rotation, share),
        )

    def along(self, later: Self, shares: Floats) -> Iterator[Self]:
        """Middle and radii straight, the rotation by the shorter arc."""
        for row in mixes(self._numbers, later._numbers, shares, angle=4):
            yield type(self)(*row)

    @property
    def _numbers(self) -> tuple[float, ...]:
        return self.x, self.y, self.radius_x, self.radius_y, self.rotation

    @property
    def bounds(self) -> Bounds:
        """The upright rectangle around it."""
        angle = radians(self.rotation)
        wide = hypot(self.radius_x * cos(angle), self.radius_y * sin(angle))
        high = hypot(self.radius_x * sin(angle), self.radius_y * cos(angle))
        return Bounds(self.x - wide, self.y - high, 2 * wide, 2 * high)

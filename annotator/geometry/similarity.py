"""Moving, turning and scaling shapes as a whole."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from math import atan2, degrees, hypot
from typing import Any

from annotator.geometry.box import Box, Ellipse
from annotator.geometry.outline import Polygon, Polyline
from annotator.geometry.point import Keypoint, Skeleton, Vector
from annotator.geometry.shape import Shape

Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Similarity:
    """(x, y) becomes (a·x - b·y + across, b·x + a·y + down), in pixels."""

    a: float
    b: float
    across: float
    down: float

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Where a place comes to lie."""
        return self.a * x - self.b * y + self.across, self.b * x + self.a * y + self.down

    @property
    def scale(self) -> float:
        """How much longer a line becomes."""
        return hypot(self.a, self.b)

    @property
    def turn(self) -> float:
        """By how many degrees a line turns, clockwise."""
        return degrees(atan2(self.b, self.a))

    def points(self, some: Iterable[tuple[float, float]]) -> Points:
        """Where places come to lie."""
        return tuple(self.at(*one) for one in some)


def moved(shape: Shape, by: Similarity) -> Shape:
    """The shape after it moved. An upright box stays upright.

    Raises KeyError for a shape that is not among `MOVED`.
    """
    return MOVED[type(shape)](shape, by)


def _box(box: Box, by: Similarity) -> Box:
    x, y = by.at(box.x + box.width / 2, box.y + box.height / 2)
    width, height = box.width * by.scale, box.height * by.scale
    turned = (box.rotation + by.turn) % 360 if box.rotation else 0.0
    return Box(x - width / 2, y - height / 2, width, height, turned)


def _ellipse(one: Ellipse, by: Similarity) -> Ellipse:
    radii = one.radius_x * by.scale, one.radius_y * by.scale
    is_round = one.radius_x == one.radius_y
    return Ellipse(
        *by.at(one.x, one.y), *radii, 0.0 if is_round else (one.rotation + by.turn) % 360
    )


def _vector(one: Vector, by: Similarity) -> Vector:
    return Vector(*by.at(one.x, one.y), (one.angle + by.turn) % 360, one.length * by.scale)


def _skeleton(one: Skeleton, by: Similarity) -> Skeleton:
    places = ((name, joint, by.at(joint.x, joint.y)) for name, joint in one.joints)
    return Skeleton(tuple((name, joint._replace(x=x, y=y)) for name, joint, (x, y) in places))


MOVED: Mapping[type[Shape], Callable[[Any, Similarity], Shape]] = {
    Box: _box,
    Ellipse: _ellipse,
    Polygon: lambda one, by: Polygon(
        by.points(one.outline), tuple(by.points(hole) for hole in one.holes)
    ),
    Polyline: lambda one, by: replace(one, points=by.points(one.points)),
    Keypoint: lambda one, by: Keypoint(*by.at(one.x, one.y)),
    Vector: _vector,
    Skeleton: _skeleton,
}

"""Polygons with holes, and lines."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise, repeat
from typing import Any, ClassVar, Self

from annotator.fields import Fields, a_list, read_points
from annotator.geometry.morph import Point, morph, morphs
from annotator.geometry.shape import Bounds, Floats, Picture

MOST_HOLES = 1_000
Points = tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Polygon:
    """An outline of at least three points, and holes in it; by the even-odd rule.

    No outline repeats its first point.
    """

    outline: Points
    holes: tuple[Points, ...] = ()

    mark: ClassVar[str] = "outline"
    moves: ClassVar[bool] = True

    @classmethod
    def parse(cls, fields: Fields, picture: Picture) -> Self:
        """Read it. Refuses (`invalid`) an outline of fewer than three points."""
        fields.just("outline", "holes")
        holes = a_list(fields.body.get("holes", []), f"{fields.path}.holes", 0, MOST_HOLES)
        return cls(
            fields.points("outline", 3),
            tuple(
                read_points(one, f"{fields.path}.holes[{at}]", 3) for at, one in enumerate(holes)
            ),
        )

    @classmethod
    def stored(cls, body: Mapping[str, Any]) -> Self:
        """What `as_json` once said, believed."""
        return cls(_stored(body["outline"]), tuple(map(_stored, body.get("holes", ()))))

    def as_json(self) -> dict[str, Any]:
        """Its outline, and its holes where it has any."""
        said: dict[str, Any] = {"outline": [list(point) for point in self.outline]}
        if self.holes:
            said["holes"] = [[list(point) for point in hole] for hole in self.holes]
        return said

    def between(self, later: Self, share: float) -> Self:
        """Outline by outline; where the number of holes changes they stay as they were."""
        holes = self.holes
        if len(holes) == len(later.holes):
            pairs = zip(holes, later.holes, strict=True)
            holes = tuple(morph(one, other, share, closed=True) for one, other in pairs)
        return type(self)(morph(self.outline, later.outline, share, closed=True), holes)

    def along(self, later: Self, shares: Floats) -> Iterator[Self]:
        """Outline by outline; where the number of holes changes they stay as they were."""
        holes: Iterable[tuple[Points, ...]] = repeat(self.holes, len(shares))
        if self.holes and len(self.holes) == len(later.holes):
            pairs = zip(self.holes, later.holes, strict=True)
            holes = zip(*(morphs(*one, shares, closed=True) for one in pairs), strict=True)
        outlines = morphs(self.outline, later.outline, shares, closed=True)
        for outline, cut in zip(outlines, holes, strict=True):
            yield type(self)(outline, cut)

    @property
    def area(self) -> float:
        """Its area in square pixels, without its holes."""
        return abs(_signed(self.outline)) - sum(abs(_signed(hole)) for hole in self.holes)

    @property
    def bounds(self) -> Bounds:
        """The upright rectangle around it."""
        return Bounds.around(self.outline)


@dataclass(frozen=True, slots=True)
class Polyline:
    """A line of at least two points."""

    points: Points

    mark: ClassVar[str] = "points"
    moves: ClassVar[bool] = True

    @classmethod
    def parse(cls, fields: Fields, picture: Picture) -> Self:
        """Read it. Refuses (`invalid`) fewer than two points."""
        fields.just("points")
        return cls(fields.points("points", 2))

    @classmethod
    def stored(cls, body: Mapping[str, Any]) -> Self:
        """What `as_json` once said, believed."""
        return cls(_stored(body["points"]))

    def as_json(self) -> dict[str, Any]:
        """Its points."""
        return {"points": [list(point) for point in self.points]}

    def between(self, later: Self, share: float) -> Self:
        """Matched along the line."""
        return type(self)(morph(self.points, later.points, share, closed=False))

    def along(self, later: Self, shares: Floats) -> Iterator[Self]:
        """Matched along the line."""
        for points in morphs(self.points, later.points, shares, closed=False):
            yield type(self)(points)

    @property
    def bounds(self) -> Bounds:
        """The upright rectangle around it."""
        return Bounds.around(self.points)


def _stored(points: Sequence[Sequence[float]]) -> Points:
    return tuple((x, y) for x, y in points)


def _signed(points: Points) -> float:
    """The area by the shoelace formula, negative where it runs counterclockwise on screen."""
    ring = (*points, points[0])
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring)) / 2

"""Points: single, joined to a skeleton, or with a direction."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import cos, radians, sin
from typing import Any, ClassVar, NamedTuple, Self

from annotator.fields import Fields, an_object, invalid
from annotator.geometry.shape import Bounds, Floats, Picture, mix, mixes, turn

MOST_JOINTS = 200
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Keypoint:
    """One place in pixels."""

    x: float
    y: float

    mark: ClassVar[str] = "x"
    moves: ClassVar[bool] = True

    @classmethod
    def parse(cls, fields: Fields, picture: Picture) -> Self:
        """Read it."""
        fields.just("x", "y")
        return cls(*fields.point())

    @classmethod
    def stored(cls, body: Mapping[str, Any]) -> Self:
        """What `as_json` once said, believed."""
        return cls(**body)

    def as_json(self) -> dict[str, Any]:
        """Its place."""
        return {"x": self.x, "y": self.y}

    def between(self, later: Self, share: float) -> Self:
        """In a straight line."""
        return type(self)(mix(self.x, later.x, share), mix(self.y, later.y, share))

    def along(self, later: Self, shares: Floats) -> Iterator[Self]:
        """In a straight line."""
        for x, y in mixes((self.x, self.y), (later.x, later.y), shares):
            yield type(self)(x, y)

    @property
    def bounds(self) -> Bounds:
        """The place, without width and height."""
        return Bounds(self.x, self.y, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Vector:
    """A direction from (x, y): `angle` in degrees, clockwise from the right, `length` in pixels."""

    x: float
    y: float
    angle: float
    length: float

    mark: ClassVar[str] = "length"
    moves: ClassVar[bool] = True

    @classmethod
    def parse(cls, fields: Fields, picture: Picture) -> Self:
        """Read it. Refuses (`invalid`) a length that is not positive."""
        fields.just("x", "y", "angle", "length")
        length = fields.number("length")
        if length <= 0:
            raise invalid(f"{fields.path}.length", "Must be more than 0 pixels")
        return cls(*fields.point(), fields.number("angle"), length)

    @classmethod
    def stored(cls, body: Mapping[str, Any]) -> Self:
        """What `as_json` once said, believed."""
        return cls(**body)

    def as_json(self) -> dict[str, Any]:
        """Its foot, its angle, its length."""
        return {"x": self.x, "y": self.y, "angle": self.angle, "length": self.length}

    def between(self, later: Self, share: float) -> Self:
        """Foot and length straight, the angle by the shorter arc."""
        return type(self)(
            mix(self.x, later.x, share),
            mix(self.y, later.y, share),
            turn(self.angle, later.angle, share),
            mix(self.length, later.length, share),
        )

    def along(self, later: Self, shares: Floats) -> Iterator[Self]:
        """Foot and length straight, the angle by the shorter arc."""
        for row in mixes(self._numbers, later._numbers, shares, angle=2):
            yield type(self)(*row)

    @property
    def _numbers(self) -> tuple[float, ...]:
        return self.x, self.y, self.angle, self.length

    @property
    def bounds(self) -> Bounds:
        """The upright rectangle around its foot and its tip."""
        angle = radians(self.angle)
        tip = (self.x + self.length * cos(angle), self.y + self.length * sin(angle))
        return Bounds.around(((self.x, self.y), tip))


class Sight(StrEnum):
    """How a joint is seen. An absent one has a place only to be drawn at."""

    VISIBLE = "visible"
    COVERED = "covered"
    ABSENT = "absent"


class Joint(NamedTuple):
    """One named place of a skeleton, in pixels."""

    x: float
    y: float
    sight: Sight = Sight.VISIBLE


@dataclass(frozen=True, slots=True)
class Skeleton:
    """Named joints; which are joined is written in the class."""

    joints: tuple[tuple[str, Joint], ...]

    mark: ClassVar[str] = "joints"
    moves: ClassVar[bool] = True

    @classmethod
    def parse(cls, fields: Fields, picture: Picture) -> Self:
        """Read it. Refuses (`invalid`) one without joints."""
        fields.just("joints")
        path = f"{fields.path}.joints"
        joints = an_object(fields.body.get("joints"), path)
        if not 0 < len(joints) <= MOST_JOINTS:
            raise invalid(path, f"Must be 1 to {MOST_JOINTS} joints")
        return cls(tuple((name, _joint(name, joints[name], path)) for name in joints))

    @classmethod
    def stored(cls, body: Mapping[str, Any]) -> Self:
        """What `as_json` once said, believed."""
        return cls(tuple((name, _stored(one)) for name, one in body["joints"].items()))

    def as_json(self) -> dict[str, Any]:
        """Its joints by name."""
        return {"joints": {name: _said(joint) for name, joint in self.joints}}

    def between(self, later: Self, share: float) -> Self:
        """Joint by joint; how each is seen holds, and one that is not there later stays."""
        ends = dict(later.joints)
        return type(self)(
            tuple(
                (name, _moved(joint, ends.get(name, joint), share)) for name, joint in self.joints
            )
        )

    def along(self, later: Self, shares: Floats) -> Iterator[Self]:
        """Joint by joint; how each is seen holds, and one that is not there later stays."""
        ends = dict(later.joints)
        places = [one for _, joint in self.joints for one in joint[:2]]
        targets = [one for name, joint in self.joints for one in ends.get(name, joint)[:2]]
        for row in mixes(places, targets, shares):
            moved = zip(self.joints, row[::2], row[1::2], strict=True)
            yield type(self)(tuple((name, Joint(x, y, was.sight)) for (name, was), x, y in moved))

    @property
    def bounds(self) -> Bounds:
        """The upright rectangle around the joints that are there, or around all."""
        there = [joint for _, joint in self.joints if joint.sight is not Sight.ABSENT]
        some = there or [joint for _, joint in self.joints]
        return Bounds.around([(joint.x, joint.y) for joint in some])


def _joint(name: str, value: object, path: str) -> Joint:
    if not 0 < len(name) <= LONGEST_NAME:
        raise invalid(path, f"A joint's name has 1 to {LONGEST_NAME} characters")
    fields = Fields(an_object(value, f"{path}.{name}"), f"{path}.{name}")
    fields.just("x", "y", "sight")
    try:
        sight = Sight(str(fields.body.get("sight", Sight.VISIBLE)))
    except ValueError as error:
        raise invalid(f"{fields.path}.sight", f"Must be one of {', '.join(Sight)}") from error
    return Joint(*fields.point(), sight)


def _stored(body: Mapping[str, Any]) -> Joint:
    return Joint(body["x"], body["y"], Sight(body.get("sight", Sight.VISIBLE)))


def _said(joint: Joint) -> dict[str, Any]:
    place: dict[str, Any] = {"x": joint.x, "y": joint.y}
    return place if joint.sight is Sight.VISIBLE else place | {"sight": joint.sight.value}


def _moved(start: Joint, end: Joint, share: float) -> Joint:
    return Joint(mix(start.x, end.x, share), mix(start.y, end.y, share), start.sight)

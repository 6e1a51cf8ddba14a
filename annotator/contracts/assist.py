"""Work that suggests shapes while somebody draws: following one, and outlining a thing."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from annotator.contracts.message import Message, Work


@dataclass(frozen=True, slots=True)
class View:
    """The proxy that somebody looks at, and the picture in whose pixels shapes are written."""

    proxy_key: str
    rate_numerator: int
    rate_denominator: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class TrackShape(Message):
    """Follow the thing that has `shape` on frame `first` up to frame `last`, both included.

    `end` is its shape on `last` where that is known, else empty. Shapes are as `annotator.geometry`
    writes them.
    """

    storage_url: str
    view: View
    first: int
    last: int
    shape: Mapping[str, Any]
    end: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ShapeTracked(Message):
    """Keyframes after `first` as {frame: shape}, and the last frame up to which it was followed."""

    keyframes: Mapping[str, Any]
    until: int


@dataclass(frozen=True, slots=True)
class OutlineThing(Message):
    """Outline the thing at `point` (x, y), or the one within `box` (x, y, width, height).

    One of the two is empty; both are in pixels of the picture.
    """

    storage_url: str
    view: View
    frame: int
    point: tuple[float, ...] = ()
    box: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class ThingOutlined(Message):
    """A polygon as `annotator.geometry` writes it, and what found it: grabcut or sam2."""

    shape: Mapping[str, Any]
    by: str


TRACK = Work("mlworker.track", "assist", TrackShape, "cliploop.annotations.tracked", ShapeTracked)
OUTLINE = Work(
    "mlworker.outline", "assist", OutlineThing, "cliploop.annotations.outlined", ThingOutlined
)

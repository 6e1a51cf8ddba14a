"""Every kind of shape that can be drawn. A new one is a file beside this one, and a line here."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from annotator.fields import Fields, an_object, invalid
from annotator.geometry.box import Box, Ellipse
from annotator.geometry.mask import Mask
from annotator.geometry.outline import Polygon, Polyline
from annotator.geometry.point import Keypoint, Skeleton, Vector
from annotator.geometry.shape import Picture, Shape


class Kind(StrEnum):
    """What an annotation is drawn as. A tag has no shape."""

    TAG = "tag"
    BOX = "box"
    POLYGON = "polygon"
    POLYLINE = "polyline"
    ELLIPSE = "ellipse"
    KEYPOINT = "keypoint"
    SKELETON = "skeleton"
    VECTOR = "vector"
    MASK = "mask"


# In the order in which their marks tell them apart.
SHAPES: Mapping[Kind, type[Shape]] = {
    Kind.MASK: Mask,
    Kind.SKELETON: Skeleton,
    Kind.POLYGON: Polygon,
    Kind.POLYLINE: Polyline,
    Kind.ELLIPSE: Ellipse,
    Kind.VECTOR: Vector,
    Kind.BOX: Box,
    Kind.KEYPOINT: Keypoint,
}

MARKS = tuple(shape.mark for shape in SHAPES.values())


def stored_shape(body: Mapping[str, Any]) -> Shape:
    """The shape in JSON that was written here, by its mark."""
    return _marked(body).stored(body)


def parse_shape(value: object, path: str, picture: Picture) -> Shape:
    """The shape in a stranger's JSON. Refuses (`invalid`), naming the field, what is none."""
    body = an_object(value, path)
    try:
        found = _marked(body)
    except StopIteration as error:
        raise invalid(path, f"Is no shape; it has none of {', '.join(MARKS)}") from error
    return found.parse(Fields(body, path), picture)


def _marked(body: Mapping[str, Any]) -> type[Shape]:
    return next(shape for shape in SHAPES.values() if shape.mark in body)

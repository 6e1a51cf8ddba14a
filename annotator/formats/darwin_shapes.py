"""How Darwin JSON writes each shape."""

from collections.abc import Callable, Iterable, Mapping
from math import radians
from typing import Any

from annotator.geometry.box import Box, Ellipse
from annotator.geometry.mask import Mask
from annotator.geometry.outline import Polygon, Polyline
from annotator.geometry.point import Keypoint, Sight, Skeleton, Vector
from annotator.geometry.shape import Bounds, Shape

Points = Iterable[tuple[float, float]]


def written(shape: Shape, *, turned: bool) -> dict[str, Any]:
    """A frame entry's geometry. `turned`: boxes of this label are written as polygons.

    Raises KeyError for a shape that is not among `WRITERS`.
    """
    if turned and isinstance(shape, Box):
        return _polygon(Polygon(shape.corners))
    return WRITERS[type(shape)](shape)


def _box(box: Box) -> dict[str, Any]:
    return {"bounding_box": {"x": box.x, "y": box.y, "w": box.width, "h": box.height}}


def _polygon(polygon: Polygon) -> dict[str, Any]:
    paths = [_path(one) for one in (polygon.outline, *polygon.holes)]
    return {"polygon": {"paths": paths}, "bounding_box": _around(polygon.bounds)}


def _polyline(line: Polyline) -> dict[str, Any]:
    return {"line": {"path": _path(line.points)}}


def _ellipse(ellipse: Ellipse) -> dict[str, Any]:
    return {
        "ellipse": {
            "center": {"x": ellipse.x, "y": ellipse.y},
            "radius": {"x": ellipse.radius_x, "y": ellipse.radius_y},
            "angle": radians(ellipse.rotation),
        }
    }


def _keypoint(point: Keypoint) -> dict[str, Any]:
    return {"keypoint": {"x": point.x, "y": point.y}}


def _vector(vector: Vector) -> dict[str, Any]:
    """Darwin knows a direction only beside something that has a place."""
    direction = {"angle": radians(vector.angle), "length": vector.length}
    return {"keypoint": {"x": vector.x, "y": vector.y}, "directional_vector": direction}


def _skeleton(skeleton: Skeleton) -> dict[str, Any]:
    nodes = [
        {"name": name, "x": at.x, "y": at.y, "occluded": at.sight is not Sight.VISIBLE}
        for name, at in skeleton.joints
    ]
    return {"skeleton": {"nodes": nodes}}


def _mask(mask: Mask) -> dict[str, Any]:
    """Its pixels lie in the layer: see `darwin_masks`."""
    return {"mask": {}}


def _path(points: Points) -> list[dict[str, float]]:
    return [{"x": x, "y": y} for x, y in points]


def _around(bounds: Bounds) -> dict[str, float]:
    return {"x": bounds.x, "y": bounds.y, "w": bounds.width, "h": bounds.height}


WRITERS: Mapping[type[Shape], Callable[[Any], dict[str, Any]]] = {
    Box: _box,
    Polygon: _polygon,
    Polyline: _polyline,
    Ellipse: _ellipse,
    Keypoint: _keypoint,
    Vector: _vector,
    Skeleton: _skeleton,
    Mask: _mask,
}

"""Labels as boxes: whatever has an area as the tight upright box around it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from annotator.formats.video import Label
from annotator.geometry.box import Box
from annotator.geometry.morph import straight
from annotator.geometry.outline import Polygon
from annotator.geometry.registry import Kind, stored_shape
from annotator.tracks.thin import needed
from annotator.tracks.track import Keyframe, shapes_at

Floats = npt.NDArray[np.float64]

# A skeleton, a line and a point have no area of their own.
WITH_AREA = frozenset({Kind.POLYGON, Kind.ELLIPSE, Kind.MASK, Kind.BOX})
NEAR_PX = 0.01
# Points of one outline on many frames that are looked at together.
AT_ONCE = 1_000_000
NOTE = "Polygons, ellipses, masks and turned boxes are written as the upright boxes around them."


def as_box(label: Label) -> Label:
    """The label with the tight box around its shape at each frame; what has no area stays.

    A key is written where boxes between its neighbors would be off by more than a hundredth of a
    pixel: the box around a shape that morphs does not move as the shape does.
    """
    if label.kind not in WITH_AREA:
        return label
    keys = [_key(frame, body) for frame, body in sorted(label.keyframes.items())]
    if all(isinstance(key.shape, Box) and key.shape.rotation == 0 for key in keys):
        return label
    if not keys[0].shape.moves:
        held = {key.frame: Box(*key.shape.bounds).as_json() | {"hold": True} for key in keys}
        return replace(label, kind=Kind.BOX, keyframes=held)
    frames = sorted({*(key.frame for key in keys), *_frames(label.spans)})
    rows = np.concatenate(list(_rows(keys, frames)))
    kept = {frames[at]: Box(*rows[at].tolist()).as_json() for at in needed(frames, rows, NEAR_PX)}
    return replace(label, kind=Kind.BOX, keyframes=kept)


def _rows(keys: Sequence[Keyframe], frames: Sequence[int]) -> Iterator[Floats]:
    """The bounds of the shape on rising frames, some at a time: (some, 4)."""
    cuts = np.searchsorted(frames, [key.frame for key in keys]).tolist()
    yield _still(keys[0], cuts[0])
    for (left, right), (start, end) in zip(pairwise(keys), pairwise(cuts), strict=True):
        yield from _moving(left, right, frames[start:end])
    yield _still(keys[-1], len(frames) - cuts[-1])


def _still(key: Keyframe, count: int) -> Floats:
    return np.tile(np.array(key.shape.bounds, np.float64), (count, 1))


def _moving(left: Keyframe, right: Keyframe, frames: Sequence[int]) -> Iterator[Floats]:
    if left.hold:
        yield _still(left, len(frames))
        return
    ways = None
    if isinstance(left.shape, Polygon) and isinstance(right.shape, Polygon):
        ways = straight(left.shape.outline, right.shape.outline, closed=True)
    if ways is None:
        found = [shape.bounds for shape in shapes_at((left, right), frames)]
        yield np.array(found, np.float64).reshape(-1, 4)
        return
    # All frames of a stretch at once: matching outlines anew on each takes a hundred times as long.
    first, last = (np.array(one, np.float64) for one in ways)
    step = max(1, AT_ONCE // len(first))
    for begin in range(0, len(frames), step):
        some = np.array(frames[begin : begin + step], np.float64) - left.frame
        shares = (some / (right.frame - left.frame))[:, None, None]
        points = first + (last - first) * shares
        low, high = points.min(axis=1), points.max(axis=1)
        yield np.hstack((low, high - low))


def _key(frame: int, body: Mapping[str, Any]) -> Keyframe:
    shape = stored_shape({name: value for name, value in body.items() if name != "hold"})
    return Keyframe(frame, shape, bool(body.get("hold")))


def _frames(spans: Sequence[tuple[int, int]]) -> Sequence[int]:
    return [frame for start, end in spans for frame in range(start, end)]

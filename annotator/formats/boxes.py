"""Labels as boxes: whatever has an area as the tight upright box around it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from annotator.formats.video import Label
from annotator.geometry.box import Box
from annotator.geometry.registry import Kind, stored_shape
from annotator.tracks.thin import needed
from annotator.tracks.track import Keyframe, shape_at

# A skeleton, a line and a point have no area of their own.
WITH_AREA = frozenset({Kind.POLYGON, Kind.ELLIPSE, Kind.MASK, Kind.BOX})
NEAR_PX = 0.01
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
    rows = np.array([shape_at(keys, frame).bounds for frame in frames], np.float64)
    kept = {frames[at]: Box(*rows[at].tolist()).as_json() for at in needed(frames, rows, NEAR_PX)}
    return replace(label, kind=Kind.BOX, keyframes=kept)


def _key(frame: int, body: Mapping[str, Any]) -> Keyframe:
    shape = stored_shape({name: value for name, value in body.items() if name != "hold"})
    return Keyframe(frame, shape, bool(body.get("hold")))


def _frames(spans: Sequence[tuple[int, int]]) -> Sequence[int]:
    return [frame for start, end in spans for frame in range(start, end)]

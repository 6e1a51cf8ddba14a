"""Masks in Darwin JSON: their pixels lie in one more annotation, a layer of values a frame."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import NAMESPACE_URL, uuid5

import numpy as np
import numpy.typing as npt

from annotator import ranges
from annotator.formats.video import Label, LabeledVideo, Spans
from annotator.geometry.mask import Mask
from annotator.geometry.registry import stored_shape
from annotator.ranges import Ranges
from annotator.tracks.track import Keyframe, shape_at

LAYER = "__raster_layer__"
Values = npt.NDArray[np.int64]
Keys = Sequence[Keyframe]


def raster_layer(
    video: LabeledVideo, masks: Sequence[Label], *, only_keyframes: bool
) -> Iterator[str]:
    """The pieces of the annotation that holds the pixels of these labels, at least one.

    A mask's value is its place among them, from 1; 0 is nothing. Where masks overlap the later one
    has the pixel. With `only_keyframes` a frame is listed where something changes, else every frame
    on which there is a mask.
    """
    there = ranges.normalize([span for one in masks for span in one.spans])
    head: dict[str, Any] = {
        "id": str(uuid5(NAMESPACE_URL, f"cliploop:layer:{video.id}")),
        "name": LAYER,
        "slot_names": ["0"],
        "ranges": ranges.as_json(there),
        "hidden_areas": [],
        "interpolated": False,
        "only_keyframes": only_keyframes,
        "properties": [],
    }
    yield json.dumps(head, separators=(",", ":"))[:-1] + ',"frames":{'
    keys = [_keys(one) for one in masks]
    changes = set(_changes(masks, keys))
    first, layer = True, ""
    for frame in _frames(there):
        if frame in changes:
            layer = json.dumps(_layer(video, masks, keys, frame), separators=(",", ":"))
        if frame in changes or not only_keyframes:
            is_key = "true" if frame in changes else "false"
            comma = "" if first else ","
            yield f'{comma}"{frame}":{{"raster_layer":{layer},"keyframe":{is_key}}}'
            first = False
    yield "}}"


def dense(values: Values) -> list[int]:
    """Values row by row as value, count, value, count, …; `values`: (height, width)."""
    flat = values.reshape(-1)
    starts = np.concatenate(([0], np.flatnonzero(flat[1:] != flat[:-1]) + 1))
    counts = np.diff(np.concatenate((starts, [flat.size])))
    found: list[int] = np.stack((flat[starts], counts), axis=1).reshape(-1).tolist()
    return found


def _layer(
    video: LabeledVideo, masks: Sequence[Label], keys: Sequence[Keys], frame: int
) -> Mapping[str, Any]:
    values = np.zeros((video.height, video.width), np.int64)
    numbers: dict[str, int] = {}
    for number, (label, own) in enumerate(zip(masks, keys, strict=True), 1):
        mask = shape_at(own, frame)
        if isinstance(mask, Mask) and _is_in(label.spans, frame):
            part = values[mask.y : mask.y + mask.height, mask.x : mask.x + mask.width]
            part[mask.pixels()] = number
            numbers[label.id] = number
    return {
        "dense_rle": dense(values),
        "mask_annotation_ids_mapping": numbers,
        "total_pixels": values.size,
    }


def _changes(masks: Iterable[Label], keys: Iterable[Keys]) -> Iterator[int]:
    for label, own in zip(masks, keys, strict=True):
        for start, end in label.spans:
            yield from (start, end)
        yield from (key.frame for key in own)


def _keys(label: Label) -> Keys:
    shapes = ((frame, label.keyframes[frame]) for frame in sorted(label.keyframes))
    return [
        Keyframe(frame, stored_shape({name: one[name] for name in one if name != "hold"}))
        for frame, one in shapes
    ]


def _is_in(spans: Spans, frame: int) -> bool:
    return any(start <= frame < end for start, end in spans)


def _frames(spans: Ranges) -> Iterator[int]:
    for start, end in spans:
        yield from range(start, end)

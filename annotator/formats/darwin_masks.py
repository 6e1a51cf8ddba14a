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
Places = npt.NDArray[np.int64]
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


def dense(masks: Iterable[tuple[int, Mask]], width: int, height: int) -> list[int]:
    """A picture row by row as value, count, value, count, …: each mask's number, 0 beside them.

    The later mask has a pixel that several have. Costs what the masks' rectangles do, however large
    the picture is.
    """
    drawn = [(number, *_edges(mask, width)) for number, mask in masks]
    edges = [one for _, starts, ends in drawn for one in (starts, ends)]
    cuts = np.unique(np.concatenate([[0, width * height], *edges]))
    values = np.zeros(len(cuts) - 1, np.int64)
    for number, starts, ends in drawn:
        steps = np.zeros(len(cuts), np.int64)
        steps[np.searchsorted(cuts, starts)] += 1
        steps[np.searchsorted(cuts, ends)] -= 1
        values[np.cumsum(steps)[:-1] > 0] = number
    first = np.concatenate(([True], values[1:] != values[:-1]))
    counts = np.diff(np.append(cuts[:-1][first], cuts[-1]))
    found: list[int] = np.stack((values[first], counts), axis=1).reshape(-1).tolist()
    return found


def _edges(mask: Mask, width: int) -> tuple[Places, Places]:
    """Where runs of set pixels begin and end, counted row by row in a picture of that width."""
    framed = np.pad(mask.pixels(), ((0, 0), (1, 1)))
    rows, columns = np.nonzero(framed[:, 1:] != framed[:, :-1])
    places = (mask.y + rows) * width + mask.x + columns
    return places[::2], places[1::2]


def _layer(
    video: LabeledVideo, masks: Sequence[Label], keys: Sequence[Keys], frame: int
) -> Mapping[str, Any]:
    drawn: list[tuple[int, Mask]] = []
    numbers: dict[str, int] = {}
    for number, (label, own) in enumerate(zip(masks, keys, strict=True), 1):
        mask = shape_at(own, frame)
        if isinstance(mask, Mask) and _is_in(label.spans, frame):
            drawn.append((number, mask))
            numbers[label.id] = number
    return {
        "dense_rle": dense(drawn, video.width, video.height),
        "mask_annotation_ids_mapping": numbers,
        "total_pixels": video.width * video.height,
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

"""Darwin JSON 2.0 for video: one file per item.

Ranges are a label's spans as they are and `hidden_areas` stays empty: what is out of sight is a gap
between spans, and a reader that knows only ranges then sees the same as one that knows both.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Any

import numpy as np

from annotator.formats.darwin_masks import raster_layer
from annotator.formats.darwin_shapes import WRITERS, written
from annotator.formats.video import Format, Label, LabeledVideo, Spans
from annotator.geometry.box import Box
from annotator.geometry.registry import SHAPES, Kind, stored_shape
from annotator.geometry.shape import Shape
from annotator.tracks.track import Keyframe, Track, boxes, shapes_at

SCHEMA = "https://darwin-public.s3.eu-west-1.amazonaws.com/darwin_json/2.0/schema.json"
SLOT = "0"
BATCH = 500
FLAGS = ("false", "true")
KINDS = frozenset({Kind.TAG, *(kind for kind, shape in SHAPES.items() if shape in WRITERS)})
# What is not a label: a property of the item, as often as there are such ranges.
SKIP = "skip"
LOSES = (
    "Drawing order is not part of Darwin JSON.",
    "A shape that holds until its next key is written with one more key just before that.",
    "A turned box is written as a polygon.",
    "Of a skeleton's joints, an absent one is written as a covered one.",
    "Where masks overlap, the later one has the pixel.",
    "Frames left out of training are properties of the item, named skip: first-end.",
)

Entry = tuple[int, str]


def write_darwin(
    video: LabeledVideo, labels: Iterable[Label], *, only_keyframes: bool = True
) -> Iterator[str]:
    """The pieces of a Darwin JSON 2.0 file.

    With `only_keyframes` a shape lists its keys and the reader interpolates; without, every frame
    of every range is listed, for tools that cannot.
    """
    yield f'{{"version":"2.0","schema_ref":{_text(SCHEMA)},"item":{_text(_item(video))},'
    if video.skips:
        skips = [{"name": SKIP, "value": f"{start}-{end}"} for start, end in video.skips]
        yield f'"properties":{_text(skips)},'
    yield '"annotations":['
    masks: list[Label] = []
    for number, label in enumerate(labels):
        yield "," if number else ""
        yield from _annotation(label, only_keyframes)
        if label.kind == Kind.MASK:
            masks.append(label)
    if masks:
        yield ","
        yield from raster_layer(video, masks, only_keyframes=only_keyframes)
    yield "]}"


# One encoder for all: making one for each entry costs more than the entry.
_text = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode


def _item(video: LabeledVideo) -> dict[str, Any]:
    return {
        "name": video.name,
        "path": "/" + "/".join(part for part in video.folder.split("/") if part),
        "source_info": {
            "item_id": video.id,
            "dataset": {"name": video.dataset, "slug": _slug(video.dataset)},
            "team": {"name": video.project, "slug": _slug(video.project)},
        },
        "slots": [
            {
                "type": "video",
                "slot_name": SLOT,
                "width": video.width,
                "height": video.height,
                "fps": float(video.rate),
                "frame_count": video.frames,
                "source_files": [{"file_name": video.file_name}],
                # A file is a video to its readers only where this key is.
                "frame_urls": [],
            }
        ],
    }


def _slug(name: str) -> str:
    return re.sub(r"[\W_]+", "-", name.casefold()).strip("-")


def _annotation(label: Label, only_keyframes: bool) -> Iterator[str]:
    moves = _moves(label)
    head: dict[str, Any] = {
        "id": label.id,
        "name": label.name,
        "slot_names": [SLOT],
        "ranges": [list(span) for span in label.spans],
        "hidden_areas": [],
        "interpolated": moves,
        "only_keyframes": only_keyframes,
        "properties": list(_properties(label)),
    }
    if moves:
        head["interpolate_algorithm"] = "linear-1.1"
    yield _text(head)[:-1] + ',"frames":{'
    entries = _entries(label, only_keyframes)
    first = True
    while batch := list(islice(entries, BATCH)):
        yield ("" if first else ",") + ",".join(f'"{frame}":{one}' for frame, one in batch)
        first = False
    yield "}}"


def _moves(label: Label) -> bool:
    return label.kind != Kind.TAG and SHAPES[Kind(label.kind)].moves


def _entries(label: Label, only_keyframes: bool) -> Iterator[Entry]:
    said = _text(_said(label))[1:-1]
    ends = [f',{said},"keyframe":{flag}}}' if said else f',"keyframe":{flag}}}' for flag in FLAGS]
    if label.kind == Kind.TAG:
        starts = {start for start, _ in label.spans}
        frames: Iterable[int] = starts if only_keyframes else _frames(label.spans)
        for frame in sorted(frames):
            yield frame, '{"tag":{}' + ends[frame in starts]
        return
    keys = _linear_keys(label.keyframes)
    turned = any(isinstance(key.shape, Box) and key.shape.rotation for key in keys)
    if only_keyframes:
        for key in keys:
            yield key.frame, _text(written(key.shape, turned=turned))[:-1] + ends[True]
    elif label.kind == Kind.BOX and not turned:
        yield from _boxes(label.spans, keys, ends)
    else:
        yield from _shapes(label.spans, keys, ends, turned=turned)


def _boxes(spans: Spans, keys: tuple[Keyframe, ...], ends: Sequence[str]) -> Iterator[Entry]:
    """Upright boxes at every frame, many at once: most labels are such."""
    known = {key.frame for key in keys}
    frames = iter(sorted({*known, *_frames(spans)}))
    track = Track(keys, spans)
    while batch := list(islice(frames, BATCH)):
        rows = boxes(track, np.array(batch, np.int64)).tolist()
        for frame, (x, y, w, h, _) in zip(batch, rows, strict=True):
            box = f'{{"bounding_box":{{"x":{x!r},"y":{y!r},"w":{w!r},"h":{h!r}}}'
            yield frame, box + ends[frame in known]


def _shapes(
    spans: Spans, keys: tuple[Keyframe, ...], ends: Sequence[str], *, turned: bool
) -> Iterator[Entry]:
    """Shapes of any kind at every frame; what rests is written once and repeated."""
    known = {key.frame for key in keys}
    frames = sorted({*known, *_frames(spans)})
    last: Shape | None = None
    text = ""
    for frame, shape in zip(frames, shapes_at(keys, frames), strict=True):
        if shape is not last:
            last, text = shape, _text(written(shape, turned=turned))[:-1]
        yield frame, text + ends[frame in known]


def _linear_keys(keyframes: Mapping[int, Mapping[str, Any]]) -> tuple[Keyframe, ...]:
    """The keys such that interpolation between them says what holding said."""
    frames = sorted(keyframes)
    keys: dict[int, Keyframe] = {}
    for number, frame in enumerate(frames):
        body = {name: value for name, value in keyframes[frame].items() if name != "hold"}
        shape = stored_shape(body)
        keys[frame] = Keyframe(frame, shape)
        if keyframes[frame].get("hold") and number + 1 < len(frames):
            before = frames[number + 1] - 1
            keys.setdefault(before, Keyframe(before, shape))
    return tuple(keys[frame] for frame in sorted(keys))


def _said(label: Label) -> dict[str, Any]:
    """What every entry says besides geometry."""
    said: dict[str, Any] = {}
    if label.instance is not None:
        said["instance_id"] = {"value": label.instance}
    if label.text:
        said["text"] = {"text": label.text}
    if label.confidence is not None:
        model = {"id": str(label.model_id or ""), "name": label.model_name, "type": "model"}
        said["inference"] = {"confidence": label.confidence, "model": model}
    return said


def _properties(label: Label) -> Iterator[dict[str, Any]]:
    for frame in sorted(label.steps):
        for name, value in label.steps[frame].items():
            values = value if isinstance(value, (list, tuple)) else [value]
            for one in values:
                yield {"frame_index": frame, "name": name, "value": one}
    last = max((end for _, end in label.spans), default=0)
    for start, end in label.occluded:
        yield {"frame_index": start, "name": "occluded", "value": "true"}
        if end < last:
            yield {"frame_index": end, "name": "occluded", "value": None}


def _frames(spans: Spans) -> Iterator[int]:
    for start, end in spans:
        yield from range(start, end)


DARWIN = Format("darwin", "Darwin JSON 2.0", ".json", KINDS, write_darwin, LOSES)
DARWIN_FRAMES = Format(
    "darwin-frames",
    "Darwin JSON 2.0, every frame",
    ".json",
    KINDS,
    partial(write_darwin, only_keyframes=False),
    LOSES[:1],
)

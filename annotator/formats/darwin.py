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

from annotator.formats.video import Format, Label, LabeledVideo, Spans
from annotator.refusal import Code, Refusal
from annotator.tracks.track import Box, Keyframe, Track, boxes

SCHEMA = "https://darwin-public.s3.eu-west-1.amazonaws.com/darwin_json/2.0/schema.json"
SLOT = "0"
BATCH = 500
FLAGS = ("false", "true")
LOSES = (
    "Drawing order is not part of Darwin JSON.",
    "A box that holds until its next key is written with one more key just before that.",
)

Entry = tuple[int, str]


def write_darwin(
    video: LabeledVideo, labels: Iterable[Label], *, only_keyframes: bool = True
) -> Iterator[str]:
    """The pieces of a Darwin JSON 2.0 file.

    With `only_keyframes` a box lists its keys and the reader interpolates; without, every frame of
    every range is listed, for tools that cannot. Refuses (`unsupported`) a kind Darwin or this
    writer does not know, naming the label.
    """
    yield f'{{"version":"2.0","schema_ref":{_text(SCHEMA)},"item":{_text(_item(video))},'
    yield '"annotations":['
    for number, label in enumerate(labels):
        yield "," if number else ""
        yield from _annotation(label, only_keyframes)
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
    head: dict[str, Any] = {
        "id": label.id,
        "name": label.name,
        "slot_names": [SLOT],
        "ranges": [list(span) for span in label.spans],
        "hidden_areas": [],
        "interpolated": label.kind == "box",
        "only_keyframes": only_keyframes,
        "properties": list(_properties(label)),
    }
    if label.kind == "box":
        head["interpolate_algorithm"] = "linear-1.1"
    yield _text(head)[:-1] + ',"frames":{'
    entries = _entries(label, only_keyframes)
    first = True
    while batch := list(islice(entries, BATCH)):
        yield ("" if first else ",") + ",".join(f'"{frame}":{one}' for frame, one in batch)
        first = False
    yield "}}"


def _entries(label: Label, only_keyframes: bool) -> Iterator[Entry]:
    said = _text(_said(label))[1:-1]
    ends = [f',{said},"keyframe":{flag}}}' if said else f',"keyframe":{flag}}}' for flag in FLAGS]
    if label.kind == "tag":
        starts = {start for start, _ in label.spans}
        frames: Iterable[int] = starts if only_keyframes else _frames(label.spans)
        for frame in sorted(frames):
            yield frame, '{"tag":{}' + ends[frame in starts]
    elif label.kind == "box":
        yield from _boxes(label, ends, only_keyframes)
    else:
        raise Refusal(
            Code.UNSUPPORTED,
            f"{label.name} is a {label.kind}, which Darwin JSON export does not write; "
            "leave this class out of the export",
        )


def _boxes(label: Label, ends: Sequence[str], only_keyframes: bool) -> Iterator[Entry]:
    keys = _linear_keys(label.keyframes)
    if only_keyframes:
        for frame in sorted(keys):
            box = _text({"bounding_box": _box(keys[frame])})
            yield frame, box[:-1] + ends[True]
        return
    track = Track(
        tuple(Keyframe(frame, _shape(keys[frame])) for frame in sorted(keys)), label.spans
    )
    frames = iter(sorted({*keys, *_frames(label.spans)}))
    while batch := list(islice(frames, BATCH)):
        rows = boxes(track, np.array(batch, np.int64)).tolist()
        for frame, (x, y, w, h) in zip(batch, rows, strict=True):
            box = f'{{"bounding_box":{{"x":{x!r},"y":{y!r},"w":{w!r},"h":{h!r}}}'
            yield frame, box + ends[frame in keys]


def _linear_keys(keyframes: Mapping[int, Mapping[str, Any]]) -> dict[int, Mapping[str, Any]]:
    """The keys such that linear interpolation between them says what holding said."""
    frames = sorted(keyframes)
    keys: dict[int, Mapping[str, Any]] = {}
    for number, frame in enumerate(frames):
        box = {name: value for name, value in keyframes[frame].items() if name != "hold"}
        keys[frame] = box
        if keyframes[frame].get("hold") and number + 1 < len(frames):
            keys.setdefault(frames[number + 1] - 1, box)
    return keys


def _shape(key: Mapping[str, Any]) -> Box:
    return Box(key["x"], key["y"], key["width"], key["height"])


def _box(key: Mapping[str, Any]) -> dict[str, Any]:
    return {"x": key["x"], "y": key["y"], "w": key["width"], "h": key["height"]}


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


KINDS = frozenset({"tag", "box"})
DARWIN = Format("darwin", "Darwin JSON 2.0", ".json", KINDS, write_darwin, LOSES)
DARWIN_FRAMES = Format(
    "darwin-frames",
    "Darwin JSON 2.0, every frame",
    ".json",
    KINDS,
    partial(write_darwin, only_keyframes=False),
    LOSES[:1],
)

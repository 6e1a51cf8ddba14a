"""What every export format promises; Darwin JSON is read back by its makers' own package."""

import csv
import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from annotator.formats.darwin import DARWIN, DARWIN_FRAMES
from annotator.formats.darwin_masks import LAYER
from annotator.formats.registry import FORMATS, format_named
from annotator.formats.video import Format, Label
from annotator.geometry.box import Box
from annotator.geometry.registry import Kind
from annotator.refusal import Code, Refusal
from annotator.tracks.track import Keyframe, shape_at
from testkit.written import BOX, FRAMES, MASK, POINT, TAG, VIDEO, reread, write


def seen(annotation: Any, frame: int) -> list[float]:
    """The box that a reader of darwin-py's keyframes sees at a frame."""
    keys = sorted(frame for frame, is_key in annotation.keyframes.items() if is_key)
    rows = [[annotation.frames[key].data[name] for name in "xywh"] for key in keys]
    return [float(np.interp(frame, keys, column)) for column in zip(*rows, strict=True)]


@pytest.mark.parametrize("format_", FORMATS, ids=lambda format_: format_.name)
def test_it_writes_in_pieces_whatever_the_labels(format_: Format) -> None:
    long = replace(TAG, spans=((0, 100_000),))

    drawn = [one for one in (TAG, BOX, MASK, POINT, long) if one.kind in format_.kinds]

    pieces = list(format_.write(replace(VIDEO, frames=100_000), iter(drawn)))

    assert drawn
    assert max(map(len, pieces)) < 100_000
    if format_.extension == ".json":
        names = [one["name"] for one in json.loads("".join(pieces))["annotations"]]
        assert [one for one in names if one != LAYER] == [one.name for one in drawn]
        assert json.loads(write(format_, []))["annotations"] == []
    else:
        assert len(list(csv.reader(io.StringIO("".join(pieces))))) > 2
        assert len(list(csv.reader(io.StringIO(write(format_, []))))) == 1


def test_names_are_unique_and_an_unknown_one_is_refused_with_those_there_are() -> None:
    assert format_named("darwin") is DARWIN
    assert len({one.name for one in FORMATS}) == len(FORMATS)
    with pytest.raises(Refusal, match="darwin-frames") as caught:
        format_named("coco")
    assert caught.value.code is Code.UNSUPPORTED


@pytest.mark.parametrize("format_", [DARWIN, DARWIN_FRAMES], ids=lambda format_: format_.name)
def test_darwin_py_reads_the_same_item_and_labels(tmp_path: Path, format_: Format) -> None:
    file = reread(tmp_path, format_, [TAG, BOX])

    assert file.is_video
    assert (file.filename, file.remote_path) == (VIDEO.name, "/cam 3/вход")
    assert (file.item_id, file.dataset_name) == ("17", "Gate North")
    slot = file.slots[0]
    assert (slot.width, slot.height, slot.frame_count, slot.fps) == (640, 360, FRAMES, 12.5)
    assert slot.source_files[0].file_name == "Überfall 07.avi"
    tag, box = file.annotations
    assert (tag.id, tag.annotation_class.name) == (TAG.id, "打架")
    assert tag.annotation_class.annotation_type == "tag"
    assert tag.segments == [[4, 7], [20, 22]]
    assert [frame for frame, is_key in tag.keyframes.items() if is_key] == [4, 20]
    assert box.annotation_class.annotation_type == "bounding_box"
    assert box.segments == [[0, 12], [30, 60]]
    assert box.interpolated
    assert box.hidden_areas == []
    subs = {sub.annotation_type: sub.data for sub in box.frames[10].subs}
    assert (subs["instance_id"], subs["text"]) == (7, "“braking”")
    properties = [(one.frame_index, one.name, one.value) for one in box.properties]
    assert properties == [
        (5, "light", "brake"),
        (5, "doors", "left"),
        (5, "doors", "right"),
        (3, "occluded", "true"),
        (6, "occluded", None),
    ]


def test_darwin_py_sees_the_box_where_it_is_at_each_frame(tmp_path: Path) -> None:
    track = [
        Keyframe(0, Box(10, 20.5, 100, 50)),
        Keyframe(10, Box(110, 20.5, 100, 50), hold=True),
        Keyframe(40, Box(-5, 0, 7, 9)),
    ]

    (keys_only,) = reread(tmp_path, DARWIN, [BOX]).annotations
    (every_frame,) = reread(tmp_path, DARWIN_FRAMES, [BOX]).annotations

    assert sorted(keys_only.frames) == [0, 10, 39, 40]
    for frame in range(FRAMES):
        expected = list(shape_at(track, frame).as_json().values())
        assert seen(keys_only, frame) == pytest.approx(expected)
        if frame < 12 or frame >= 30:
            read = [every_frame.frames[frame].data[name] for name in "xywh"]
            assert read == pytest.approx(expected, abs=1e-3)


def test_a_models_label_carries_its_confidence_and_model(tmp_path: Path) -> None:
    guess = replace(TAG, confidence=0.91, model_id=3, model_name="Model 3")

    (tag,) = reread(tmp_path, DARWIN, [guess]).annotations

    (said,) = tag.frames[4].subs
    assert said.annotation_type == "inference"
    assert said.data["confidence"] == 0.91
    assert said.data["model"] == {"id": "3", "name": "Model 3", "type": "model"}


def test_every_kind_has_a_place_in_darwin() -> None:
    assert set(Kind) == DARWIN.kinds == DARWIN_FRAMES.kinds


spans = (
    some.lists(some.integers(0, FRAMES), min_size=2, max_size=6, unique=True)
    .map(sorted)
    .map(lambda edges: tuple(zip(edges[::2], edges[1::2], strict=False)))
)
pixels = some.integers(-1000, 1000).map(lambda number: number / 8)
sizes = some.integers(1, 1000).map(lambda number: number / 8)
keys = some.dictionaries(
    some.integers(0, FRAMES - 1),
    some.fixed_dictionaries({"x": pixels, "y": pixels, "width": sizes, "height": sizes}),
    min_size=1,
    max_size=5,
)
labels = some.builds(
    Label,
    id=some.uuids().map(str),
    name=some.text(min_size=1).map(str.strip).filter(bool),
    kind=some.just("box"),
    spans=spans,
    keyframes=keys,
    instance=some.none() | some.integers(1, 99),
    text=some.text(max_size=9),
)


@settings(max_examples=60, deadline=None)
@given(some.lists(labels, max_size=4))
def test_what_is_written_reads_back_as_it_was(written: list[Label]) -> None:
    document = json.loads(write(DARWIN, written))

    assert [read_back(one) for one in document["annotations"]] == written


def read_back(data: dict[str, Any]) -> Label:
    """A label as an importer reads it."""
    entries = {int(frame): entry for frame, entry in data["frames"].items()}
    sides = (("x", "x"), ("y", "y"), ("width", "w"), ("height", "h"))
    first = next(iter(entries.values()))
    return Label(
        id=data["id"],
        name=data["name"],
        kind="box",
        spans=tuple((start, end) for start, end in data["ranges"]),
        keyframes={
            frame: {ours: entry["bounding_box"][theirs] for ours, theirs in sides}
            for frame, entry in entries.items()
        },
        instance=first.get("instance_id", {}).get("value"),
        text=first.get("text", {}).get("text", ""),
    )

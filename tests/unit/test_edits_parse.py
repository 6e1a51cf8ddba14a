"""What strangers send as an edit is refused by the field that is wrong."""

from typing import Any
from uuid import UUID

import pytest

from annotator.edits.parse import parse_edit, parse_record
from annotator.edits.record import Record
from annotator.geometry.box import Box
from annotator.geometry.registry import Kind
from annotator.geometry.shape import Picture
from annotator.refusal import Code, Refusal
from annotator.tracks.track import Keyframe

PICTURE = Picture(60, 320, 240)
RECORD_ID = str(UUID(int=1))
BOX = {"x": 1, "y": 2, "width": 30, "height": 40}
HOSTILE: list[tuple[str, dict[str, Any]]] = [
    ("id", {"id": "not-a-uuid"}),
    ("id", {"id": 7}),
    ("kind", {"kind": "teapot"}),
    ("kind", {"kind": ["tag"]}),
    ("class_id", {"class_id": "1"}),
    ("class_id", {"class_id": 2**40}),
    ("spans", {"spans": []}),
    ("spans", {"spans": [[9, 3]]}),
    ("spans", {"spans": [[0, 61]]}),
    ("spans", {"spans": [[0, 1.5]]}),
    ("spans", {"spans": [[0, float("nan")]]}),
    ("spans", {"spans": [[0, 1]] * 10_001}),
    ("keyframes", {"keyframes": {"0": BOX}}),
    ("instance", {"instance": -1}),
    ("z", {"z": True}),
    ("text", {"text": "a" * 4_001}),
    ("text", {"text": "a\0b"}),
    ("source", {"source": "cat"}),
    ("confidence", {"confidence": float("nan")}),
    ("confidence", {"confidence": 1.1}),
    ("confidence", {"confidence": -(10**400)}),
    ("negative", {"negative": "yes"}),
    ("steps", {"steps": [{"light": "on"}]}),
]
HOSTILE_KEYS: list[tuple[str, object]] = [
    ("keyframes", {}),
    ("keyframes", []),
    ("keyframes.60", {"60": BOX}),
    ("keyframes.-1", {"-1": BOX}),
    ("keyframes.1.5", {"1.5": BOX}),
    ("keyframes.01", {"1": BOX, "01": BOX}),
    ("keyframes.0.x", {"0": BOX | {"x": float("inf")}}),
    ("keyframes.0.y", {"0": BOX | {"y": None}}),
    ("keyframes.0.width", {"0": BOX | {"width": 1e300}}),
    ("keyframes.0.height", {"0": BOX | {"height": 10**400}}),  # does not even fit into a float
    ("keyframes.0.x", {"0": BOX | {"x": float("nan")}}),
    ("keyframes.0", {"0": BOX | {"points": [1]}}),
    ("keyframes.0", {"0": BOX | {"x": 400}}),
    ("keyframes.0", {"0": BOX | {"width": -30}}),
    ("keyframes.0.hold", {"0": BOX | {"hold": 1}}),
]


def body(**values: Any) -> dict[str, Any]:
    return Record(RECORD_ID, 1, Kind.TAG, ((0, 60),)).as_json() | values


@pytest.mark.parametrize(("field", "values"), HOSTILE)
def test_a_strangers_record_is_refused_by_field(field: str, values: dict[str, Any]) -> None:
    with pytest.raises(Refusal) as caught:
        parse_record(body(**values), "added", PICTURE)

    assert caught.value.code is Code.INVALID
    assert list(caught.value.fields) == [f"added.{field}"]


@pytest.mark.parametrize(("field", "keyframes"), HOSTILE_KEYS)
def test_a_strangers_keyframes_are_refused_by_field(field: str, keyframes: object) -> None:
    with pytest.raises(Refusal) as caught:
        parse_record(body(kind="box", class_id=2, keyframes=keyframes), "added", PICTURE)

    assert list(caught.value.fields) == [f"added.{field}"]


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        {"edit_id": RECORD_ID, "changes": []},
        {"edit_id": RECORD_ID, "changes": [{}]},
        {"edit_id": RECORD_ID, "changes": [{"teapot": {}}]},
        {"edit_id": RECORD_ID, "changes": [{"updated": {"id": RECORD_ID, "to": {}}}]},
        {"edit_id": RECORD_ID, "changes": [{"updated": {"id": RECORD_ID, "to": {"version": 9}}}]},
        {"edit_id": RECORD_ID, "base": {RECORD_ID: "1"}, "changes": [{"added": body()}]},
        {"edit_id": 5, "changes": [{"added": body()}]},
        {"edit_id": RECORD_ID, "changes": [{"added": body()}] * 10_001},
    ],
)
def test_what_is_no_edit_is_refused(data: object) -> None:
    with pytest.raises(Refusal) as caught:
        parse_edit(data, PICTURE)

    assert caught.value.code is Code.INVALID
    assert caught.value.fields


@pytest.mark.row("P16", "Bounding-box tool")
@pytest.mark.parametrize(("side", "fits"), [(3.99, False), (4, True)])
def test_a_box_is_at_least_four_pixels(side: float, fits: bool) -> None:
    keyframes = {"0": BOX | {"width": side}}
    data = body(kind="box", class_id=2, keyframes=keyframes)

    if fits:
        assert parse_record(data, "added", PICTURE).keyframes[0].shape == Box(1, 2, side, 40)
        return
    with pytest.raises(Refusal, match="4 pixels"):
        parse_record(data, "added", PICTURE)


@pytest.mark.row("P16", "Bounding-box tool")
def test_a_box_is_cut_to_the_picture() -> None:
    keyframes = {"5": {"x": -10, "y": 230, "width": 50, "height": 50, "hold": True}}

    record = parse_record(body(kind="box", class_id=2, keyframes=keyframes), "added", PICTURE)

    assert record.keyframes == (Keyframe(5, Box(0, 230, 40, 10), hold=True),)

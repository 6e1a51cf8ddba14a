"""What people annotate together: said through the API, and read back from an export."""

import json
from typing import Any
from uuid import uuid4

import pytest

from annotator.geometry.registry import stored_shape
from annotator.tracks.track import Keyframe, shape_at
from cliploop.datasets.models import Item
from testkit.cast import Cast
from testkit.items import an_edit
from testkit.labeled import FRAMES, clip, unzipped

ACTION = {
    "id": "action",
    "name": "Action",
    "kind": "choice",
    "options": ["runs", "shoots"],
    "per_frame": True,
}


def add_class(cast: Cast, name: str, kind: str, **more: Any) -> int:
    """A class of the project; its id."""
    made = cast.post(cast.ada, "classes", {"name": name, "kind": kind, **more})
    assert made.status == 201, made.json
    return int(made.json["id"])


def a_track(class_id: int, kind: str, keyframes: dict[int, Any], **more: Any) -> dict[str, Any]:
    """A shape as the API takes it."""
    keys = {str(frame): shape for frame, shape in keyframes.items()}
    track = {"id": str(uuid4()), "class_id": class_id, "kind": kind, "spans": [[0, FRAMES]]}
    return track | {"keyframes": keys} | more


def send(cast: Cast, item: Item, *changes: dict[str, Any], **base: int) -> None:
    """Ben's edit."""
    sent = cast.post(cast.ben, f"items/{item.pk}/edits", an_edit(*changes, base=base))
    assert sent.status == 200, sent.json


def said(cast: Cast, item: Item) -> dict[str, Any]:
    """The annotations as the API has them, by id."""
    found = cast.get(cast.ada, f"items/{item.pk}/annotations").json["annotations"]
    return {one["id"]: one for one in found}


def exported(cast: Cast, item: Item, **more: str) -> dict[str, Any]:
    """The annotations of the item's file in an export of every frame, by id."""
    asked = "&".join(f"{name}={value}" for name, value in more.items())
    files = unzipped(cast, cast.ada, f"export?format=darwin-frames&stage=annotate&{asked}")
    found = json.loads(files[f"{item.name}.json"])["annotations"]
    return {one["id"]: one for one in found}


def held(properties: list[dict[str, Any]], name: str, frame: int) -> Any:
    """What a property is at a frame, as Darwin says it: from a frame on."""
    before = [one for one in properties if one["name"] == name and one["frame_index"] <= frame]
    return max(before, key=lambda one: one["frame_index"])["value"] if before else None


def side(x: float, y: float = 20.0) -> dict[str, float]:
    """A box of 40 by 60."""
    return {"x": x, "y": y, "width": 40.0, "height": 60.0}


@pytest.mark.row("A29", "Player detection and action class")
@pytest.mark.row("P21", "Attributes")
def test_a_player_with_a_box_an_action_and_the_way_of_a_shot(cast: Cast) -> None:
    item = clip(cast, "match", stage="annotate")
    player = add_class(cast, "Player", "box", properties=[ACTION])
    shot = add_class(cast, "Shot", "vector")
    steps = {"0": {"action": "runs"}, "12": {"action": "shoots"}}
    ben = a_track(player, "box", {0: side(10), 20: side(50)}, instance=7, steps=steps)
    way = {"x": 60, "y": 30, "length": 25}
    ball = a_track(
        shot, "vector", {12: way | {"angle": 350}, 16: way | {"angle": 10}}, spans=[[12, 17]]
    )

    send(cast, item, {"added": ben}, {"added": ball})

    api = said(cast, item)
    assert api[ben["id"]]["steps"] == steps
    keys = [Keyframe(int(n), stored_shape(one)) for n, one in api[ben["id"]]["keyframes"].items()]
    assert shape_at(keys, 10).as_json() == side(30)
    files = exported(cast, item)
    person, shooting = files[ben["id"]], files[ball["id"]]
    assert (person["name"], shooting["name"]) == ("Player", "Shot")
    assert person["frames"]["10"]["bounding_box"] == {"x": 30, "y": 20, "w": 40, "h": 60}
    assert person["frames"]["10"]["instance_id"] == {"value": 7}
    assert held(person["properties"], "Action", 11) == "runs"
    assert held(person["properties"], "Action", 12) == "shoots"
    assert shooting["ranges"] == [[12, 17]]
    assert shooting["frames"]["14"]["directional_vector"] == {"angle": 0.0, "length": 25}


@pytest.mark.row("P22", "State as separate class")
def test_a_track_changes_its_class_at_a_frame(cast: Cast) -> None:
    item = clip(cast, "gate", stage="annotate")
    shut, open_ = add_class(cast, "Gate shut", "box"), add_class(cast, "Gate open", "box")
    whole = a_track(shut, "box", {0: side(10), 40: side(50)}, instance=1)
    send(cast, item, {"added": whole})
    # As the editor does it: split at frame 20, and the right half is of the other class.
    left = {"spans": [[0, 20]], "keyframes": {"0": side(10), "19": side(29)}}
    right = a_track(open_, "box", {20: side(30), 40: side(50)}, instance=1, spans=[[20, FRAMES]])

    patch = {"id": whole["id"], "from": {}, "to": left}
    send(cast, item, {"updated": patch}, {"added": right}, **{whole["id"]: 1})

    api, files = said(cast, item), exported(cast, item)
    for frame, name, class_id in ((19, "Gate shut", shut), (20, "Gate open", open_)):
        (here,) = [one for one in api.values() if any(a <= frame < b for a, b in one["spans"])]
        (written,) = [
            one for one in files.values() if any(a <= frame < b for a, b in one["ranges"])
        ]
        assert (here["class_id"], here["instance"]) == (class_id, 1)
        assert written["name"] == name
        assert written["frames"][str(frame)]["bounding_box"]["x"] == 10 + frame
        assert written["frames"][str(frame)]["instance_id"] == {"value": 1}


@pytest.mark.row("P23", "Instance IDs")
def test_two_that_cross_keep_their_numbers(cast: Cast) -> None:
    item = clip(cast, "crossing", stage="annotate")
    person = add_class(cast, "Walker", "box")
    one = a_track(person, "box", {0: side(0), 40: side(200)}, instance=1)
    two = a_track(person, "box", {0: side(200), 40: side(0)}, instance=2)

    send(cast, item, {"added": one}, {"added": two})

    numbers = [each["instance"] for each in said(cast, item).values()]
    assert sorted(numbers) == [1, 2]
    files = exported(cast, item)
    for frame in range(41):
        for track, number, x in ((one, 1, 5 * frame), (two, 2, 200 - 5 * frame)):
            entry = files[track["id"]]["frames"][str(frame)]
            assert entry["instance_id"] == {"value": number}
            assert entry["bounding_box"]["x"] == pytest.approx(x)


@pytest.mark.row("P18", "Polygon in, box out")
def test_a_polygon_dataset_goes_out_as_boxes(cast: Cast) -> None:
    item = clip(cast, "lake", stage="annotate")
    water = add_class(cast, "Water", "polygon")
    outlines = {
        0: {"outline": [[10, 10], [50, 20], [30, 60]]},
        10: {"outline": [[30, 10], [70, 20], [50, 60]]},
    }
    lake = a_track(water, "polygon", outlines, spans=[[0, 11]])
    send(cast, item, {"added": lake})

    drawn, boxes = exported(cast, item), exported(cast, item, shapes="boxes")

    assert "polygon" in drawn[lake["id"]]["frames"]["5"]
    entry = boxes[lake["id"]]["frames"]["5"]
    assert "polygon" not in entry
    assert entry["bounding_box"] == pytest.approx({"x": 20, "y": 10, "w": 40, "h": 50}, abs=0.02)
    refused = cast.get(cast.ada, "export?stage=annotate&shapes=circles")
    assert (refused.status, list(refused.json["fields"])) == (400, ["shapes"])


@pytest.mark.row("A35", "Live-cell movement analysis")
def test_points_go_out_as_a_table_of_how_they_move(cast: Cast) -> None:
    item = clip(cast, "cells", stage="annotate")
    cell = add_class(cast, "Cell", "keypoint")
    track = a_track(cell, "keypoint", {0: {"x": 10, "y": 10}, 2: {"x": 16, "y": 18}})
    send(cast, item, {"added": track | {"spans": [[0, 3]]}})

    files = unzipped(cast, cast.ada, "export?format=motion&stage=annotate")

    header, first, second = files["cells.csv"].splitlines()
    assert header.startswith("clip,label,class,instance,frame,next_frame")
    # 5 pixels a frame at 30 frames a second.
    assert first.split(",")[-3:] == ["150.0", "53.130102", ""]
    assert second.split(",")[-3:] == ["150.0", "53.130102", "0.0"]

"""Shapes and properties: what a class asks for is what its annotations may say."""

from typing import Any
from uuid import uuid4

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotator.geometry.mask import Mask
from annotator.geometry.registry import stored_shape
from cliploop.datasets.models import Item
from testkit.cast import Cast
from testkit.items import an_edit, make_item

LIGHT = {"id": "light", "name": "Light", "kind": "choice", "options": ["off", "brake"]}
JOINTS = [{"name": "head", "x": 0.5, "y": 0}, {"name": "hip", "x": 0.5, "y": 1}]


def add_class(cast: Cast, kind: str, **more: Any) -> int:
    made = cast.post(cast.ada, "classes", {"name": f"A {kind}", "kind": kind, **more})
    assert made.status == 201, made.json
    found: int = made.json["id"]
    return found


def a_shape(class_id: int, kind: str, keyframes: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "id": str(uuid4()),
        "class_id": class_id,
        "kind": kind,
        "spans": [[0, 60]],
        "keyframes": keyframes,
        **more,
    }


def send(cast: Cast, item: Item, change: dict[str, Any]) -> Any:
    return cast.post(cast.ben, f"items/{item.pk}/edits", an_edit(change))


@pytest.mark.row("P17", "Polygon tool")
def test_a_polygon_is_there_after_reloading(cast: Cast) -> None:
    item, class_id = make_item(cast), add_class(cast, "polygon")
    keys = {
        "0": {"outline": [[1, 2], [30, 4], [5, 60]]},
        "9": {"outline": [[1, 2], [9, 4], [5, 6]]},
    }

    assert send(cast, item, {"added": a_shape(class_id, "polygon", keys)}).status == 200

    (read,) = cast.get(cast.ada, f"items/{item.pk}/annotations").json["annotations"]
    assert (read["kind"], read["keyframes"]) == ("polygon", keys)


@pytest.mark.row("P24", "Segmentation masks")
def test_a_mask_comes_back_to_the_pixel(cast: Cast) -> None:
    item, class_id = make_item(cast), add_class(cast, "mask")
    pixels = np.random.default_rng(24).random((37, 53)) < 0.3
    painted = Mask.of(pixels, 5, 7).as_json()

    assert send(cast, item, {"added": a_shape(class_id, "mask", {"0": painted})}).status == 200

    (read,) = cast.get(cast.ada, f"items/{item.pk}/annotations").json["annotations"]
    found = stored_shape(read["keyframes"]["0"])
    assert isinstance(found, Mask)
    whole = np.zeros((60, 60), bool)
    whole[found.y : found.y + found.height, found.x : found.x + found.width] = found.pixels()
    np.testing.assert_array_equal(whole[7 : 7 + 37, 5 : 5 + 53], pixels)
    assert whole.sum() == pixels.sum()


def test_a_class_takes_no_other_shape(cast: Cast) -> None:
    item, class_id = make_item(cast), add_class(cast, "ellipse")

    refused = send(cast, item, {"added": a_shape(class_id, "ellipse", {"0": {"x": 1, "y": 2}})})

    assert refused.status == 400
    assert "Is not the shape of a ellipse" in refused.json["title"]


def test_a_skeleton_has_the_joints_of_its_class(cast: Cast) -> None:
    item = make_item(cast)
    assert cast.post(cast.ada, "classes", {"name": "Bones", "kind": "skeleton"}).status == 400
    class_id = add_class(cast, "skeleton", skeleton={"joints": JOINTS, "edges": [["head", "hip"]]})
    head, hip = {"x": 1, "y": 2}, {"x": 3, "y": 4, "sight": "covered"}

    missing = send(
        cast, item, {"added": a_shape(class_id, "skeleton", {"0": {"joints": {"head": head}}})}
    )
    whole = a_shape(class_id, "skeleton", {"0": {"joints": {"head": head, "hip": hip}}})

    assert missing.status == 400
    assert "head, hip" in missing.json["title"]
    assert send(cast, item, {"added": whole}).status == 200


@pytest.mark.row("P21", "Attributes")
def test_an_attribute_changes_at_a_frame(cast: Cast) -> None:
    item = make_item(cast)
    class_id = add_class(cast, "keypoint", properties=[LIGHT | {"per_frame": True}])
    steps = {"0": {"light": "off"}, "12": {"light": "brake"}}
    point = a_shape(class_id, "keypoint", {"0": {"x": 1, "y": 2}})

    wrong = send(cast, item, {"added": point | {"steps": {"0": {"light": "blue"}}}})
    saved = send(cast, item, {"added": point | {"steps": steps}})

    assert (wrong.status, saved.status) == (400, 200)
    (read,) = cast.get(cast.ada, f"items/{item.pk}/annotations").json["annotations"]
    assert read["steps"] == steps


def test_what_is_required_must_be_said_before_handing_in(cast: Cast) -> None:
    item = make_item(cast)
    class_id = add_class(cast, "keypoint", properties=[LIGHT | {"required": True}])
    point = a_shape(class_id, "keypoint", {"0": {"x": 1, "y": 2}})
    send(cast, item, {"added": point})

    refused = cast.post(cast.ben, f"items/{item.pk}/submit")
    set_light = {"id": point["id"], "to": {"steps": {"0": {"light": "off"}}}}
    edit = an_edit({"updated": set_light}) | {"base": {point["id"]: 1}}
    assert cast.post(cast.ben, f"items/{item.pk}/edits", edit).status == 200

    assert (refused.status, refused.json["code"]) == (409, "incomplete")
    assert refused.json["annotation_id"] == point["id"]
    assert (refused.json["property_id"], refused.json["frame"]) == ("light", 0)
    with CaptureQueriesContext(connection) as captured:
        assert cast.post(cast.ben, f"items/{item.pk}/submit").status == 200
    # Geometry may be many megabytes, and says nothing of what is required.
    assert not [one["sql"] for one in captured if '"keyframes"' in one["sql"]]


def test_what_a_class_no_longer_asks_for_stays_and_hinders_nobody(cast: Cast) -> None:
    item = make_item(cast)
    who = {"id": "who", "name": "Who", "kind": "text"}
    class_id = add_class(cast, "skeleton", properties=[LIGHT, who], skeleton={"joints": JOINTS})
    joints = {"head": {"x": 5, "y": 5}, "hip": {"x": 5, "y": 9}}
    key, steps = {"joints": joints}, {"0": {"light": "off", "who": "Ann"}}
    drawn = a_shape(class_id, "skeleton", {"0": key, "9": key}, steps=steps)
    send(cast, item, {"added": drawn})
    tail = {"joints": [*JOINTS, {"name": "tail", "x": 0.5, "y": 1}]}
    fewer = {"properties": [LIGHT], "skeleton": tail}
    assert cast.patch(cast.ada, f"classes/{class_id}", fewer).status == 200

    def change(version: int, **to: Any) -> int:
        edit = an_edit({"updated": {"id": drawn["id"], "to": to}}, base={drawn["id"]: version})
        status: int = cast.post(cast.ben, f"items/{item.pk}/edits", edit).status
        return status

    assert change(1, spans=[[0, 30]]) == 200
    assert change(2, steps=steps | {"0": steps["0"] | {"light": "brake"}}) == 200
    assert change(3, steps={"0": {"who": "Bob"}}) == 400  # nobody asks for that any more
    assert change(3, keyframes={"0": key, "9": {"joints": {"tail": {"x": 5, "y": 10}}}}) == 400
    moved = {"joints": joints | {"hip": {"x": 7, "y": 9}}}
    assert change(3, keyframes={"0": key, "9": moved}) == 200
    grown = {"joints": joints | {"tail": {"x": 5, "y": 10}}}
    assert change(4, keyframes={"0": grown, "9": grown}) == 200
    assert change(5, keyframes={"0": grown, "9": key}) == 400  # by now it has a tail


def test_classes_of_other_properties_are_merged_and_what_was_said_stays(cast: Cast) -> None:
    item = make_item(cast)
    old = add_class(cast, "box", properties=[LIGHT])
    box = {"x": 10, "y": 20, "width": 40, "height": 40}
    drawn = a_shape(old, "box", {"0": box}, steps={"0": {"light": "off"}})
    send(cast, item, {"added": drawn})

    merged = cast.post(cast.ada, f"classes/{old}/merge", {"into": cast.person.pk})

    assert merged.json == {"changed": 1}
    (read,) = cast.get(cast.ada, f"items/{item.pk}/annotations").json["annotations"]
    assert (read["class_id"], read["steps"]) == (cast.person.pk, {"0": {"light": "off"}})

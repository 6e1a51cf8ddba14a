"""Shapes and properties: what a class asks for is what its annotations may say."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

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

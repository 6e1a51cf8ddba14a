"""What no honest client sends: refused in words, never an error of the server."""

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.serializers import Field

from cliploop.annotations.actions import many
from testkit import motion
from testkit.cast import Cast
from testkit.items import make_item, make_items
from testkit.operations import address, operations
from testkit.tus import Tus
from testkit.work import work_through

HUGE = 10**400  # does not even fit into a float
NASTY: list[Any] = [None, True, -1, HUGE, "\0", "\ud800", "x" * 5_000, [[HUGE]], {"a": {"b": "\0"}}]
BODIES = ["[]", "null", "{", '"x"', "[" * 100_000, '{"a":' * 50_000, '{"a": NaN}', "\x80"]


@pytest.mark.django_db(transaction=True)
def test_no_body_breaks_an_operation(cast: Cast) -> None:
    make_item(cast)
    broken = []
    for pattern, operation in operations():
        takes = operation.takes
        fields: dict[str, Field[Any, Any, Any, Any]] = takes().get_fields() if takes else {}
        for name in fields:
            for value in NASTY:
                said = send(cast, operation.method, pattern, json.dumps({name: value}))
                broken += [(operation.id, name, value)] if said >= 500 else []

    assert broken == []


@pytest.mark.parametrize("path", ["items/tag", "presence", "classes", "items/assign", "datasets"])
def test_no_junk_for_json_breaks_an_operation(cast: Cast, path: str) -> None:
    assert [send(cast, "POST", path, one) for one in BODIES] == [400] * len(BODIES)


@pytest.mark.parametrize("value", NASTY)
@pytest.mark.parametrize("name", ["dataset", "stage", "tag", "assignee", "confidence_min", "q"])
def test_no_filter_breaks_a_bulk_action(cast: Cast, name: str, value: Any) -> None:
    for path, more in (
        ("items/bulk", {"action": "move", "stage": "annotate"}),
        ("items/tag", {"class_id": cast.fight.pk}),
        ("items/assign", {"user_id": cast.ben.pk}),
    ):
        body = json.dumps({"filter": {name: value}, **more})
        assert send(cast, "POST", path, body) < 500


def test_text_that_cannot_be_kept_is_refused_by_its_name(cast: Cast) -> None:
    stage = {"id": "a", "kind": "dataset", "name": "Half \ud83d"}
    body = {"name": "Night", "workflow": {"stages": [stage], "arrows": []}}

    refused = cast.post(cast.ada, "datasets", body)

    assert (refused.status, list(refused.json["fields"])) == (400, ["workflow.stages.0.name"])
    assert cast.post(cast.ada, "datasets", {"name": "Night \U0001f600"}).status == 201


def test_a_hostile_file_is_a_clip_that_says_why_and_harms_no_other(
    cast: Cast, tmp_path: Path
) -> None:
    video = motion.make_video(tmp_path / "right.mp4", 30)
    held = motion.hold(video, tmp_path / "held.mkv", Fraction(50 * 3600))
    files = {
        "../../concat.mp4": (b"ffconcat version 1.0\nfile right.mp4\n", "list or a script"),
        "session.sdp": (b"v=0\nm=video 5004 RTP/AVP 96\n", "list or a script"),
        "cut.mov": (video.read_bytes()[:-2000], "index"),
        "held.mkv": (held.read_bytes(), "Choose fewer frames per second"),
        "photo.zip": (b"PK\x03\x04" + bytes(64), "zip is damaged"),
        "<img src=x>.jpg": (video.read_bytes(), ""),
    }
    client, said = Tus(cast, cast.ada), {}
    for name, (content, _) in files.items():
        made = client.create(len(content), filename=name, fps="10")
        assert client.send(made["Location"], content, 0).status_code == 204
        said[name] = made["Cliploop-Item"]
    work_through()

    for name, (_, why) in files.items():
        told = cast.get(cast.ada, f"items/{said[name]}").json
        assert told["state"] == ("failed" if why else "ready"), told
        assert why in (told["error"] or "")
    assert cast.get(cast.ada, f"items/{said['../../concat.mp4']}").json["name"] == "concat.mp4"


def send(cast: Cast, method: str, path: str, body: str) -> int:
    client = cast.client(cast.ada)
    client.raise_request_exception = False
    url = cast.url(address(path, cast.project.pk) if "<" in path else path)
    raw = body.encode("latin-1") if body == "\x80" else body
    return client.generic(method, url, data=raw, content_type="application/json").status_code


def test_too_many_clips_to_tag_are_refused_before_they_are_read(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(many, "MOST_ITEMS", 2)
    make_items(cast, 4)
    asked = {"filter": {"stage": "dataset"}, "class_id": cast.fight.pk}

    with CaptureQueriesContext(connection) as captured:
        refused = cast.post(cast.ada, "items/tag", asked)

    assert (refused.status, refused.json["code"]) == (413, "too-large")
    (read,) = (one["sql"] for one in captured if "datasets_item" in one["sql"])
    assert "LIMIT 3" in read

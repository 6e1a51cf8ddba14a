"""Suggested shapes: who may ask, for what, and what the job says when it is done."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from annotator.contracts.assist import TrackShape
from cliploop.annotations.actions.assist import MOST_OPEN
from cliploop.annotations.models import Annotation
from cliploop.audit.models import Entry
from cliploop.datasets.models import Item
from cliploop.events import actions as events
from cliploop.events.broker import broker, stream_key
from cliploop.jobs.models import Job
from cliploop.storage import actions as storage
from testkit.cast import Cast
from testkit.drawn import write
from testkit.items import make_item
from testkit.travels import TRAVELS
from testkit.work import do, work_through

BOX = TRAVELS[0].box(0).as_json()
ASKED = {"first": 0, "last": 15, "shape": BOX}


@pytest.fixture
def film(cast: Cast, tmp_path: Path) -> Item:
    """A clip of 20 frames in which a disc travels."""
    path = tmp_path / "film.mp4"
    write(path, TRAVELS[0].pictures(20))
    item = make_item(cast, frames=20, assignee=cast.ben)
    assert item.rendition is not None
    rendition = item.rendition
    rendition.proxy_key, rendition.rate_numerator = storage.put(path), 10
    rendition.width, rendition.height = 320, 240
    rendition.save()
    return item


def track(cast: Cast, item: Item, **more: Any) -> Any:
    return cast.post(cast.ben, f"items/{item.pk}/track", ASKED | more)


def test_a_shape_is_followed_and_nothing_is_stored_until_somebody_takes_it(
    cast: Cast, film: Item
) -> None:
    begun = track(cast, film)

    assert (begun.status, begun.json["kind"], begun.json["state"]) == (202, "assist", "queued")
    assert begun.json["subject"] == {"type": "item", "id": film.pk}
    assert work_through() == 1
    job = cast.get(cast.ben, f"jobs/{begun.json['id']}").json
    assert (job["state"], job["result"]["until"]) == ("succeeded", 15)
    assert job["result"]["keyframes"]["15"]["x"] == pytest.approx(BOX["x"] + 30, abs=3)
    assert not Annotation.objects.exists()
    assert Entry.objects.filter(action="item.assist").count() == 1


def test_nobody_keeps_the_workers_busy_with_more_than_they_can_look_at(
    cast: Cast, film: Item
) -> None:
    asked = [track(cast, film) for _ in range(MOST_OPEN)]
    assert {one.status for one in asked} == {202}

    refused = track(cast, film)
    assert (refused.status, refused.json["code"]) == (409, "taken")
    assert cast.post(cast.ada, f"items/{film.pk}/track", ASKED).status == 202

    assert cast.post(cast.ben, f"jobs/{asked[0].json['id']}/cancel").status == 200
    assert track(cast, film).status == 202


@pytest.mark.django_db(transaction=True)
def test_a_large_result_is_not_told_to_all_but_read_by_who_waits(
    cast: Cast, film: Item, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "LARGEST_BYTES", 100)
    begun = track(cast, film)
    assert work_through() == 1

    told: Any = broker().xrange(stream_key(f"project:{cast.project.pk}"))
    last = [json.loads(fields["data"]) for _, fields in told if fields["name"] == "job"][-1]
    assert (last["state"], last["result"]) == ("succeeded", None)
    assert cast.get(cast.ben, f"jobs/{begun.json['id']}").json["result"]["until"] == 15


@pytest.mark.row("P25", "Auto-Annotate tools")
def test_a_click_gives_a_polygon(cast: Cast, film: Item) -> None:
    x, y = TRAVELS[0].start
    begun = cast.post(cast.ben, f"items/{film.pk}/outline", {"frame": 0, "point": {"x": x, "y": y}})

    assert begun.status == 202
    work_through()
    job = cast.get(cast.ben, f"jobs/{begun.json['id']}").json
    assert job["state"] == "succeeded", job["error"]
    assert job["result"]["by"] == "grabcut"
    assert len(job["result"]["shape"]["outline"]) >= 3


def test_why_it_failed_is_told(cast: Cast, film: Item) -> None:
    nowhere = track(cast, film, shape={"x": 300, "y": 220, "width": 5, "height": 5})
    job = Job.objects.get(pk=nowhere.json["id"])
    job.ask = {**job.ask, "view": {**job.ask["view"], "proxy_key": "0" * 64}}

    do(job)

    said = cast.get(cast.ben, f"jobs/{job.pk}").json
    assert said["state"] == "failed"
    assert said["error"]["title"]


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"last": 20}, "last"),
        ({"first": 15}, "last"),
        ({"shape": {"x": 1, "y": 2, "width": 2, "height": 2, "runs": [0, 4]}}, "shape"),
        ({"shape": {}}, "shape"),
        ({"shape": {"outline": [[at % 320, at // 320] for at in range(9_000)]}}, "shape"),
        ({"end": {"x": 1, "y": 2}}, "end"),
    ],
)
def test_what_cannot_be_followed_is_refused_by_its_field(
    cast: Cast, film: Item, more: Any, field: str
) -> None:
    refused = track(cast, film, **more)

    assert refused.status == 400
    assert field in refused.json["fields"]


@pytest.mark.parametrize(
    "asked",
    [
        {"frame": 20, "point": {"x": 1, "y": 1}},
        {"frame": 0},
        {"frame": 0, "point": {"x": 1, "y": 1}, "box": {"x": 1, "y": 1, "width": 9, "height": 9}},
        {"frame": 0, "point": {"x": 900, "y": 1}},
    ],
)
def test_what_cannot_be_outlined_is_refused(cast: Cast, film: Item, asked: Any) -> None:
    assert cast.post(cast.ben, f"items/{film.pk}/outline", asked).status == 400


def test_who_may_ask_and_who_may_stop_it(cast: Cast, film: Item) -> None:
    for who, status in ((cast.vic, 403), (cast.dan, 404)):
        asked = {"first": 0, "last": 5, "shape": BOX}
        assert cast.post(who, f"items/{film.pk}/track", asked).status == status
    mine, adas = (
        track(cast, film).json["id"],
        cast.post(cast.ada, f"items/{film.pk}/track", {"first": 0, "last": 5, "shape": BOX}).json[
            "id"
        ],
    )

    assert cast.post(cast.ben, f"jobs/{adas}/cancel").status == 403
    assert cast.post(cast.ben, f"jobs/{mine}/cancel").json["state"] == "cancelled"
    assert work_through() == 1


def test_nobody_has_looked_into_what_is_somebody_elses_by_now(cast: Cast, film: Item) -> None:
    Item.objects.filter(pk=film.pk).update(
        stage="annotate", stage_kind="annotate", assignee=cast.ada, holders=[cast.ben.pk]
    )

    assert cast.get(cast.ben, f"items/{film.pk}").status == 404
    assert track(cast, film).status == 404
    place = {"frame": 0, "point": {"x": 1, "y": 1}}
    assert cast.post(cast.ben, f"items/{film.pk}/outline", place).status == 404


def test_the_ask_names_the_proxy_alone(cast: Cast, film: Item) -> None:
    track(cast, film)

    ask = TrackShape.unpack(Job.objects.get().ask)

    assert film.rendition is not None
    assert ask.view.proxy_key == film.rendition.proxy_key
    assert (ask.view.width, ask.view.height, ask.storage_url) == (320, 240, settings.STORAGE_URL)

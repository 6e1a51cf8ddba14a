"""Alerts: an address is told once of each event that a model sees."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone

from cliploop.jobs.models import Job
from cliploop.serving.actions import alerting
from cliploop.serving.models import Event
from testkit.alerted import alert, events, predict, tell_through
from testkit.cast import Cast
from testkit.items import make_item
from testkit.labeled import labeled, make_model
from testkit.toy import SECRET, Toy, toy_model

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _private(settings: Any) -> None:
    settings.CLIPLOOP_PRIVATE_MODELS = True


@pytest.fixture
def toy() -> Iterator[Toy]:
    with toy_model() as toy:
        yield toy


@pytest.mark.row("A10", "Security and surveillance")
def test_an_address_is_told_once_of_each_event(cast: Cast, toy: Toy) -> None:
    labeled(cast)
    model = make_model(cast)
    item = make_item(cast, frames=300, name="door")
    made = alert(cast, toy)

    predict(cast, model, item, [0.1, 0.95, 0.95, 0.1])
    predict(cast, model, item, [0.1, 0.95, 0.99, 0.2])
    assert tell_through() == 1

    ((key, signature, body),) = toy.told
    told = json.loads(body)
    assert (told["class"], told["item"]["id"]) == ("fight", item.pk)
    # Both of the sure windows cover these frames alone.
    assert (told["frames"], told["seconds"]) == ([120, 180], [4.0, 6.0])
    assert told["confidence"] > 0.8
    at, digest = (one.partition("=")[2] for one in signature.split(","))
    proof = hmac.new(SECRET.encode(), f"{at}.".encode() + body, hashlib.sha256)
    assert hmac.compare_digest(digest, proof.hexdigest())
    (event,) = events(cast, made)
    assert key == f"cliploop-event-{event['id']}"
    assert (event["job"]["kind"], event["job"]["state"]) == ("webhook", "succeeded")


def test_another_event_of_the_same_clip_is_told_too(cast: Cast, toy: Toy) -> None:
    labeled(cast)
    model = make_model(cast)
    item = make_item(cast, frames=900)
    windows = [(at, at + 60) for at in range(0, 900, 60)]
    made = alert(cast, toy)

    predict(cast, model, item, [0.9, *[0.1] * 6, 0.9, 0.9, *[0.1] * 6], windows)

    assert [(one["start"], one["end"]) for one in events(cast, made)] == [(420, 540), (0, 60)]


def test_what_was_not_told_yet_is_not_told_once_the_alert_is_gone(cast: Cast, toy: Toy) -> None:
    labeled(cast)
    made = alert(cast, toy)
    predict(cast, make_model(cast), make_item(cast, frames=300), [0.1, 0.95, 0.95, 0.1])
    alerting.tell(timezone.now())

    assert cast.delete(cast.ada, f"alerts/{made}").status == 204

    assert [one.state for one in Job.objects.filter(kind="webhook")] == ["cancelled"]
    assert tell_through() == 0
    assert toy.told == []


@pytest.mark.row("A11", "Anomaly detection")
def test_the_curve_of_an_anomaly_raises_an_alert(cast: Cast, toy: Toy) -> None:
    """Scores of short segments, as a ranking by bags says them of an untrimmed video."""
    labeled(cast)
    model = make_model(cast)
    item = make_item(cast, frames=960)
    segments = [(at, at + 30) for at in range(0, 960, 30)]
    curve = [0.95 if 10 <= at < 14 else 0.85 if at == 20 else 0.05 for at in range(32)]
    made = alert(cast, toy)

    predict(cast, model, item, curve, segments)

    (event,) = events(cast, made)
    assert (event["start"], event["end"]) == (300, 420)
    assert event["confidence"] == pytest.approx(0.95)


@pytest.mark.parametrize(
    "shares", [[0.1, 0.7, 0.7, 0.1], [0.1, 0.95, 0.1, 0.1]], ids=["unsure", "short"]
)
def test_what_is_unsure_or_short_is_no_event(cast: Cast, toy: Toy, shares: list[float]) -> None:
    labeled(cast)
    model = make_model(cast)
    item = make_item(cast, frames=300)
    alert(cast, toy)

    predict(cast, model, item, shares)

    assert not Event.objects.exists()


def test_nobody_is_told_of_clips_that_judge_models(cast: Cast, toy: Toy) -> None:
    labeled(cast)
    model = make_model(cast)
    item = make_item(cast, frames=300, audited=True)
    alert(cast, toy)

    predict(cast, model, item, [0.99] * 4)

    assert not Event.objects.exists()


def test_an_address_that_fails_is_told_again_by_the_same_key_and_then_given_up(
    cast: Cast, toy: Toy
) -> None:
    labeled(cast)
    model = make_model(cast)
    item = make_item(cast, frames=300)
    toy.ways = ["500"] * 3
    made = alert(cast, toy)

    predict(cast, model, item, [0.99] * 4)
    assert tell_through() == 1

    assert len(toy.told) == 3
    assert len({key for key, _, _ in toy.told}) == 1
    (event,) = events(cast, made)
    assert event["job"]["state"] == "failed"
    assert "answered 500" in event["job"]["error"]["title"]


def test_who_may_and_what_is_refused(cast: Cast, settings: Any) -> None:
    given = {"class_id": cast.fight.pk, "url": "https://hooks.example.org/1"}
    for who, status in ((None, 401), (cast.dan, 404), (cast.ben, 403)):
        assert cast.post(who, "alerts", given).status == status
    wrong = cast.post(cast.ada, "alerts", {**given, "class_id": cast.person.pk})
    assert (wrong.status, list(wrong.json["fields"])) == (400, ["classes"])
    settings.CLIPLOOP_PRIVATE_MODELS = False
    inside = cast.post(cast.ada, "alerts", {**given, "url": "http://10.0.0.1/"})
    assert (inside.status, list(inside.json["fields"])) == (403, ["url"])

    made = cast.post(cast.ada, "alerts", given)
    assert [one["id"] for one in cast.get(cast.ada, "alerts").json] == [made.json["id"]]
    assert cast.delete(cast.ada, f"alerts/{made.json['id']}").status == 204
    assert cast.get(cast.ada, "alerts").json == []
    assert not Job.objects.filter(kind="webhook").exists()

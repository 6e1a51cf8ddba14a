"""Alerts: what was found waits until its address can be told, and then is told once."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from redis import ConnectionError as BrokerAwayError

from annotator.breaker import ENOUGH, REST_SECONDS
from cliploop.jobs.models import Job
from cliploop.learning.models import Model
from cliploop.serving import queries
from cliploop.serving.actions import alerting
from cliploop.serving.models import Alert, Event
from testkit.alerted import alert, events, later, predict, said, tell_through
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


def test_a_secret_is_kept_sealed_and_outlives_the_servers(
    cast: Cast, toy: Toy, settings: Any
) -> None:
    labeled(cast)
    model = make_model(cast)
    item = make_item(cast, frames=300)
    made = alert(cast, toy)
    kept = Alert.objects.get(pk=made).secret
    assert kept
    assert SECRET not in kept

    old = settings.SECRET_KEY
    settings.SECRET_KEY_FALLBACKS = [old]
    settings.SECRET_KEY = "another one by now"
    predict(cast, model, item, [0.99] * 4)
    tell_through()
    assert len(toy.told) == 1

    settings.SECRET_KEY_FALLBACKS = []
    other = make_item(cast, frames=300)
    predict(cast, model, other, [0.99] * 4)
    tell_through()
    assert len(toy.told) == 1
    assert [one["job"] is None for one in events(cast, made)] == [True, False]
    assert "CLIPLOOP_OLD_SECRETS" in events(cast, made)[0]["error"]

    settings.SECRET_KEY_FALLBACKS = [old]
    assert tell_through() == 0
    assert tell_through(later(REST_SECONDS)) == 1
    assert [one["error"] for one in events(cast, made)] == ["", ""]
    assert len(toy.told) == 2


def test_an_address_that_keeps_failing_is_left_alone_and_others_are_told(
    cast: Cast, toy: Toy
) -> None:
    labeled(cast)
    model = make_model(cast)
    toy.ways = ["500"] * 100
    dead = alert(cast, toy)
    for _ in range(ENOUGH):
        predict(cast, model, make_item(cast, frames=300), [0.99] * 4)

    assert tell_through() == 2, "five calls failed, of two jobs"
    assert len(toy.told) == ENOUGH
    assert [one["job"] is None for one in events(cast, dead)] == [True, True, True, False, False]
    with toy_model() as other:
        alert(cast, other, threshold=0.9)
        predict(cast, model, make_item(cast, frames=300), [0.99] * 4)
        assert tell_through() == 1
        assert len(other.told) == 1
    toy.ways = []
    # A clock that its breaker sees too: the worker asks the real one.
    Job.objects.filter(kind="webhook", detail__outside__breaker="open").update(
        detail={"outside": {"failures": ENOUGH, "opened": later(-REST_SECONDS - 1).timestamp()}}
    )

    assert tell_through() == 4
    assert all(one["job"] for one in events(cast, dead))


def test_an_address_is_told_one_thing_at_a_time_and_few_are_told_at_once(
    cast: Cast, settings: Any
) -> None:
    labeled(cast)
    model = make_model(cast)
    for at in range(alerting.MOST_AT_ONCE + 2):
        given = {"class_id": cast.fight.pk, "url": f"http://127.0.0.1:9/{at}"}
        assert cast.post(cast.ada, "alerts", given).status == 201
    for _ in range(2):
        predict(cast, model, make_item(cast, frames=300), [0.99] * 4)

    alerting.tell(timezone.now())
    alerting.tell(timezone.now())

    told = Event.objects.filter(job__isnull=False).values_list("alert_id", flat=True)
    assert len(told) == len(set(told)) == alerting.MOST_AT_ONCE


def test_what_was_seen_while_the_broker_was_away_is_told_once_it_is_back(
    cast: Cast, toy: Toy, monkeypatch: pytest.MonkeyPatch
) -> None:
    labeled(cast)
    made = alert(cast, toy)

    def away(*_: object) -> None:
        raise BrokerAwayError("Connection refused")

    with monkeypatch.context() as patched:
        patched.setattr(queries, "hand_over", away)
        predict(cast, make_model(cast), make_item(cast, frames=300), [0.99] * 4)
        assert tell_through() == 0
    (event,) = events(cast, made)
    assert (event["job"], event["error"]) == (None, "")

    assert tell_through() == 1
    assert len(toy.told) == 1


def test_an_alert_on_a_class_that_is_merged_looks_for_its_heir(cast: Cast, toy: Toy) -> None:
    """Also where a model of before knows the class alone by its former name."""
    labeled(cast)
    model = make_model(cast)
    made = alert(cast, toy)
    heir = cast.post(cast.ada, "classes", {"name": "brawl", "kind": "tag"}).json["id"]

    merged = cast.post(cast.ada, f"classes/{cast.fight.pk}/merge", {"into": heir})
    assert merged.status == 200, merged.json

    assert [(one["id"], one["class_id"]) for one in cast.get(cast.ada, "alerts").json] == [
        (made, heir)
    ]
    rows = [{"item_id": make_item(cast, frames=300).pk, "clips": said([0.1, 0.99, 0.99, 0.1])}]
    alerting.watch(Model.objects.get(pk=model.pk), rows)
    assert tell_through() == 1
    assert json.loads(toy.told[0][2])["class"] == "brawl"


def test_watching_many_clips_takes_as_many_selects_as_watching_one(cast: Cast, toy: Toy) -> None:
    labeled(cast)
    model = make_model(cast)
    for threshold in (0.8, 0.9):
        alert(cast, toy, threshold=threshold)

    def asked(count: int) -> int:
        ids = [make_item(cast, frames=300).pk for _ in range(count)]
        rows = [{"item_id": item_id, "clips": said([0.99] * 4)} for item_id in ids]
        with CaptureQueriesContext(connection) as seen:
            alerting.watch(Model.objects.get(pk=model.pk), rows)
        return len(seen)

    assert asked(1) == asked(5)
    assert Event.objects.count() == 12

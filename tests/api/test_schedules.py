"""Trainings that start by themselves: at a time, or once enough is labeled; once, by right."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from unittest.mock import Mock

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from annotator.refusal import Code, Refusal
from cliploop.accounts.models import User
from cliploop.audit.models import Entry
from cliploop.automation import queries, scheduling
from cliploop.automation.models import Schedule
from cliploop.learning.actions import replies
from cliploop.learning.models import Run
from cliploop.projects.models import Membership
from cliploop.releases import actions as releases
from testkit.cast import Cast
from testkit.items import make_items
from testkit.labeled import ask, clip, job, labeled, make_model, tag, trained
from testkit.locks import wait_for_waiter

pytestmark = pytest.mark.django_db(transaction=True)


def schedule(cast: Cast, **more: Any) -> Any:
    """Ada has a training start by itself."""
    answer = cast.post(cast.ada, "schedules", ask(cast, **more))
    assert answer.status == 201, answer.json
    return answer.json


def listed(cast: Cast) -> list[Any]:
    """What the page shows."""
    found: list[Any] = cast.get(cast.vic, "schedules").json
    return found


def tick(minutes: int = 0) -> int:
    """Some minutes later the tick comes by."""
    return scheduling.start_due(timezone.now() + timedelta(minutes=minutes))


def test_a_training_starts_at_its_time_on_what_is_labeled_by_then(cast: Cast) -> None:
    items = labeled(cast)
    at = timezone.now() + timedelta(minutes=30)
    made = schedule(cast, not_before=at.isoformat(), seed=4)
    assert (made["state"], made["missing"], made["regime"]) == ("waiting", None, "probe")
    assert tick(29) == 0
    tag(cast, clip(cast, "late"), cast.fight)

    assert tick(31) == 1

    run = Run.objects.get()
    assert (run.seed, run.created_by_id, run.release.items) == (4, cast.ada.pk, len(items) + 1)
    assert Schedule.objects.get().run_id == run.pk
    assert job(cast, "train").not_before is None
    assert listed(cast) == []
    assert (tick(31), tick(60)) == (0, 0)
    log = Entry.objects.filter(subject=f"schedule:{made['id']}").order_by("id")
    assert [(one.action, one.user_id) for one in log] == [
        ("schedule.make", cast.ada.pk),
        ("schedule.started", cast.ada.pk),
    ]


def test_a_training_waits_for_labels_since_the_last_version_of_its_kind(cast: Cast) -> None:
    labeled(cast)
    make_model(cast)
    tag(cast, clip(cast, "since then"), cast.fight)

    made = schedule(cast, more=3)

    assert made["missing"] == 2
    assert tick() == 0
    tag(cast, clip(cast, "one more"), cast.normal)
    assert listed(cast)[0]["missing"] == 1
    # What waits for a label is none.
    clip(cast, "unlabeled", stage="annotate")
    assert tick() == 0
    tag(cast, clip(cast, "the last"), cast.normal)
    assert tick() == 1
    assert Run.objects.order_by("-pk")[0].release.items == 13

    # Of another kind there is no version yet: it counts from now on.
    other = schedule(cast, more=1, entry="frame_lite0")
    assert other["missing"] == 1
    # And a version that comes meanwhile is what is counted from.
    again = schedule(cast, more=2)
    assert again["missing"] == 0 or again["missing"] == 2 - 3 + 2
    replies.trained(trained(job(cast, "train")))
    assert {one["id"]: one["missing"] for one in listed(cast)}[again["id"]] == 2


def test_all_that_waits_is_listed_and_no_more_is_taken_on(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    labeled(cast)
    monkeypatch.setattr(queries, "MOST", 3)
    made = [schedule(cast, more=1)["id"] for _ in range(3)]

    full = cast.post(cast.ada, "schedules", ask(cast, more=1))

    assert (full.status, full.json["code"]) == (409, "taken")
    Schedule.objects.filter(pk=made[1]).update(state="refused", ended_at=timezone.now())
    made.append(schedule(cast, more=1)["id"])
    assert [one["id"] for one in listed(cast)] == [made[3], made[2], made[0], made[1]]


def test_it_is_called_off_once_and_by_those_who_train(cast: Cast) -> None:
    labeled(cast)
    made = schedule(cast, more=1)
    path = f"schedules/{made['id']}/cancel"
    for who, status in ((cast.ben, 403), (cast.vic, 403), (cast.dan, 404)):
        assert cast.post(who, path).status == status
    assert cast.post(cast.ada, path).json["state"] == "cancelled"

    again = cast.post(cast.ada, path)
    assert (again.status, again.json["code"]) == (409, "wrong-stage")
    tag(cast, clip(cast, "new"), cast.fight)
    assert tick() == 0
    assert not Run.objects.exists()


def test_two_ticks_at_once_start_it_once(cast: Cast) -> None:
    labeled(cast)
    schedule(cast, not_before=timezone.now().isoformat())
    (due,) = queries.due(timezone.now())

    def beside() -> bool:
        try:
            return scheduling._begin(due)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as other:
        with transaction.atomic():
            assert scheduling._begin(due)
            late = other.submit(beside)
            wait_for_waiter()
        assert late.result(30) is False

    assert Run.objects.count() == 1
    assert Schedule.objects.get().state == "started"


@pytest.mark.parametrize("how", ["no member", "other role", "shut out", "gone"])
def test_the_right_to_train_is_asked_for_again_when_it_starts(cast: Cast, how: str) -> None:
    labeled(cast)
    made = schedule(cast, not_before=timezone.now().isoformat())
    mine = Membership.objects.filter(user=cast.ada, project=cast.project)
    if how == "no member":
        mine.delete()
    elif how == "other role":
        mine.update(role="annotator")
    elif how == "shut out":
        User.objects.filter(pk=cast.ada.pk).update(is_active=False)
    else:
        Schedule.objects.update(created_by=None)

    assert (tick(), tick()) == (0, 0)

    found = listed(cast)[0]
    assert (found["id"], found["state"]) == (made["id"], "refused")
    name = "Whoever scheduled it" if how == "gone" else "Ada"
    assert found["why"] == f"{name} may not train in this project any more: schedule it anew"
    assert not Run.objects.exists()
    assert Entry.objects.filter(action="schedule.refused").count() == 1


def test_what_cannot_start_says_so_and_is_not_tried_again(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = clip(cast, "alone")
    tag(cast, item, cast.fight)
    schedule(cast, not_before=timezone.now().isoformat())

    assert (tick(), tick()) == (0, 0)
    first = listed(cast)[0]
    assert (first["state"], first["run_id"]) == ("refused", None)
    assert "fight" in first["why"]

    def broken(*_: object, **__: object) -> None:
        raise OSError("no such disk")

    schedule(cast, not_before=timezone.now().isoformat())
    monkeypatch.setattr(releases, "freeze", broken)
    assert (tick(), tick()) == (0, 0)
    assert listed(cast)[0]["why"] == scheduling.BROKEN


def test_what_passes_is_tried_again(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    labeled(cast)
    schedule(cast, not_before=timezone.now().isoformat())
    for problem in (OperationalError("deadlock"), Refusal(Code.UNREACHED, "The storage is away")):
        with monkeypatch.context() as patched:
            patched.setattr(releases, "freeze", Mock(side_effect=problem))
            assert tick() == 0
        assert listed(cast)[0]["state"] == "waiting"

    assert tick() == 1


def test_it_is_said_when_or_after_how_many_labels_and_how_to_train(cast: Cast) -> None:
    labeled(cast)
    at = timezone.now().isoformat()
    for words in ({}, {"not_before": at, "more": 3}):
        refused = cast.post(cast.ada, "schedules", ask(cast, **words))
        assert (refused.status, list(refused.json["fields"])) == (400, ["more"])
    assert cast.post(cast.ada, "schedules", ask(cast, more=0)).status == 400
    strange = cast.post(cast.ada, "schedules", ask(cast, more=1, options={"epochs": 3}))
    assert "has no option epochs" in strange.json["title"]
    assert not Schedule.objects.exists()


def test_looking_costs_the_same_however_much_is_labeled_and_scheduled(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    labeled(cast)
    schedule(cast, more=100)
    with django_assert_num_queries(2):
        assert queries.due(timezone.now()) == []

    make_items(cast, 300)
    for _ in range(4):
        schedule(cast, more=100, entry="frame_lite0")
        schedule(cast, not_before=(timezone.now() + timedelta(days=1)).isoformat())
    with django_assert_num_queries(2):
        assert queries.due(timezone.now()) == []

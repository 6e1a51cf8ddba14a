"""The queue: different clips for different people, leases, assignments, handing on."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Thread
from typing import Any

import pytest
from django.db import connection, transaction
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from annotator.access import Actor, Role
from cliploop.accounts.actions import create_user
from cliploop.assignments import actions, queries
from cliploop.datasets.models import Item, Move
from cliploop.learning.models import Embedding
from cliploop.projects.models import Membership
from testkit.cast import Cast
from testkit.items import make_item, make_items
from testkit.locks import wait_for_waiter


@pytest.mark.row("P28", "Annotate stage")
@pytest.mark.django_db(transaction=True)
def test_eight_annotators_at_once_get_eight_different_clips(cast: Cast) -> None:
    make_items(cast, 8)
    people = [create_user(f"{number}@example.org", f"Annotator {number}") for number in range(8)]
    for one in people:
        Membership.objects.create(project=cast.project, user=one, role=Role.ANNOTATOR)
    found: list[int] = []

    def ask(user_id: int) -> None:
        taken = actions.take_next(Actor(user_id, cast.project.pk, Role.ANNOTATOR))
        found.append(taken[0].pk if taken else 0)
        connection.close()

    threads = [Thread(target=ask, args=(one.pk,)) for one in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert 0 not in found
    assert len(found) == len(set(found)) == 8


@pytest.mark.django_db(transaction=True)
def test_a_clip_of_which_something_is_written_is_no_end_of_the_queue(cast: Cast) -> None:
    item = make_item(cast)

    with ThreadPoolExecutor(1) as beside:
        with transaction.atomic():
            Item.objects.filter(pk=item.pk).update(priority=1.0)
            asked = beside.submit(_next, cast)
            wait_for_waiter()
        assert asked.result() == item.pk
    Item.objects.filter(pk=item.pk).update(assignee=None, leased_until=None)
    with transaction.atomic(), ThreadPoolExecutor(1) as beside:
        # What only refers to a clip does not keep it from anybody.
        Embedding.objects.create(item=item, entry="probe_lite0", vector=b"")
        assert beside.submit(_next, cast).result() == item.pk


def _next(cast: Cast) -> int:
    try:
        taken = actions.take_next(Actor(cast.ben.pk, cast.project.pk, Role.ANNOTATOR))
        return taken[0].pk if taken else 0
    finally:
        connection.close()


def test_the_queue_gives_assigned_then_useful_then_oldest(cast: Cast) -> None:
    oldest, useful, assigned = make_items(cast, 3)
    reason = {"code": "uncertain", "text": "The model is unsure", "score": 0.9}
    Item.objects.filter(pk=useful.pk).update(priority=5.0, reason=reason)
    Item.objects.filter(pk=assigned.pk).update(assignee=cast.ben)

    told = []
    for item in (assigned, useful, oldest):
        answer = cast.post(cast.ben, "next")
        told.append((answer.json["id"], answer.json["reason"]["code"]))
        cast.post(cast.ben, f"items/{item.pk}/submit")

    assert told == [(assigned.pk, "assigned"), (useful.pk, "uncertain"), (oldest.pk, "oldest")]
    assert cast.post(cast.ben, "next").status == 204


@pytest.mark.django_db
def test_the_next_of_very_many_clips_is_found_by_an_index(cast: Cast) -> None:
    for at, one in enumerate(items := make_items(cast, 2_000)):
        one.priority = at % 97 / 97
    Item.objects.bulk_update(items, ["priority"])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE datasets_item")

    for turn in queries.turns(cast.actor(cast.ben), timezone.now()):
        plan = turn[:1].explain()
        assert "item_queue" in plan or "assignee" in plan
        assert "Seq Scan on datasets_item" not in plan


def test_the_clip_just_done_is_not_given_again(cast: Cast) -> None:
    first, second = make_items(cast, 2)

    assert cast.post(cast.ben, "next", {"after": first.pk}).json["id"] == second.pk


def test_a_lease_keeps_others_out_until_it_ends(cast: Cast) -> None:
    item = make_item(cast)

    assert cast.post(cast.ben, f"items/{item.pk}/take").json["assignee"]["name"] == "Ben"
    assert cast.post(cast.ada, f"items/{item.pk}/take").status == 409
    assert cast.post(cast.ada, "next").status == 204
    Item.objects.update(leased_until=timezone.now() - timedelta(seconds=1))
    assert cast.post(cast.ada, "next").json["id"] == item.pk


def test_who_has_a_clip_gives_it_back_and_nobody_else(cast: Cast) -> None:
    item = make_item(cast)
    cast.post(cast.ben, f"items/{item.pk}/take")

    assert cast.post(cast.cleo, f"items/{item.pk}/release").status == 403
    assert cast.post(cast.ben, f"items/{item.pk}/release").json["assignee"] is None
    assert cast.post(cast.dan, f"items/{item.pk}/release").status == 404


def test_nobody_else_submits_bens_work_but_reviewers_and_leads(cast: Cast) -> None:
    item = make_item(cast, stage="annotate", assignee=cast.ben, author=cast.ben)
    for who, status in ((None, 401), (cast.dan, 404), (cast.vic, 403)):
        assert cast.post(who, f"items/{item.pk}/submit").status == status

    submitted = cast.post(cast.cleo, f"items/{item.pk}/submit")

    assert (submitted.status, submitted.json["stage"]) == (200, "review")
    assert submitted.json["author"]["name"] == "Ben"
    twice = cast.post(cast.cleo, f"items/{item.pk}/submit")
    assert (twice.status, twice.json["code"]) == (409, "wrong-stage")


def test_an_annotator_does_not_even_see_somebody_elses_clip(cast: Cast) -> None:
    item = make_item(cast, stage="annotate", assignee=cast.ada)

    assert cast.get(cast.ben, f"items/{item.pk}").status == 404
    assert cast.post(cast.ben, f"items/{item.pk}/submit").status == 404
    assert cast.get(cast.ben, "items").json["results"] == []


@pytest.mark.parametrize("gone", [True, False])
def test_a_clip_of_somebody_who_labels_no_more_is_free(cast: Cast, gone: bool) -> None:
    item = make_item(cast, stage="annotate", assignee=cast.cleo, author=cast.cleo)
    assert cast.post(cast.ben, "next").status == 204
    member = Membership.objects.get(user=cast.cleo)
    if gone:
        assert cast.delete(cast.ada, f"members/{member.pk}").status == 204
    else:
        assert cast.patch(cast.ada, f"members/{member.pk}", {"role": "viewer"}).status == 200

    assert cast.get(cast.ben, f"items/{item.pk}").status == 200
    assert cast.post(cast.ben, f"items/{item.pk}/take").json["assignee"]["name"] == "Ben"


def test_leads_assign_to_members_only(cast: Cast) -> None:
    items = make_items(cast, 3)
    asked: dict[str, Any] = {"ids": [one.pk for one in items], "user_id": cast.ben.pk}

    assert cast.post(cast.ben, "items/assign", asked).status == 403
    assert cast.post(cast.ada, "items/assign", asked).json == {"changed": 3}
    assert cast.post(cast.ada, "items/assign", asked).json == {"changed": 0}
    for nobody in (cast.dan, cast.vic):  # a stranger, and one who only looks on
        assert cast.post(cast.ada, "items/assign", {**asked, "user_id": nobody.pk}).status == 400
    listed = cast.get(cast.ada, f"items?assignee={cast.ben.pk}").json["results"]
    assert len(listed) == 3
    given_back = {"filter": {"assignee": [cast.ben.pk]}, "user_id": None}
    assert cast.post(cast.ada, "items/assign", given_back).json == {"changed": 3}


def test_what_is_done_to_many_clips_costs_the_same_however_many(
    cast: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    ids = [one.pk for one in make_items(cast, 200)] + list(range(10**6, 10**6 + 9_800))
    cast.client(cast.ada)

    for path, more in (
        ("items/assign", {"user_id": cast.ben.pk}),
        ("items/bulk", {"action": "move", "stage": "complete", "reason": "Done"}),
        ("items/bulk", {"action": "delete"}),
    ):
        with django_assert_max_num_queries(20):
            assert cast.post(cast.ada, path, {"ids": ids, **more}).json["changed"] == 200
    too_many = {"ids": list(range(1, 20_002)), "user_id": None}
    assert cast.post(cast.ada, "items/assign", too_many).status == 400


@pytest.mark.row("P26", "Workflow Dataset → Annotate → Review → Complete")
def test_every_move_is_logged_with_user_and_time(cast: Cast) -> None:
    item = make_item(cast)
    cast.post(cast.ben, f"items/{item.pk}/take")
    cast.post(cast.ben, f"items/{item.pk}/submit")
    cast.post(cast.cleo, f"items/{item.pk}/review", {"verdict": "approve"})

    moves = list(Move.objects.order_by("id").values_list("from_stage", "to_stage", "user_id"))
    assert moves == [
        ("dataset", "annotate", cast.ben.pk),
        ("annotate", "review", cast.ben.pk),
        ("review", "complete", cast.cleo.pk),
    ]
    assert all(move.created_at for move in Move.objects.all())
    for step in ("take", "submit"):
        assert cast.post(cast.ada, f"items/{item.pk}/{step}").status == 409
    assert cast.post(cast.ada, f"items/{item.pk}/review", {"verdict": "approve"}).status == 409

"""The instant loop: what an answer does to the queue."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cliploop.annotations.models import Annotation
from cliploop.datasets.actions import records as item_records
from cliploop.datasets.models import Item
from cliploop.instant.models import Front, Touch
from cliploop.learning.actions import replies
from cliploop.projects.models import Project
from testkit.cast import Cast
from testkit.instant import answer, asked, asks, front, in_front, known, later, say, wait
from testkit.items import a_tag, an_edit
from testkit.labeled import job, labeled, make_model, predicted, row

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_label_asks_for_an_order_and_the_queue_follows_the_answer(cast: Cast) -> None:
    first, *others = wait(cast, 5)
    say(cast, first)

    ask = asked()
    samples = known(ask)
    assert [span.class_id for span in samples[first.pk].spans] == [cast.fight.pk]
    assert all(samples[one.pk].spans == () for one in others)
    answer(ask, [others[2], others[0]], labeled=1, pool=4)

    assert in_front(cast) == [others[2].pk, others[0].pk]
    cast.post(cast.ben, f"items/{first.pk}/submit")
    taken = cast.post(cast.ben, "next").json
    assert taken["id"] == others[2].pk
    assert taken["reason"] == {
        "code": "uncertain",
        "text": "Teaches the model most: fight 1.00",
        "score": 0.5,
    }
    told = cast.get(cast.vic, "instant").json
    assert (told["labeled"], told["pool"], told["unseen"], told["error"]) == (1, 4, 0, "")
    assert told["seconds"] > 0


def test_older_answers_and_such_that_nobody_asked_for_are_dropped(cast: Cast) -> None:
    one, two, three = wait(cast, 3)
    say(cast, one)
    first = asked()
    answer(first, [two])
    say(cast, one)
    second = asked()
    answer(second, [three])

    answer(first, [two])
    assert in_front(cast) == [three.pk]
    Front.objects.update(version=second.version - 1, answered=second.version - 1)
    answer(second, [two])
    assert in_front(cast) == [three.pk]


def test_an_answer_that_knows_more_replaces_the_one_before(cast: Cast) -> None:
    one, two, three = wait(cast, 3)
    say(cast, one)
    ask = asked()
    answer(ask, [two], why="unseen", shares=(), unseen=2)
    answer(ask, [three], unseen=0)

    assert in_front(cast) == [three.pk]
    assert cast.get(cast.vic, "instant").json["unseen"] == 0


def test_an_answer_of_other_classes_than_by_now_is_dropped(cast: Cast) -> None:
    one, two = wait(cast, 2)
    say(cast, one)
    answer(asked(), [two], classes=[cast.normal.pk])  # as many, but others

    assert in_front(cast) == []
    assert front(cast).is_open


def test_a_worker_that_cannot_order_says_why_and_the_front_stays(cast: Cast) -> None:
    one, two = wait(cast, 2)
    say(cast, one)
    answer(asked(), [two])
    say(cast, one)
    answer(asked(), [], error="No memory is left. Give it more")

    assert in_front(cast) == [two.pk]
    assert cast.get(cast.ada, "instant").json["error"] == "No memory is left. Give it more"


def test_the_front_leaves_no_trace_when_it_moves_on(cast: Cast) -> None:
    said, one, two, three = wait(cast, 4)
    was = {"code": "uncertain", "text": "As predicted", "score": 0.1}
    Item.objects.filter(pk=one.pk).update(priority=0.25, reason=was)
    say(cast, said)
    answer(asked(), [one, two])
    say(cast, two)
    cast.post(cast.ben, f"items/{two.pk}/submit")
    answer(asked(), [three])

    assert in_front(cast) == [three.pk]
    for item, before in ((one, (0.25, was)), (two, (None, None))):
        item.refresh_from_db()
        assert (item.priority, item.reason) == before
    assert set(front(cast).before) == {str(three.pk)}


def test_who_was_not_sure_is_still_told_so(cast: Cast) -> None:
    said, one = wait(cast, 2)
    say(cast, said)
    answer(asked(), [one])
    decision = an_edit({"added": a_tag(cast.fight.pk, [[0, 80]])}) | {"unsure": True}
    with CaptureQueriesContext(connection) as told:
        assert cast.post(cast.ben, f"items/{one.pk}/decide", decision).status == 200
    # The label, and that it went to review; taking it was no news.
    assert sum("instant_touch" in said["sql"] for said in told.captured_queries) == 2
    answer(asked(), [])

    one.refresh_from_db()
    assert (one.priority, one.reason and one.reason["code"]) == (None, "unsure")


def test_what_somebody_has_open_keeps_its_place(cast: Cast) -> None:
    said, one, two = wait(cast, 3)
    say(cast, said)
    answer(asked(), [one])
    assert cast.post(cast.ben, f"items/{one.pk}/take").status == 200
    one.refresh_from_db()
    say(cast, said)
    answer(asked(), [two])

    place, reason = one.priority, one.reason
    one.refresh_from_db()
    assert (one.priority, one.reason) == (place, reason)
    Item.objects.filter(pk=one.pk).update(leased_until=timezone.now() - timedelta(hours=1))
    say(cast, said)
    answer(asked(), [two])
    one.refresh_from_db()
    assert (one.priority, one.reason) == (None, None)


def test_a_prediction_orders_all_anew_and_the_next_answer_is_in_front_of_that(cast: Cast) -> None:
    labeled(cast)
    model = make_model(cast)
    items = wait(cast, 4)
    later(0)
    answer(asked(), items[:1])
    rows = [row(one, [0.5, 0.5], cast.fight.pk, 0.5) for one in items]
    assert cast.post(cast.ada, "predictions", {"model_id": model.pk}).status == 201
    replies.predicted(predicted(job(cast, "predict"), rows))
    assert in_front(cast) == []
    placed = {one.pk: one.priority for one in Item.objects.filter(pk__in=[i.pk for i in items])}

    answer(asked(), items[1:2])
    assert in_front(cast) == [items[1].pk]
    say(cast, items[3])
    answer(asked(), [])
    after = {one.pk: one.priority for one in Item.objects.filter(pk__in=[i.pk for i in items])}
    assert after == placed


def test_chance_draws_for_good_and_shows_nothing_of_a_model(cast: Cast) -> None:
    labeled(cast)
    model = make_model(cast)
    one, two = wait(cast, 2)
    rows = [row(item, [0.9, 0.1], cast.fight.pk, 0.9) for item in (one, two)]
    assert cast.post(cast.ada, "predictions", {"model_id": model.pk}).status == 201
    replies.predicted(predicted(job(cast, "predict"), rows))
    answer(asked(), [one, two], drawn=[two], shares=[0.9, 0.1])

    two.refresh_from_db()
    assert two.audited
    assert two.reason
    assert two.reason["code"] == "audit"
    assert "0.9" not in str(two.reason)
    assert not Annotation.objects.filter(item=two, source="model", removed=False).exists()
    assert Annotation.objects.filter(item=one, source="model", removed=False).exists()
    say(cast, one)
    answer(asked(), [two], shares=[0.9, 0.1])
    two.refresh_from_db()
    assert two.reason
    assert two.reason["code"] == "audit"


def test_before_a_model_a_pick_by_chance_says_that_it_is_one(cast: Cast) -> None:
    said, one, two = wait(cast, 3)
    say(cast, said)
    answer(asked(), [one, two], lots=[two], drawn=[two], why="unseen")

    reasons = {pk: told for pk, told in Item.objects.values_list("pk", "reason") if told}
    assert reasons[two.pk] == {
        "code": "chance",
        "text": "Picked by chance: no model chose it, and none is judged by it yet",
        "score": None,
    }
    assert reasons[one.pk]["code"] == "unseen"
    assert not Item.objects.filter(audited=True).exists()


@pytest.mark.parametrize("deck", [1, 3])
def test_of_ten_clips_one_is_by_chance_though_each_label_makes_a_new_order(
    cast: Cast, deck: int
) -> None:
    items = wait(cast, 75)
    say(cast, items[0])
    # What Ben began is his next clip, whatever the order is.
    assert cast.post(cast.ben, f"items/{items[0].pk}/submit").status == 200
    held: list[Item] = []
    codes: list[str] = []
    left = items[1:]
    for number in range(30):
        # As the worker draws: one in ten of what is left, others each time.
        answer(asked(), left, lots=left[number % 7 :: 10])
        while len(held) < deck:
            without = [one.pk for one in held]
            taken = cast.post(cast.ben, "next", {"without": without}).json
            codes.append(taken["reason"]["code"])
            held.append(Item.objects.get(pk=taken["id"]))
        done = held.pop(0)
        left = [one for one in left if one.pk != done.pk]
        say(cast, done)
        assert cast.post(cast.ben, f"items/{done.pk}/submit").status == 200

    tens = [codes[at : at + 10] for at in (0, 10, 20)]
    assert [ten.count("chance") for ten in tens] == [1, 1, 1]


def test_a_project_that_was_deleted_meanwhile_is_left_alone(cast: Cast) -> None:
    one, two = wait(cast, 2)
    say(cast, one)
    ask = asked()
    say(cast, two)
    Project.objects.filter(pk=cast.project.pk).update(deleted_at=timezone.now())
    answer(ask, [two])
    later()

    assert (in_front(cast), asks(), Touch.objects.count()) == ([], [], 0)


def test_items_that_are_no_more_take_no_place(cast: Cast) -> None:
    said, one, two = wait(cast, 3)
    say(cast, said)
    ask = asked()
    Item.objects.filter(pk=one.pk).delete()
    answer(ask, [one, two])
    assert in_front(cast) == [two.pk]
    Item.objects.filter(pk=two.pk).delete()
    say(cast, said)
    answer(asked(), [])
    assert front(cast).before == {}
    assert item_records.prioritize(cast.project.pk, {two.pk: (0.5, {})}) is None

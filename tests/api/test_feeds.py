"""Feeds: which clips come, in which order, why, and to whom."""

from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from cliploop.datasets.models import Item
from cliploop.learning.models import Model, Prediction
from testkit.cast import Cast
from testkit.feeding import feed, say, sees, shown
from testkit.items import a_tag, an_edit, draw, label, make_items
from testkit.judged import judged
from testkit.labeled import labeled, make_model
from testkit.rounds import gate


def test_the_surest_come_first_from_the_threshold_up(cast: Cast) -> None:
    model, (sure, unsure, surer, other) = sees(cast, [0.92, 0.6, 0.97, 0.05])
    fight, normal = cast.fight.pk, cast.normal.pk

    answer = feed(cast, cast.ben, "positives", class_=fight).json

    assert [card["item"]["id"] for card in answer["cards"]] == [surer.pk, sure.pk]
    assert (answer["threshold"], answer["count"]) == (0.9, 2)
    card = answer["cards"][0]
    assert (card["code"], card["class_id"], card["score"]) == ("positive", fight, 0.97)
    assert card["text"] == f"{model.name} is sure: fight 0.97"
    assert shown(cast, "positives", class_=normal) == [other.pk]
    assert shown(cast, "positives") == [surer.pk, other.pk, sure.pk]
    assert shown(cast, "positives", threshold=0.95) == [surer.pk, other.pk]
    assert shown(cast, "positives", threshold=0.5, limit=2) == [surer.pk, other.pk]
    assert unsure.pk in shown(cast, "positives", threshold=0.5)
    assert shown(cast, "positives", without=f"{surer.pk},{other.pk}") == [sure.pk]


def test_of_negatives_it_is_sure_that_they_are_not_of_the_class(cast: Cast) -> None:
    _, (no, perhaps, surely_no, yes) = sees(cast, [0.08, 0.4, 0.01, 0.9])

    answer = feed(cast, cast.ben, "negatives", class_=cast.fight.pk).json

    assert [card["item"]["id"] for card in answer["cards"]] == [surely_no.pk, no.pk]
    assert answer["cards"][0]["code"] == "negative"
    assert {perhaps.pk, yes.pk} & set(shown(cast, "negatives")) == set()


def test_the_least_sure_come_first(cast: Cast) -> None:
    _, (sure, tie, near) = sees(cast, [0.9, 0.5, 0.4])

    assert shown(cast, "borderline") == [tie.pk, near.pk, sure.pk]
    assert shown(cast, "borderline", class_=cast.normal.pk) == [tie.pk, near.pk, sure.pk]


def test_several_labels_are_borderline_by_the_one_that_is_least_sure(cast: Cast) -> None:
    model, (first, second) = sees(cast, [0.5, 0.5])
    cast.project.task = "multi"
    cast.project.save()
    for item, shares in ((first, [0.9, 0.05]), (second, [0.99, 0.45])):
        Prediction.objects.filter(model=model, item=item).update(probabilities=shares)

    (least, _) = feed(cast, cast.ben, "borderline").json["cards"]

    assert (least["item"]["id"], least["class_id"], least["score"]) == (
        second.pk,
        cast.normal.pk,
        0.45,
    )


def test_the_useful_ones_are_the_queue_with_its_reasons(cast: Cast) -> None:
    _, (later, sooner) = sees(cast, [0.9, 0.6])
    why = {"code": "uncertain", "text": "The model cannot tell", "score": 0.9}
    Item.objects.filter(pk=sooner.pk).update(priority=1.0, reason=why)

    cards = feed(cast, cast.ben, "useful").json["cards"]

    assert [card["item"]["id"] for card in cards] == [sooner.pk, later.pk]
    assert (cards[0]["code"], cards[0]["class_id"]) == ("uncertain", cast.fight.pk)
    assert cards[1]["code"] == "oldest"


KINDS = ("useful", "borderline", "positives", "negatives", "audit")


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_is_shown_what_somebody_else_holds(cast: Cast, kind: str) -> None:
    share = 0.02 if kind == "negatives" else 0.98
    _, (held, assigned, free, left) = sees(cast, [share] * 4)
    if kind == "audit":
        draw(held, assigned, free, left)
    assert cast.post(cast.ada, f"items/{held.pk}/take").status == 200
    assert len(shown(cast, kind)) == 3
    Item.objects.filter(pk=assigned.pk).update(assignee=cast.ada)
    past = timezone.now() - timedelta(minutes=1)
    Item.objects.filter(pk=left.pk).update(assignee=cast.ada, leased_until=past)

    assert set(shown(cast, kind)) == {free.pk, left.pk}
    assert set(shown(cast, kind, cast.cleo)) == {free.pk, left.pk}
    assert set(shown(cast, kind, cast.ada)) == {held.pk, assigned.pk, free.pk, left.pk}


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_is_led_about_what_judges_models(cast: Cast, kind: str) -> None:
    share = 0.02 if kind == "negatives" else 0.98
    _, (drawn, other) = sees(cast, [share] * 2)
    draw(drawn)

    cards = feed(cast, cast.ben, kind).json["cards"]

    found = {card["item"]["id"]: card for card in cards}
    if kind in ("useful", "audit"):
        assert (found[drawn.pk]["class_id"], found[drawn.pk]["score"]) == (None, None)
        assert found[drawn.pk]["annotations"] == []
    else:
        assert list(found) == [other.pk]


def test_what_people_said_is_not_asked_again(cast: Cast) -> None:
    _, (said, refused, open_) = sees(cast, [0.99, 0.98, 0.97])
    label(cast, cast.ben, said, cast.normal.pk)
    no = a_tag(cast.fight.pk, [[0, 60]], negative=True)
    assert cast.post(cast.ben, f"items/{refused.pk}/edits", an_edit({"added": no})).status == 200

    assert shown(cast, "positives", class_=cast.fight.pk) == [open_.pk]
    assert shown(cast, "positives") == [open_.pk]
    assert shown(cast, "borderline", class_=cast.normal.pk) == [open_.pk, refused.pk]


def test_a_clip_comes_with_the_labels_that_a_decision_changes(cast: Cast) -> None:
    model, (item,) = sees(cast, [0.95])

    (card,) = feed(cast, cast.ben, "positives").json["cards"]
    assert card["annotations"] == []
    made = a_tag(cast.fight.pk, [[0, item.frames or 0]])
    decided = cast.post(cast.ben, f"items/{item.pk}/decide", an_edit({"added": made}))

    assert decided.status == 200
    assert shown(cast, "positives") == []
    assert model.name in card["text"]


def test_a_class_is_believed_from_its_gate_on(cast: Cast) -> None:
    labeled(cast)
    model = make_model(cast, gates=[gate(cast.fight.pk, 0.7), gate(cast.normal.pk, None)])
    Model.objects.filter(pk=model.pk).update(state="live")

    assert feed(cast, cast.ben, "positives", class_=cast.fight.pk).json["threshold"] == 0.7
    assert feed(cast, cast.ben, "positives", class_=cast.normal.pk).json["threshold"] == 0.9


def test_the_test_part_says_how_often_a_threshold_is_wrong(cast: Cast) -> None:
    model, _ = judged(cast, wrong=(1, 4))  # surest first, from .9 down to .63
    Model.objects.filter(pk=model.pk).update(state="live")

    told = feed(cast, cast.ben, "positives", threshold=0.8).json["evidence"]

    assert (told["by"], told["items"], told["checked"], told["wrong"]) == ("test", 10, 4, 1)
    assert 0 < told["low"] < 0.25 < told["high"] < 1


def test_a_class_that_was_put_away_is_no_mistake_of_a_feed_that_never_proposes_it(
    cast: Cast,
) -> None:
    model, _ = judged(cast, wrong=(1, 4))  # surest first, from .9 down to .63
    Model.objects.filter(pk=model.pk).update(state="live")
    assert cast.post(cast.ada, f"classes/{cast.normal.pk}/archive").status == 200

    told = feed(cast, cast.ben, "positives", threshold=0.8).json["evidence"]

    # The four surest are a fight, what is wrongly taken for one, a fight, and a normal one.
    assert (told["checked"], told["wrong"]) == (3, 1)


def test_enough_audited_clips_say_it_instead(cast: Cast) -> None:
    model, _ = judged(cast)
    Model.objects.filter(pk=model.pk).update(state="live")
    drawn = make_items(cast, 12)
    for at, item in enumerate(drawn):
        label(cast, cast.ada, item, cast.normal.pk if at < 3 else cast.fight.pk)
    draw(*drawn)
    Item.objects.filter(pk__in=[one.pk for one in drawn]).update(
        stage="complete", stage_kind="complete"
    )
    say(model, drawn, [0.95] * 12)
    # One was cut from a recording that the model learned from: it is no judge.
    Item.objects.filter(pk=drawn[0].pk).update(source="clip 0")

    told = feed(cast, cast.ben, "positives", class_=cast.fight.pk).json["evidence"]

    assert (told["by"], told["items"], told["checked"], told["wrong"]) == ("audit", 11, 11, 2)


def test_feeds_are_listed_with_their_counts_for_who_may_see_them(cast: Cast) -> None:
    model, _ = sees(cast, [0.95, 0.5, 0.01])

    listed = cast.get(cast.ben, "feeds").json
    counts = {one["kind"]: one["count"] for one in listed["kinds"]}

    assert listed["model"]["name"] == model.name
    assert counts == {
        "typical": 0,
        "useful": 3, "borderline": 3, "positives": 2, "negatives": 1, "audit": 0,
        "check": 0, "between-models": 0, "stretches": 0,
    }  # fmt: skip
    assert {one["kind"] for one in cast.get(cast.cleo, "feeds").json["kinds"]} > set(counts)
    assert cast.get(cast.dan, "feeds").status == 404
    assert feed(cast, cast.dan, "useful").status == 404


def test_without_a_model_what_needs_none_is_there(cast: Cast) -> None:
    (item,) = make_items(cast, 1)

    assert shown(cast, "useful") == [item.pk]
    for kind in ("borderline", "positives", "negatives", "errors", "against-person"):
        answer = feed(cast, cast.ada, kind)
        assert (answer.status, answer.json["model"], answer.json["cards"]) == (200, None, [])


@pytest.mark.parametrize(
    ("kind", "query"),
    [
        ("nothing", ""),
        ("useful", "class=x"),
        ("positives", "class=999999"),
        ("positives", "threshold=2"),
        ("positives", "threshold=nan"),
        ("useful", "without=1,x"),
        ("useful", f"without={'9' * 30}"),
        ("useful", "limit=0"),
        ("useful", "more=1"),
    ],
)
def test_what_makes_no_sense_is_refused(cast: Cast, kind: str, query: str) -> None:
    sees(cast, [0.9])

    assert cast.get(cast.ben, f"feeds/{kind}?{query}").status in (400, 404)


@pytest.mark.parametrize("kind", [*KINDS, "errors", "against-person"])
def test_a_feed_costs_the_same_however_many_there_are(
    cast: Cast, kind: str, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    share = 0.02 if kind == "negatives" else 0.98
    _, items = sees(cast, [share] * 70)
    if kind == "audit":
        draw(*items)
    cast.client(cast.ada)
    feed(cast, cast.ada, kind)

    with django_assert_max_num_queries(20):
        answer = feed(cast, cast.ada, kind, limit=200)

    assert answer.status == 200
    assert len(answer.json["cards"]) == (0 if kind in ("errors", "against-person") else 50)

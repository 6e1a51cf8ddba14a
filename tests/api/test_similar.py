"""Clips like an example, whether two show the same, and typical ones to begin with."""

import pytest
from pytest_django import DjangoAssertNumQueries

from cliploop.datasets.models import Item
from cliploop.hints import similar
from cliploop.jobs.models import Job
from testkit.cast import Cast
from testkit.items import draw, label, make_items
from testkit.labeled import clip, embed


def ids(cast: Cast, path: str, who: str = "ada") -> list[int]:
    """The clips of an answer that lists them."""
    answer = cast.get(getattr(cast, who), path)
    assert answer.status == 200, answer.json
    rows = answer.json["cards"] if isinstance(answer.json, dict) else answer.json
    return [row["item"]["id"] for row in rows]


@pytest.mark.row("A08", "Video retrieval / similarity search / verification")
def test_clips_of_the_same_class_come_first_and_are_verified_as_the_same(cast: Cast) -> None:
    fights = [clip(cast, f"fight {at}") for at in range(8)]
    others = [clip(cast, f"normal {at}") for at in range(8)]
    for some, known, angle in ((fights, cast.fight, 0.0), (others, cast.normal, 70.0)):
        embed(some, [angle + 3 * at for at in range(8)])
        for item in some:
            label(cast, cast.ada, item, known.pk)

    found = ids(cast, f"items/{fights[0].pk}/similar?limit=10")

    assert found[:7] == [one.pk for one in fights[1:]]
    pair = f"items/{fights[0].pk}/verify?with="
    same = cast.get(cast.ada, f"{pair}{fights[5].pk}").json
    other = cast.get(cast.ada, f"{pair}{others[1].pk}").json
    assert (same["same"], other["same"]) == (True, False)
    assert other["similarity"] < same["threshold"] < same["similarity"]
    assert (same["accuracy"], same["recordings"]) == (1.0, 8)
    assert same["low"] < 0.9  # sixteen recordings prove no more


def test_two_examples_find_what_lies_between_them(cast: Cast) -> None:
    one, other, near, between = make_items(cast, 4)
    embed([one, other, near, between], [0, 60, -12, 30])

    assert ids(cast, f"items/{one.pk}/similar") == [near.pk, between.pk, other.pk]
    assert ids(cast, f"items/{one.pk}/similar?also={other.pk}") == [between.pk, near.pk]


def test_only_what_may_be_seen_is_found_and_nobody_is_led(cast: Cast) -> None:
    one, seen, drawn, adas, gone = make_items(cast, 5)
    embed([one, seen, drawn, adas, gone], [0, 1, 2, 3, 4])
    draw(drawn)
    assert cast.post(cast.ada, f"items/{adas.pk}/take").status == 200
    Item.objects.filter(pk=gone.pk).update(deleted_at="2026-01-01T00:00Z")

    assert ids(cast, f"items/{one.pk}/similar", "ben") == [seen.pk]
    assert ids(cast, f"items/{one.pk}/similar") == [seen.pk, adas.pk]
    assert ids(cast, f"items/{drawn.pk}/similar") == []
    assert cast.get(cast.dan, f"items/{one.pk}/similar").status == 404
    assert cast.get(cast.ben, f"items/{one.pk}/similar?also={adas.pk}").status == 404
    verify = f"items/{one.pk}/verify"
    assert cast.get(cast.ada, f"{verify}?with={drawn.pk}").json["code"] == "not-ready"
    assert cast.get(cast.ben, f"{verify}?with={adas.pk}").status == 404
    assert cast.get(cast.ada, verify).status == 400
    assert cast.get(cast.ada, f"{verify}?with={seen.pk}").json["same"] is None  # nothing labeled


def test_a_clip_that_nobody_looked_at_yet_is_like_none(cast: Cast) -> None:
    one, other = make_items(cast, 2)

    assert ids(cast, f"items/{one.pk}/similar") == []
    assert cast.get(cast.ada, f"items/{one.pk}/verify?with={other.pk}").json["code"] == "not-ready"


def test_finding_costs_the_same_however_many_there_are(
    cast: Cast,
    django_assert_max_num_queries: DjangoAssertNumQueries,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(similar, "FIRST", 30)
    items = make_items(cast, 80)
    embed(items, [float(at) for at in range(80)])
    cast.client(cast.ada)

    with django_assert_max_num_queries(14):
        found = ids(cast, f"items/{items[0].pk}/similar?limit=40")

    assert found == [one.pk for one in items[1:41]]


def test_what_is_like_an_example_is_offered_for_its_class(cast: Cast) -> None:
    example, near, far, labeled, held = make_items(cast, 5)
    embed([example, near, far, labeled, held], [0, 5, 50, 1, 2])
    label(cast, cast.ada, example, cast.fight.pk)
    label(cast, cast.ada, labeled, cast.fight.pk)
    assert cast.post(cast.cleo, f"items/{held.pk}/take").status == 200

    answer = cast.get(cast.ada, f"feeds/similar?of={example.pk}").json

    assert [card["item"]["id"] for card in answer["cards"]] == [near.pk, far.pk]
    assert {card["class_id"] for card in answer["cards"]} == {cast.fight.pk}
    assert answer["cards"][0]["beside_id"] == example.pk
    asked = f"feeds/similar?of={example.pk}&class={cast.normal.pk}"
    told = cast.get(cast.ada, asked).json["cards"]
    assert {card["class_id"] for card in told} == {cast.normal.pk}  # by example, whatever it is
    assert ids(cast, "feeds/similar") == []


def test_with_nothing_labeled_each_kind_of_clip_is_shown_once(cast: Cast) -> None:
    items = make_items(cast, 45)
    # Three bundles, of twenty, fifteen and ten; alike ones have one vector.
    angles = [0.0] * 20 + [60.0] * 15 + [120.0] * 10
    embed(items, angles)

    cards = cast.get(cast.ben, "feeds/typical").json["cards"]

    bundle = {item.pk: angle for item, angle in zip(items, angles, strict=True)}
    assert [bundle[card["item"]["id"]] for card in cards] == [0.0, 60.0, 120.0]
    assert cards[0]["code"] == "typical"
    assert "20 clips" in cards[0]["text"]

    # Whoever labels the first is shown the next of its kind.
    label(cast, cast.ben, Item.objects.get(pk=cards[0]["item"]["id"]), cast.fight.pk)
    (again, *_) = cast.get(cast.ben, "feeds/typical").json["cards"]
    assert bundle[again["item"]["id"]] == 0.0
    assert again["item"]["id"] != cards[0]["item"]["id"]


def test_without_vectors_nothing_is_typical_yet(cast: Cast) -> None:
    make_items(cast, 3)

    assert ids(cast, "feeds/typical") == []


def test_it_says_how_many_clips_are_still_looked_at(cast: Cast) -> None:
    known, *fresh = [clip(cast, f"clip {at}", stage="dataset") for at in range(4)]
    embed([known], [0])
    path = f"feeds/similar?of={known.pk}"

    assert cast.get(cast.ada, path).json["coming"] == 3
    Item.objects.filter(pk__in=[one.pk for one in fresh[:2]]).update(featured_skips=[])
    assert cast.get(cast.ada, path).json["coming"] == 1
    job = Job.objects.create(
        project=cast.project, queue="gpu", kind="features", state="running", ask={}
    )
    assert cast.get(cast.ada, path).json["coming"] == 3
    Job.objects.filter(pk=job.pk).update(state="done")
    assert cast.get(cast.ada, path).json["coming"] == 1
    assert cast.get(cast.ada, "feeds/useful").json["coming"] == 0

"""Stages that work alone: a model is asked about what comes in, some is drawn for people."""

from collections import Counter

import pytest

from annotator.contracts.errands import Failed
from cliploop.annotations.models import Annotation
from cliploop.datasets.models import Item, Move
from cliploop.jobs import actions as jobs
from cliploop.jobs.models import Job, State
from cliploop.learning.actions import replies
from cliploop.workflows.actions import turning
from cliploop.workflows.models import Turn, Visit
from testkit.cast import Cast
from testkit.items import draw, make_item, make_items
from testkit.labeled import FRAMES, clip, job, row, tag
from testkit.stages import REVIEWED, archive, bound, moves, reply, send, set_stage, told, where

pytestmark = pytest.mark.django_db


@pytest.mark.row("P33", "Model stage")
def test_new_clips_sent_to_a_model_get_its_tags_and_come_to_review(cast: Cast) -> None:
    dataset, model = bound(cast, REVIEWED)
    items = [clip(cast, f"new {at}", stage="dataset", dataset=dataset) for at in range(5)]
    send(cast, items)

    turning.turn()
    turning.turn()

    asked = Job.objects.filter(kind="predict")
    assert [one.title for one in asked] == [f"Model: {model.name} on 5 clips"]
    rows = [row(item, [0.9, 0.1], cast.fight.pk, 0.9) for item in items]
    replies.predicted(reply(asked[0], rows))
    tags = Annotation.objects.filter(item__in=items)
    assert [(one.source, one.model_id, one.confidence) for one in tags] == [
        ("model", model.pk, 0.9)
    ] * 5
    assert where(items) == ["review"] * 5
    assert job(cast, "predict").state == State.SUCCEEDED
    waiting = cast.get(cast.cleo, "review").json["results"]
    assert {one["item"]["id"] for one in waiting} == {item.pk for item in items}
    assert not Visit.objects.exists()


@pytest.mark.row("A41", "Archive auto-tagging")
def test_an_archive_is_tagged_and_counted_by_class(cast: Cast) -> None:
    dataset, _ = bound(cast, automatic=True, threshold=0.8)
    set_stage(cast, dataset, "sampling", share=0.2, seed=3)
    made = make_items(cast, 130, dataset=dataset)

    turning.turn()
    drawn = set(Item.objects.filter(dataset=dataset, audited=True).values_list("pk", flat=True))
    assert 12 <= len(drawn) <= 14, "a tenth of all is drawn before any model looks"
    items = [one for one in made if one.pk not in drawn]
    count = len(items) - 20
    answer_all(cast, items, count)

    seen = told(cast, dataset)
    assert (seen["waiting"], seen["sure"], seen["unsure"], seen["why"]) == (0, count, 20, "")
    assert {one["name"]: one["count"] for one in seen["classes"]} == {
        "fight": 70,
        "normal": len(items) - 70,
    }
    went = Counter(where(items))
    assert (went["annotate"], went["review"] + went["complete"]) == (20, count)
    assert abs(went["review"] - count / 5) <= 1
    # People label what chance drew, unseen by any model.
    assert set(where([one for one in made if one.pk in drawn])) == {"annotate"}
    assert not Annotation.objects.filter(item__in=drawn).exists()
    assert Turn.objects.filter(dataset=dataset).count() == 1
    facets = cast.get(cast.ada, f"items/facets?dataset={dataset.pk}").json
    assert facets["tags"] == {str(cast.fight.pk): 70, str(cast.normal.pk): len(items) - 70}
    # What it is least sure of comes first, and says why.
    first = cast.post(cast.ben, "next").json
    assert first["id"] in {one.pk for one in items[count:]} | drawn
    assert first["id"] in drawn or first["reason"]["code"] == "uncertain"


def answer_all(cast: Cast, items: list[Item], sure: int) -> None:
    """Say of the first 70 items that they are fights, of the others that they are normal: of those
    from `sure` on not surely.
    """
    said = [([0.95, 0.05], cast.fight.pk, 0.95)] * 70
    said += [([0.1, 0.9], cast.normal.pk, 0.9)] * (sure - 70)
    said += [([0.4, 0.6], cast.normal.pk, 0.6)] * (len(items) - sure)
    while (done := job(cast, "predict")).state == State.QUEUED:
        asked = list(Visit.objects.filter(turn__job=done).values_list("item", flat=True))
        assert len(asked) <= 100
        rows = [row(item, *one) for item, one in zip(items, said, strict=True) if item.pk in asked]
        replies.predicted(reply(done, rows))
        turning.turn()


@pytest.mark.row("P31", "Sampling stage")
def test_a_fifth_of_a_thousand_goes_to_review_the_rest_is_complete(cast: Cast) -> None:
    dataset = archive(cast)
    set_stage(cast, dataset, "sampling", share=0.2, seed=7)
    items = make_items(cast, 1_000, dataset=dataset, stage="sampling")

    turning.turn()
    drawn = {one.pk for one, stage in zip(items, where(items), strict=True) if stage == "review"}
    assert Counter(where(items)) == {"review": 200, "complete": 800}

    Move.objects.filter(item__in=items).delete()
    Item.objects.filter(dataset=dataset).update(stage="sampling", stage_kind="sampling")
    turning.turn()
    again = {one.pk for one, stage in zip(items, where(items), strict=True) if stage == "review"}
    assert drawn == again


def test_an_answer_moves_clips_once_and_only_those_that_still_wait(cast: Cast) -> None:
    dataset, _ = bound(cast)
    items = [clip(cast, f"new {at}", stage="dataset", dataset=dataset) for at in range(3)]
    send(cast, items)
    turning.turn()
    done = job(cast, "predict")
    rows = [row(item, [0.9, 0.1], cast.fight.pk, 0.9) for item in items]
    early = {"ids": [items[2].pk], "action": "move", "stage": "annotate"}
    assert cast.post(cast.ada, "items/bulk", early).json["changed"] == 1
    # As far as a worker came that was killed on the way: the reply is taken once more.
    turning._settle(Turn.objects.get(), str(done.pk), rows[:1])

    replies.predicted(reply(done, rows))
    replies.predicted(reply(done, rows))

    assert where(items) == ["sampling", "sampling", "annotate"]
    assert [moves(item) for item in items] == [
        [("move", "model"), ("predict", "sampling")],
        [("move", "model"), ("predict", "sampling")],
        [("move", "model"), ("move", "annotate")],
    ]
    assert [Annotation.objects.filter(item=item).count() for item in items] == [1, 1, 0]
    assert (told(cast, dataset)["sure"], told(cast, dataset)["unsure"]) == (2, 0)


def test_what_people_said_stays_as_they_said_it(cast: Cast) -> None:
    dataset, _ = bound(cast)
    item = clip(cast, "known", stage="dataset", dataset=dataset)
    own = tag(cast, item, cast.fight, ((0, FRAMES),))
    send(cast, [item])
    turning.turn()

    replies.predicted(reply(job(cast, "predict"), [row(item, [0.9, 0.1], cast.fight.pk, 0.9)]))

    (left,) = Annotation.objects.filter(item=item, removed=False)
    assert (str(left.pk), left.source) == (own, "human")


def test_what_judges_models_goes_to_people_unseen(cast: Cast) -> None:
    dataset, _ = bound(cast)
    item = clip(cast, "drawn", stage="dataset", dataset=dataset)
    sampled = make_item(cast, dataset=dataset, stage="sampling")
    set_stage(cast, dataset, "sampling", share=0)
    draw(item, sampled)
    send(cast, [item])

    turning.turn()

    assert not Job.objects.filter(kind="predict").exists()
    assert where([item, sampled]) == ["annotate", "review"]


def test_what_chance_drew_meanwhile_comes_at_a_place_that_chance_tells(cast: Cast) -> None:
    dataset, _ = bound(cast, threshold=0.99)
    items = [clip(cast, f"clip {at}", stage="dataset", dataset=dataset) for at in range(24)]
    send(cast, items)
    turning.turn()
    asked = [one for one, stage in zip(items, where(items), strict=True) if stage == "model"]
    draw(*asked)

    shares = [0.5 + 0.01 * at for at in range(len(asked))]
    rows = [
        row(item, [share, 1 - share], cast.fight.pk, share)
        for item, share in zip(asked, shares, strict=True)
    ]
    replies.predicted(reply(job(cast, "predict"), rows))

    placed = Item.objects.filter(pk__in=[one.pk for one in asked]).order_by("-priority")
    assert [one.pk for one in placed] != [one.pk for one in asked]
    assert {(one.reason or {}).get("code") for one in placed} == {"audit"}


def test_a_model_that_fails_leaves_clips_where_they_are_and_says_why(cast: Cast) -> None:
    dataset, _ = bound(cast)
    items = [clip(cast, f"new {at}", stage="dataset", dataset=dataset) for at in range(2)]
    send(cast, items)
    turning.turn()
    done = job(cast, "predict")
    jobs.failed(Failed(str(done.pk), done.token, "upstream", "Toy did not answer in 10 s"))
    turning.turn()

    seen = told(cast, dataset)
    assert (seen["waiting"], seen["failed"]) == (2, 2)
    assert seen["why"] == "Toy did not answer in 10 s"
    assert where(items) == ["model", "model"]
    assert Job.objects.filter(kind="predict").count() == 1, "nobody is asked again unasked"

    assert cast.post(cast.ben, f"workflows/{dataset.pk}/model/again").status == 403
    assert cast.post(cast.ada, f"workflows/{dataset.pk}/model/again").json["failed"] == 0
    turning.turn()
    rows = [
        {"item_id": items[0].pk, "error": "The file is gone"},
        row(items[1], [0.5, 0.5], cast.fight.pk, 0.5),
    ]
    replies.predicted(reply(job(cast, "predict"), rows))

    seen = told(cast, dataset)
    assert (seen["waiting"], seen["failed"], seen["why"]) == (1, 1, "The file is gone")
    assert where(items) == ["model", "annotate"]

"""Predictions: what models say of unlabeled clips, and which of these come first."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from unittest.mock import Mock
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone

from cliploop.annotations.models import Annotation, Edit
from cliploop.datasets.actions import records as item_records
from cliploop.datasets.models import Item
from cliploop.jobs import actions as jobs
from cliploop.jobs.models import Job
from cliploop.learning.actions import predicting, replies
from cliploop.learning.models import Model, Prediction, Run
from testkit.cast import Cast
from testkit.items import draw
from testkit.items import drawn as drawn_now
from testkit.labeled import (
    FRAMES,
    as_array,
    as_lines,
    ask,
    clip,
    job,
    labeled,
    make_model,
    predicted,
    row,
    samples_of,
    tag,
)

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.row("P34", "Confidence score on each tag")
@pytest.mark.parametrize("put", [as_lines, as_array])
def test_predictions_become_the_models_tags_with_its_confidence(
    cast: Cast, put: Callable[..., str]
) -> None:
    labeled(cast)
    model = make_model(cast)
    fresh = clip(cast, "fresh", stage="dataset")

    started = cast.post(cast.ada, "predictions", {"model_id": model.pk})
    assert (started.status, started.json["subject"]["type"]) == (201, "prediction")
    done = job(cast, "predict")
    reply = predicted(done, [row(fresh, [0.81, 0.19], cast.fight.pk, 0.8125)], put=put)
    replies.predicted(reply)
    replies.predicted(reply)

    (shown,) = cast.get(cast.ben, f"items/{fresh.pk}/annotations").json["annotations"]
    assert (shown["source"], shown["model_id"]) == ("model", model.pk)
    assert (shown["confidence"], shown["spans"]) == (0.8125, [[0, FRAMES]])
    stored = Prediction.objects.get(model=model, item=fresh)
    assert stored.probabilities == [0.81, 0.19]
    assert Job.objects.get(pk=done.pk).state == "succeeded"


def predict(cast: Cast, model: Model, rows: list[dict[str, Any]], **ask_: Any) -> None:
    assert cast.post(cast.ada, "predictions", {"model_id": model.pk, **ask_}).status == 201
    replies.predicted(predicted(job(cast, "predict"), rows))


def guesses(item: Item) -> list[tuple[int | None, int]]:
    rows = Annotation.objects.filter(item=item, source="model", removed=False)
    return [(one.model_id, one.label_class_id) for one in rows]


def reject(cast: Cast, item: Item) -> None:
    """Ben says that the model's label is wrong."""
    guess = Annotation.objects.get(item=item)
    change = {"id": str(guess.pk), "from": {"source": "model", "negative": False},
              "to": {"source": "human", "negative": True}}  # fmt: skip
    edit = {
        "edit_id": str(uuid4()),
        "base": {str(guess.pk): guess.version},
        "changes": [{"updated": change}],
    }
    assert cast.post(cast.ben, f"items/{item.pk}/edits", edit).status == 200


def test_a_newer_model_replaces_what_nobody_decided_on(cast: Cast) -> None:
    labeled(cast)
    old, new = make_model(cast, macro_f1=0.5), make_model(cast, macro_f1=0.6)
    fresh = clip(cast, "fresh", stage="dataset")

    predict(cast, old, [row(fresh, [0.8, 0.2], cast.fight.pk, 0.8)])
    predict(cast, new, [row(fresh, [0.3, 0.7], cast.normal.pk, 0.7)])

    assert guesses(fresh) == [(new.pk, cast.normal.pk)]


@pytest.mark.parametrize("negative", [False, True])
def test_no_prediction_over_what_a_person_said_of_the_class(cast: Cast, negative: bool) -> None:
    labeled(cast)
    model = make_model(cast)
    fresh = clip(cast, "fresh", stage="annotate")
    tag(cast, fresh, cast.fight, [(70, 75)], negative=negative)
    said = row(fresh, [0.8, 0.2], cast.fight.pk, 0.8)
    said["spans"].append({"class_id": cast.normal.pk, "start": 0, "end": 9, "confidence": 0.6})

    predict(cast, model, [said], filter={"q": "fresh"})

    assert guesses(fresh) == [(model.pk, cast.normal.pk)]


def test_the_queue_says_why_and_draws_some_by_chance(cast: Cast) -> None:
    labeled(cast)
    model = make_model(cast)
    items = [clip(cast, f"fresh {at}", stage="dataset") for at in range(20)]
    rows = [
        row(item, [0.5 + at / 50, 0.5 - at / 50], cast.fight.pk, 0.5 + at / 50)
        for at, item in enumerate(items)
    ]

    predict(cast, model, rows)

    reasons = {one.pk: one.reason for one in Item.objects.filter(pk__in=[i.pk for i in items])}
    drawn = {pk for pk, reason in reasons.items() if reason and reason["code"] == "audit"}
    assert len(drawn) == 2
    assert drawn == drawn_now()
    assert {one.pk for one in items if not guesses(one)} == drawn
    doubtful = next(item for item in items if item.pk not in drawn)
    at = items.index(doubtful)
    assert reasons[doubtful.pk] == {
        "code": "uncertain",
        "text": f"Teaches the model most: fight {0.5 + at / 50:.2f}, normal {0.5 - at / 50:.2f}",
        "score": pytest.approx(1 - at / 25),
    }
    useful = Item.objects.filter(pk__in=reasons).exclude(pk__in=drawn).order_by("-priority")
    assert [one.pk for one in useful] == [item.pk for item in items if item.pk not in drawn]
    predict(cast, model, rows)
    assert drawn_now() == drawn
    assert {one.pk for one in items if not guesses(one)} == drawn


def test_who_wants_a_clip_finds_one_while_the_queue_is_ordered(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    labeled(cast)
    model = make_model(cast)
    items = [clip(cast, f"fresh {at}", stage="annotate") for at in range(30)]
    prioritize, heard = item_records.prioritize, Mock(wraps=jobs.progressed)
    found: list[tuple[int, int]] = []

    def take() -> int:
        try:
            return cast.post(cast.ben, "next").status
        finally:
            connection.close()

    def watched(project_id: int, ranks: Any) -> None:
        assert not connection.in_atomic_block
        with transaction.atomic(), ThreadPoolExecutor(1) as other:
            prioritize(project_id, ranks)
            found.append((len(ranks), other.submit(take).result()))

    monkeypatch.setattr(predicting, "AT_ONCE", 5)
    monkeypatch.setattr(item_records, "prioritize", watched)
    monkeypatch.setattr(jobs, "progressed", heard)
    predict(cast, model, [row(one, [0.6, 0.4], cast.fight.pk, 0.6) for one in items])

    assert found == [(5, 200)] * 6
    said = [call.args[0].message for call in heard.call_args_list]
    assert [said.count(one) for one in ("Looking at what waits", "Ordering the queue")] == [6, 6]


def test_nobody_sees_a_guess_on_what_chance_drew_until_it_is_complete(cast: Cast) -> None:
    labeled(cast)
    old, new = make_model(cast), make_model(cast)
    items = [clip(cast, f"fresh {at}", stage="dataset") for at in range(12)]
    rows = [row(item, [0.8, 0.2], cast.fight.pk, 0.8) for item in items]
    few = [row for row in rows if row["item_id"] in {one.pk for one in items[:9]}]
    predict(cast, old, few)
    assert all(guesses(one) for one in items[:9])

    predict(cast, new, rows)

    drawn = drawn_now()
    assert len(drawn) == 2
    for item in items:
        shown = cast.get(cast.ben, f"items/{item.pk}").json
        seen = (len(shown["tags"]), shown["confidence"])
        assert seen == ((0, None) if item.pk in drawn else (1, 0.8)), item.name
        past = cast.get(cast.ben, f"items/{item.pk}/edits").json["results"]
        assert bool(past) == (item.pk not in drawn), "what was withdrawn is not told either"
    assert Prediction.objects.filter(model=new, item_id__in=drawn).count() == 2
    labels = [Item.objects.get(pk=pk) for pk in drawn]
    for item, stage in zip(labels, ("annotate", "complete"), strict=True):
        tag(cast, item, cast.normal)
        Item.objects.filter(pk=item.pk).update(stage=stage, stage_kind=stage)
    predict(cast, new, rows, filter={"q": "fresh"})
    assert [len(guesses(one)) for one in labels] == [0, 1]


def test_a_clip_that_judges_models_stays_blind_though_its_annotator_was_unsure(cast: Cast) -> None:
    labeled(cast)
    old, new = make_model(cast), make_model(cast)
    items = [clip(cast, f"fresh {at}", stage="dataset") for at in range(12)]
    rows = [row(item, [0.8, 0.2], cast.fight.pk, 0.8) for item in items]
    predict(cast, old, rows[:9])
    for item in items:  # seen before chance drew, and given back
        assert cast.post(cast.ada, f"items/{item.pk}/take").status == 200
        assert cast.post(cast.ada, f"items/{item.pk}/release").status == 200
    predict(cast, new, rows)
    drawn = drawn_now()
    assert Edit.objects.filter(item__in=drawn).exists(), "something was withdrawn"

    for item_id in drawn:
        decided = {"edit_id": str(uuid4()), "unsure": True}
        assert cast.post(cast.ben, f"items/{item_id}/decide", decided).status == 200
        (waiting,) = cast.get(cast.cleo, "review").json["results"]
        assert (waiting["item"]["id"], waiting["removed"]) == (item_id, 0)
        assert cast.get(cast.ben, f"items/{item_id}/changes").json["before"] == []
        back = {"edit_id": str(uuid4()), "decision": decided["edit_id"]}
        assert cast.post(cast.ben, f"items/{item_id}/recall", back).status == 200

        assert cast.get(cast.ben, f"items/{item_id}/edits").json["results"] == []
        assert cast.get(cast.ben, f"items/{item_id}/guess").json == []


def test_a_pool_too_small_for_a_tenth_is_not_drawn_from(cast: Cast) -> None:
    labeled(cast)
    model = make_model(cast)
    items = [clip(cast, f"fresh {at}", stage="dataset") for at in range(9)]

    predict(cast, model, [row(item, [0.8, 0.2], cast.fight.pk, 0.8) for item in items])

    assert not drawn_now()
    assert all(guesses(one) for one in items)


def test_predictions_that_broke_off_are_stored_again_without_a_trace(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    labeled(cast)
    model = make_model(cast)
    items = [clip(cast, f"fresh {at}", stage="dataset") for at in range(12)]
    rows = [row(item, [0.8, 0.2], cast.fight.pk, 0.8) for item in items]
    monkeypatch.setattr(predicting, "AT_ONCE", 4)
    assert cast.post(cast.ada, "predictions", {"model_id": model.pk}).status == 201
    broken = [*rows[:8], rows[8] | {"spans": None}, *rows[9:]]
    with pytest.raises(TypeError):
        replies.predicted(predicted(job(cast, "predict"), broken))
    drawn = drawn_now()
    left = [one for one in items[:8] if guesses(one)]
    assert len(left) >= 6
    assert not any(guesses(one) for one in items[8:])
    reject(cast, left[0])

    jobs.reconcile(timezone.now() + timedelta(minutes=1))
    again = job(cast, "predict")
    assert (again.state, again.attempt) == ("queued", 2)
    replies.predicted(predicted(again, rows))

    assert job(cast, "predict").state == "succeeded"
    assert drawn_now() == drawn
    assert {one.pk for one in items if not guesses(one)} == drawn | {left[0].pk}
    made = Annotation.objects.filter(item__in=items)
    assert made.count() == len(items) - len(drawn)
    assert Edit.objects.filter(item__in=items).count() == made.count() + 1
    assert Prediction.objects.filter(model=model).count() == 12


def test_what_chance_drew_judges_and_never_trains(cast: Cast) -> None:
    items = labeled(cast, 12)
    draw(items[0])

    started = cast.post(cast.ada, "runs", ask(cast)).json

    assert items[0].pk not in {one.item_id for one in samples_of(Run.objects.get(pk=started["id"]))}
    assert any(
        "1 clip that chance drew is kept apart" in one["text"] for one in started["split"]["checks"]
    )


def test_predicting_nothing_or_by_a_retired_model_is_refused(cast: Cast) -> None:
    labeled(cast)
    model = make_model(cast)
    nothing = cast.post(cast.ada, "predictions", {"model_id": model.pk})
    for state in ("ready", "retired"):
        assert cast.patch(cast.ada, f"models/{model.pk}", {"state": state}).status == 200
    clip(cast, "fresh", stage="dataset")
    retired = cast.post(cast.ada, "predictions", {"model_id": model.pk})

    assert [(one.status, one.json["code"]) for one in (nothing, retired)] == [
        (409, "not-ready"),
        (409, "not-ready"),
    ]

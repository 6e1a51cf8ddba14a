"""What a project of many clips asks of memory: few rows at once, and only what is looked at."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from annotator.learning import gates
from cliploop.annotations.models import Annotation
from cliploop.datasets.actions import records
from cliploop.datasets.models import Item
from cliploop.learning.actions import ranking, replies, training
from cliploop.learning.models import Model, Prediction
from cliploop.rounds import pseudo
from cliploop.videos.models import Rendition
from testkit.alive import Alive
from testkit.cast import Cast
from testkit.items import make_items
from testkit.labeled import ask, clip, embed, job, labeled, make_model, predicted, row, trained

MANY, FEW = 30, 5
GATE = {"threshold": 0.9, "accepted": 40, "precision": 0.97, "interval": [0.9, 0.99]}


@pytest.fixture
def model(cast: Cast) -> Model:
    """A model that has spoken of thirty clips and is sure of them all."""
    people = labeled(cast)
    embed(people, [90.0 * (at % 2) for at in range(len(people))])
    made = make_model(cast)
    items = [clip(cast, f"new {at}", stage="dataset") for at in range(MANY)]
    embed(items, [0.0] * MANY)
    assert cast.post(cast.ada, "predictions", {"model_id": made.pk}).status == 201
    said = [row(one, [0.99, 0.01], cast.fight.pk, 0.99) for one in items]
    replies.predicted(predicted(job(cast, "predict"), said))
    return made


def test_the_queue_is_ordered_by_what_is_needed_for_that(model: Model) -> None:
    with CaptureQueriesContext(connection) as captured:
        ranking.order(model, ranking.waiting(model))

    (asked,) = (one["sql"] for one in captured if 'FROM "learning_prediction"' in one["sql"])
    assert '"learning_prediction"."probabilities"' in asked
    wide = ('"learning_prediction"."clips"', '"datasets_item"."tags"', '"videos_rendition"."notes"')
    assert [one for one in wide if one in asked] == []


def test_the_queue_is_ordered_with_few_rows_in_memory(
    model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ranking, "AT_ONCE", FEW)
    said = Alive(Prediction, monkeypatch)

    ranks, _ = ranking.order(model, ranking.waiting(model))

    assert said.read == len(ranks) == MANY
    assert said.most <= 2 * FEW


def test_what_a_model_made_of_clips_is_noted_few_at_a_time(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged = labeled(cast, MANY)
    assert cast.post(cast.ada, "runs", ask(cast)).status == 201
    fight = cast.fight.pk
    said = [{"item_id": one.pk, "truth": fight, "predicted": fight} for one in judged]
    monkeypatch.setattr(training, "NOTED_AT_ONCE", FEW)
    alive = Alive(Item, monkeypatch)

    replies.trained(trained(job(cast, "train"), report=said))

    assert alive.read == MANY
    assert alive.most <= 2 * FEW
    cell = f"{Model.objects.get().pk}:{fight}:{fight}"
    assert Item.objects.filter(outcomes=[cell]).count() == MANY


def test_what_lay_in_the_trash_goes_few_at_a_time(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_items(cast, MANY, deleted_at=timezone.now())  # all of one film, which goes with the last
    (kept,) = make_items(cast, 1)
    monkeypatch.setattr(records, "PURGED_AT_ONCE", FEW)
    alive = Alive(Item, monkeypatch)

    assert records.purge(timezone.now() + 2 * records.TRASH) == MANY

    assert alive.most <= 2 * FEW
    assert [one.pk for one in Item.objects.all()] == [kept.pk]
    assert [one.pk for one in Rendition.objects.all()] == [kept.rendition_id]


def test_a_round_looks_at_few_clips_at_a_time(
    cast: Cast, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pseudo, "AT_ONCE", FEW)
    believed = [gates.read(GATE | {"class_id": one}) for one in model.run.classes]
    drawn = Item.objects.filter(audited=True).count()
    said, labels = (Alive(one, monkeypatch) for one in (Prediction, Annotation))

    with transaction.atomic():
        taken = pseudo.chosen(model, believed, 1.0).members

    assert said.read == len(taken) + drawn == MANY
    assert said.most <= 2 * FEW
    assert labels.read == 0
    assert all(len(one["annotations"]) == 1 for one in taken)

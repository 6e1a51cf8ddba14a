"""Stages that work alone, where something holds them up."""

import pytest
from django.utils import timezone

from annotator.contracts.errands import Failed
from cliploop.annotations.models import Annotation
from cliploop.datasets.models import Item
from cliploop.jobs import actions as jobs
from cliploop.jobs.models import Job
from cliploop.learning.actions import predicting, replies
from cliploop.serving import sealing
from cliploop.workflows.actions import turning
from testkit.cast import Cast
from testkit.items import make_items
from testkit.labeled import clip, job, make_model, row
from testkit.stages import archive, bound, reply, send, set_stage, told, where

pytestmark = pytest.mark.django_db


def test_a_model_that_is_down_is_not_asked_about_the_rest(cast: Cast) -> None:
    dataset, _ = bound(cast)
    send(cast, make_items(cast, 101, dataset=dataset))
    turning.turn()
    done = job(cast, "predict")
    jobs.failed(Failed(str(done.pk), done.token, "upstream", "Toy did not answer in 10 s"))

    turning.turn()
    assert Job.objects.filter(kind="predict").count() == 1
    assert cast.post(cast.ada, f"workflows/{dataset.pk}/model/again").status == 200
    turning.turn()

    assert Job.objects.filter(kind="predict").count() == 2


def test_what_cannot_be_asked_says_why_and_the_other_stages_go_on(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(*_: object, **__: object) -> Job:
        sealing.opened("sealed by nobody", "Toy")
        raise AssertionError

    dataset, _ = bound(cast)
    sampled = make_items(cast, 2, dataset=dataset, stage="sampling")
    send(cast, make_items(cast, 101, dataset=dataset))
    monkeypatch.setattr(predicting, "ask", closed)

    turning.turn()
    turning.turn()

    seen = told(cast, dataset)
    assert (seen["waiting"], seen["failed"]) == (101, 100)
    assert "Toy" in seen["why"]
    assert "sampling" not in where(sampled)


def test_a_model_that_is_retired_meanwhile_moves_nothing(cast: Cast) -> None:
    dataset, model = bound(cast)
    item = clip(cast, "new", stage="dataset", dataset=dataset)
    send(cast, [item])
    turning.turn()
    model.state = "retired"
    model.save()

    replies.predicted(reply(job(cast, "predict"), [row(item, [0.9, 0.1], cast.fight.pk, 0.9)]))

    assert where([item]) == ["model"]
    assert not Annotation.objects.filter(item=item).exists()


def test_binding_another_model_takes_back_what_the_former_is_asked(cast: Cast) -> None:
    dataset, _ = bound(cast)
    send(cast, [clip(cast, "new", stage="dataset", dataset=dataset)])
    turning.turn()
    former = job(cast, "predict")
    set_stage(cast, dataset, "model", model_id=make_model(cast).pk)

    turning.turn()

    former.refresh_from_db()
    assert former.state == "cancelled"
    assert Job.objects.filter(kind="predict", state="queued").count() == 1


def test_nothing_goes_on_in_a_project_that_was_deleted(cast: Cast) -> None:
    dataset = archive(cast)
    make_items(cast, 3, dataset=dataset, stage="sampling")
    cast.project.deleted_at = timezone.now()
    cast.project.save()

    turning.turn()

    assert Item.objects.filter(dataset=dataset, stage="sampling").count() == 3


@pytest.mark.parametrize(("stage", "name"), [("model", "threshold"), ("sampling", "share")])
@pytest.mark.parametrize("value", ["nan", "inf"])
def test_what_is_no_number_is_no_share(cast: Cast, stage: str, name: str, value: str) -> None:
    dataset, _ = bound(cast)

    assert cast.patch(cast.ada, f"workflows/{dataset.pk}/{stage}", {name: value}).status == 400

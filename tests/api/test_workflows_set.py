"""What stages do alone is set by leads, and what follows of it."""

import pytest
from django.utils import timezone

from annotator.contracts.errands import Progressed
from cliploop.annotations.models import Annotation
from cliploop.datasets.models import Item
from cliploop.jobs import actions as jobs
from cliploop.jobs.models import Job
from cliploop.learning import queries as learning
from cliploop.learning.actions import replies
from cliploop.learning.models import Model
from cliploop.serving import queries as serving
from cliploop.serving.models import OutsideModel
from cliploop.workflows.actions import turning
from cliploop.workflows.models import Turn
from testkit.cast import Cast
from testkit.items import make_dataset, make_item
from testkit.labeled import clip, job, labeled, make_model, row, tag
from testkit.stages import bound, reply, send, set_stage, told, where

pytestmark = pytest.mark.django_db


def test_without_a_model_or_with_a_retired_one_clips_wait(cast: Cast) -> None:
    dataset, model = bound(cast)
    send(cast, [clip(cast, "new", stage="dataset", dataset=dataset)])
    set_stage(cast, dataset, "model", model_id=None)
    turning.turn()
    assert "No model is bound" in told(cast, dataset)["why"]

    set_stage(cast, dataset, "model", model_id=model.pk)
    Model.objects.filter(pk=model.pk).update(state="retired")
    turning.turn()

    assert "is retired" in told(cast, dataset)["why"]
    assert not Job.objects.filter(kind="predict").exists()


def test_who_is_bound_meanwhile_is_asked_instead(cast: Cast) -> None:
    dataset, _ = bound(cast)
    item = clip(cast, "new", stage="dataset", dataset=dataset)
    send(cast, [item])
    turning.turn()
    done = job(cast, "predict")
    other = make_model(cast)
    set_stage(cast, dataset, "model", model_id=other.pk)

    replies.predicted(reply(done, [row(item, [0.9, 0.1], cast.fight.pk, 0.9)]))
    turning.turn()

    assert where([item]) == ["model"]
    assert not Annotation.objects.filter(item=item).exists()
    assert Turn.objects.get(job=job(cast, "predict")).model == other


def test_new_clips_come_by_themselves_but_for_what_somebody_took(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turning, "AUDIT_SHARE", 0.0)  # chance may else draw the only one
    dataset, _ = bound(cast, automatic=True)
    new, labeled_one, taken = (
        clip(cast, name, stage="dataset", dataset=dataset) for name in ("new", "labeled", "taken")
    )
    tag(cast, labeled_one, cast.fight)
    Item.objects.filter(pk=taken.pk).update(assignee=cast.ben, leased_until=timezone.now())

    turning.turn()

    assert where([new, labeled_one, taken]) == ["model", "annotate", "dataset"]


def test_nothing_is_learned_from_what_no_person_looked_at(cast: Cast) -> None:
    dataset, _ = bound(cast)
    set_stage(cast, dataset, "sampling", share=0)
    before = set(learning.taught(cast.actor(cast.ada)).values_list("pk", flat=True))
    item = clip(cast, "alone", stage="sampling", dataset=dataset)

    turning.turn()

    assert where([item]) == ["complete"]
    assert set(learning.taught(cast.actor(cast.ada)).values_list("pk", flat=True)) == before


def test_a_lead_chooses_a_workflow_and_what_its_stages_do(cast: Cast) -> None:
    labeled(cast)
    model = make_model(cast)
    dataset = make_dataset(cast, "Archive")
    path = f"workflows/{dataset.pk}"
    for who, status in ((cast.ben, 403), (cast.dan, 404)):
        assert cast.patch(who, path, {"template": "model-first"}).status == status
    made = cast.patch(cast.ada, path, {"template": "model-first"})
    assert (made.status, made.json["template"]) == (200, "model-first")
    assert [one["stage"] for one in made.json["stages"]] == ["model", "sampling"]
    assert made.json["stages"][0]["why"] == ""

    shown = cast.patch(cast.ada, f"{path}/model", {"model_id": model.pk, "threshold": 0.7})
    assert (shown.json["model_id"], shown.json["threshold"]) == (model.pk, 0.7)
    for stage, wrong, status in (
        ("model", {"share": 0.1}, 400),
        ("sampling", {"model_id": None}, 400),
        ("model", {"threshold": 1.1}, 400),
        ("model", {"model_id": 999_999}, 404),
        ("annotate", {"share": 0.1}, 409),
        ("nowhere", {"share": 0.1}, 404),
    ):
        assert cast.patch(cast.ada, f"{path}/{stage}", wrong).status == status, (stage, wrong)
    Model.objects.filter(pk=model.pk).update(state="retired")
    assert cast.patch(cast.ada, f"{path}/model", {"model_id": model.pk}).status == 409

    make_item(cast, dataset=dataset, stage="sampling")
    lost = cast.patch(cast.ada, path, {"template": "people"})
    assert (lost.status, "sampling" in lost.json["title"]) == (409, True)


def test_a_model_from_elsewhere_that_fails_a_stage_is_left_alone_by_all(cast: Cast) -> None:
    dataset, model = bound(cast)
    place = "https://models.example.org/v1"
    outside = OutsideModel.objects.create(
        project=cast.project, model=model, name="Toy", kind="clips", place=place
    )
    model.run.entry = "outside"
    model.run.save()
    send(cast, [clip(cast, "new", stage="dataset", dataset=dataset)])
    turning.turn()
    done = job(cast, "predict")
    assert done.ask["outside"]["url"] == place
    health = {"calls": 3, "failed": 3, "failures": 5, "opened": 7.0, "last_error": "it is down"}
    jobs.progressed(Progressed(str(done.pk), done.token, detail={"outside": health}))

    told_of = serving.health(outside)

    assert (told_of["failures"], told_of["opened"], told_of["last_error"]) == (5, 7.0, "it is down")

"""Training and predicting, with the worker's replies made by hand."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from annotator.contracts.errands import Progressed
from cliploop.annotations.models import Annotation
from cliploop.datasets.models import Item
from cliploop.jobs import actions as jobs
from cliploop.learning.actions import replies
from cliploop.learning.models import Model, Run
from cliploop.storage.place import place
from testkit.cast import Cast
from testkit.labeled import (
    FRAMES,
    ask,
    clip,
    job,
    labeled,
    make_model,
    samples_of,
    tag,
    trained,
    unzipped,
)
from testkit.rounds import report

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_curve_is_in_the_list_while_the_training_is_at_work(cast: Cast) -> None:
    labeled(cast)
    run = cast.post(cast.ada, "runs", ask(cast)).json["id"]
    done, curve = job(cast, "train"), [{"step": 1, "loss": 0.5}]
    told = Progressed(str(done.pk), done.token, 1, 2, "steps", detail={"curve": curve})
    jobs.progressed(told)
    shown = cast.get(cast.vic, "runs").json["results"][0]["curve"]

    replies.trained(trained(job(cast, "train")))

    assert shown == curve
    assert cast.get(cast.vic, "runs").json["results"][0]["curve"] == []
    assert cast.get(cast.vic, f"runs/{run}").json["curve"] == curve


def test_the_way_back_of_a_training_goes_with_its_end(cast: Cast) -> None:
    labeled(cast)
    assert cast.post(cast.ada, "runs", ask(cast)).status == 201
    done = job(cast, "train")
    other = place().path("checkpoints/other/model.safetensors")
    own = place().path(f"checkpoints/{done.pk}/model.safetensors")
    for path in (own, other):
        place().files.makedirs(str(Path(path).parent), exist_ok=True)
        place().files.pipe_file(path, b"state")

    replies.trained(trained(done))

    assert (place().files.exists(own), place().files.exists(other)) == (False, True)


@pytest.mark.row("P38", "Models panel: Train a Model")
def test_training_ends_in_a_version_with_its_report_and_snapshot(cast: Cast) -> None:
    labeled(cast)

    started = cast.post(cast.ada, "runs", ask(cast, seed=7))

    assert started.status == 201
    assert (started.json["job"]["state"], started.json["model_id"]) == ("queued", None)
    asked = job(cast, "train").ask
    assert (asked["entry"], asked["regime"], asked["seed"]) == ("probe_lite0", "probe", 7)
    replies.trained(trained(job(cast, "train"), macro_f1=0.75))
    run = cast.get(cast.vic, f"runs/{started.json['id']}").json
    assert run["job"]["state"] == "succeeded"
    model = cast.get(cast.vic, f"models/{run['model_id']}").json
    assert (model["number"], model["state"], model["seed"]) == (1, "live", 7)
    assert model["metrics"]["macro_f1"] == 0.75
    assert model["metrics"]["macro_precision"] is None
    assert model["metrics"]["macro_recall"] == 0.5
    assert model["metrics"]["top_k"] == [{"k": 1, "accuracy": 0.75}]
    assert model["snapshot"]["items"] == 10
    assert [one["name"] for one in model["classes"]] == ["fight", "normal"]
    weights = unzipped(cast, cast.ada, f"models/{model['id']}/weights")
    assert {"card.json", "model.safetensors"} < set(weights)


def test_a_split_keeps_sources_apart_and_is_shown_before_the_start(cast: Cast) -> None:
    items = [clip(cast, f"clip {at}", source=f"recording {at // 2}") for at in range(24)]
    for at, item in enumerate(items):
        tag(cast, item, cast.fight if at // 2 % 2 else cast.normal)

    shown = cast.post(cast.ada, "runs/preview", ask(cast)).json
    started = cast.post(cast.ada, "runs", ask(cast)).json

    assert shown["mode"] == "holdout"
    assert shown["refused"] is None
    assert shown["estimate_seconds"] > 0
    assert [one["name"] for one in shown["parts"]] == ["train", "validation", "test"]
    assert sum(one["items"] for one in shown["parts"]) == 24
    assert started["split"] == shown
    parts: dict[str, set[str]] = {}
    for one in samples_of(Run.objects.get(pk=started["id"])):
        parts.setdefault(one.source, set()).add(one.part)
    assert len(parts) == 12
    assert all(len(one) == 1 for one in parts.values())


@pytest.mark.row("P39", "Pick model type, tags and settings")
def test_a_class_of_one_source_is_refused_by_name(cast: Cast) -> None:
    for at in range(3):
        tag(cast, clip(cast, f"normal {at}"), cast.normal)
        tag(cast, clip(cast, f"fight {at}", source="the only one"), cast.fight)

    shown = cast.post(cast.ada, "runs/preview", ask(cast))
    started = cast.post(cast.ada, "runs", ask(cast))

    assert (shown.status, started.status) == (200, 409)
    assert started.json["code"] == "too-few-sources"
    assert "fight" in started.json["title"]
    assert "normal" not in started.json["title"].replace("“fight”", "")
    assert shown.json["refused"] == started.json["title"]
    assert not Run.objects.exists()


def test_what_cannot_be_trained_is_refused(cast: Cast) -> None:
    nothing = cast.post(cast.ada, "runs", ask(cast))
    labeled(cast)
    boxes = cast.post(cast.ada, "runs", ask(cast) | {"classes": [cast.person.pk]})
    alone = cast.post(cast.ada, "runs", ask(cast) | {"classes": [cast.fight.pk]})
    regime = cast.post(cast.ada, "runs", ask(cast, regime="distil"))
    entry = cast.post(cast.ada, "runs", ask(cast, entry="skynet"))

    said = [(one.status, one.json["code"]) for one in (nothing, boxes, alone, regime, entry)]
    assert said == [
        (409, "not-ready"),
        (400, "invalid"),
        (400, "invalid"),
        (415, "unsupported"),
        (404, "not-found"),
    ]


def test_only_people_teach_and_what_a_reviewer_sent_back_does_not(cast: Cast) -> None:
    labeled(cast, stage="annotate")
    guessed = clip(cast, "guessed", stage="annotate")
    Annotation.objects.create(
        pk="00000000-0000-4000-8000-00000000000a",
        item=guessed,
        label_class=cast.fight,
        kind="tag",
        spans=[[0, 9]],
        source="model",
        version=1,
    )
    first = cast.post(cast.ada, "runs", ask(cast)).json
    Item.objects.exclude(pk=guessed.pk).filter(name__lte="clip 7").update(
        stage="complete", stage_kind="complete"
    )
    sent_back = {"reason": "Wrong class", "by": cast.cleo.pk}
    Item.objects.filter(name="clip 8").update(rejected=sent_back)

    second = cast.post(cast.ada, "runs", ask(cast)).json

    counts = [len(samples_of(Run.objects.get(pk=one["id"]))) for one in (first, second)]
    assert counts == [10, 9]


def test_a_training_at_night_waits_for_the_night(cast: Cast) -> None:
    labeled(cast)
    night = timezone.now() + timedelta(hours=5)

    answer = cast.post(cast.ada, "runs", ask(cast, not_before=night.isoformat()))
    never = cast.post(cast.ada, "runs", ask(cast, not_before="9999-12-31T23:00:00Z"))

    assert (never.status, "within a year" in never.json["title"]) == (400, True)
    assert answer.json["job"]["not_before"] is not None
    assert job(cast, "train").sent_at is None


def test_a_version_is_used_only_if_it_is_better(cast: Cast) -> None:
    items = labeled(cast, 20)

    made = [
        make_model(cast, report=report(cast, items, right=right), macro_f1=own)
        for right, own in ((14, 0.7), (12, 0.9), (16, 0.6))
    ]

    for one in made:
        one.refresh_from_db()
    assert [one.state for one in made] == ["ready", "ready", "live"]
    assert [one.number for one in made] == [1, 2, 3]
    assert [one.parent_id for one in made] == [None, made[0].pk, made[0].pk]
    assert made[0].notes == "In use: the first model"
    assert made[1].notes.startswith("Not in use: macro-F1 0.600 against 0.700 of Model 1, on 20")
    changed = cast.patch(cast.ada, f"models/{made[1].pk}", {"state": "live", "notes": "Mine"})
    assert (changed.status, changed.json["notes"]) == (200, "Mine")
    states = {one["id"]: one["state"] for one in cast.get(cast.vic, "models").json["results"]}
    assert [states[one.pk] for one in made] == ["ready", "live", "ready"]


def test_with_too_few_test_clips_in_common_a_version_waits_and_says_why(cast: Cast) -> None:
    items = labeled(cast, 20)
    first = make_model(cast, report=report(cast, items, right=2), macro_f1=0.1)

    second = make_model(cast, report=report(cast, items[1:], right=19), macro_f1=1.0)

    states = {one["id"]: one["state"] for one in cast.get(cast.vic, "models").json["results"]}
    assert (states[first.pk], states[second.pk]) == ("live", "ready")
    said = cast.get(cast.vic, f"models/{second.pk}").json["notes"]
    assert "shares 19 test clips with Model 1, and 20 are needed" in said
    result = job(cast, "train").result
    assert result is not None
    assert result["note"] == said


def test_a_reply_counts_once_and_a_stale_one_never(cast: Cast) -> None:
    labeled(cast)
    cast.post(cast.ada, "runs", ask(cast))
    reply = trained(job(cast, "train"))

    replies.trained(replace(reply, token="of an older attempt"))
    assert not Model.objects.exists()
    replies.trained(reply)
    replies.trained(reply)

    assert Model.objects.count() == 1


def test_a_cancelled_training_makes_no_model(cast: Cast) -> None:
    labeled(cast)
    cast.post(cast.ada, "runs", ask(cast))
    reply = trained(job(cast, "train"))

    assert cast.post(cast.ada, f"jobs/{reply.job_id}/cancel").status == 200
    replies.trained(reply)

    assert not Model.objects.exists()


@pytest.mark.row("E05", "Confusion matrix")
def test_a_cell_of_the_matrix_opens_its_clips(cast: Cast) -> None:
    items = labeled(cast)
    fight, normal = cast.fight.pk, cast.normal.pk
    said = [(items[0], fight, fight), (items[1], normal, fight), (items[3], normal, normal)]
    report = [
        {"item_id": item.pk, "start": 0, "end": FRAMES, "truth": truth, "predicted": guess}
        for item, truth, guess in said
    ]

    model = make_model(cast, report=report)

    def opened(query: str) -> list[int]:
        answer = cast.get(cast.vic, f"models/{model.pk}/cells?{query}")
        return [one["id"] for one in answer.json["results"]]

    assert opened(f"truth={normal}&predicted={fight}") == [items[1].pk]
    assert opened(f"truth={normal}") == [items[1].pk, items[3].pk]
    assert opened(f"predicted={fight}") == [items[0].pk, items[1].pk]
    cell = cast.get(cast.vic, f"items?cell={model.pk}:{fight}:{fight}").json["results"]
    assert [one["id"] for one in cell] == [items[0].pk]


def test_many_labels_at_once_take_untagged_complete_clips_as_negatives(cast: Cast) -> None:
    cast.project.task = "multi"
    cast.project.save()
    labeled(cast)
    clip(cast, "nothing in it")

    started = cast.post(cast.ada, "runs", ask(cast)).json

    assert job(cast, "train").ask["task"] == "multi"
    assert len(samples_of(Run.objects.get(pk=started["id"]))) == 11

"""Training and predicting, with the worker's replies made by hand."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from annotator.contracts.learning import Sample
from annotator.contracts.message import unpack
from cliploop.annotations.models import Annotation
from cliploop.datasets.models import Item
from cliploop.jobs.models import Job
from cliploop.learning import blobs
from cliploop.learning.actions import replies, vectors
from cliploop.learning.models import AuditDraw, Model, Prediction, Run
from testkit.cast import Cast
from testkit.labeled import FRAMES, clip, job, predicted, row, tag, trained, unzipped

pytestmark = pytest.mark.django_db(transaction=True)


def labeled(cast: Cast, count: int = 10, **more: Any) -> list[Item]:
    """Clips of as many recordings, fight and normal in turn."""
    items = [clip(cast, f"clip {number}", **more) for number in range(count)]
    for number, item in enumerate(items):
        tag(cast, item, cast.normal if number % 2 else cast.fight)
    return items


def ask(cast: Cast, **more: Any) -> dict[str, Any]:
    return {"classes": [cast.fight.pk, cast.normal.pk], "entry": "probe_lite0", **more}


def make_model(cast: Cast, **reply: Any) -> Model:
    """A model, out of a training whose worker answered."""
    assert cast.post(cast.ada, "runs", ask(cast)).status == 201
    replies.trained(trained(job(cast, "train"), **reply))
    return Model.objects.order_by("-number")[0]


def samples_of(run: Run) -> list[Sample]:
    return [unpack(Sample, one) for one in blobs.read(run.snapshot_key)["samples"]]


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
    assert model["snapshot"]["items"] == 10
    assert [one["name"] for one in model["classes"]] == ["fight", "normal"]
    weights = unzipped(cast, cast.ada, f"models/{model['id']}/weights")
    assert sorted(weights) == ["card.json", "model.safetensors"]


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


def test_only_people_teach_and_only_complete_items_once_there_are_some(cast: Cast) -> None:
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

    second = cast.post(cast.ada, "runs", ask(cast)).json

    counts = [len(samples_of(Run.objects.get(pk=one["id"]))) for one in (first, second)]
    assert counts == [10, 8]


def test_a_training_at_night_waits_for_the_night(cast: Cast) -> None:
    labeled(cast)
    night = timezone.now() + timedelta(hours=5)

    answer = cast.post(cast.ada, "runs", ask(cast, not_before=night.isoformat()))

    assert answer.json["job"]["not_before"] is not None
    assert job(cast, "train").sent_at is None


def test_a_version_is_used_only_if_it_is_better(cast: Cast) -> None:
    labeled(cast)

    made = [make_model(cast, macro_f1=score) for score in (0.7, 0.6, 0.8)]

    for one in made:
        one.refresh_from_db()
    assert [one.state for one in made] == ["ready", "ready", "live"]
    assert [one.number for one in made] == [1, 2, 3]
    assert [one.parent_id for one in made] == [None, made[0].pk, made[0].pk]
    assert "0.600 against 0.700" in made[1].notes
    changed = cast.patch(cast.ada, f"models/{made[1].pk}", {"state": "live", "notes": "Mine"})
    assert (changed.status, changed.json["notes"]) == (200, "Mine")
    states = {one["id"]: one["state"] for one in cast.get(cast.vic, "models").json["results"]}
    assert [states[one.pk] for one in made] == ["ready", "live", "ready"]


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


@pytest.mark.row("P34", "Confidence score on each tag")
def test_predictions_become_the_models_tags_with_its_confidence(cast: Cast) -> None:
    labeled(cast)
    model = make_model(cast)
    fresh = clip(cast, "fresh", stage="dataset")

    started = cast.post(cast.ada, "predictions", {"model_id": model.pk})
    assert (started.status, started.json["subject"]["type"]) == (201, "prediction")
    done = job(cast, "predict")
    reply = predicted(done, [row(fresh, [0.81, 0.19], cast.fight.pk, 0.8125)])
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
    assert drawn == set(AuditDraw.objects.values_list("item_id", flat=True))
    doubtful = next(item for item in items if item.pk not in drawn)
    at = items.index(doubtful)
    assert reasons[doubtful.pk] == {
        "code": "uncertain",
        "text": f"Least certain: fight {0.5 + at / 50:.2f}, normal {0.5 - at / 50:.2f}",
        "score": pytest.approx(1 - at / 25),
    }
    useful = Item.objects.filter(pk__in=reasons).exclude(pk__in=drawn).order_by("-priority")
    assert [one.pk for one in useful] == [item.pk for item in items if item.pk not in drawn]
    predict(cast, model, rows)
    assert set(AuditDraw.objects.values_list("item_id", flat=True)) == drawn


def test_what_chance_drew_judges_and_never_trains(cast: Cast) -> None:
    items = labeled(cast, 12)
    AuditDraw.objects.create(item=items[0])

    started = cast.post(cast.ada, "runs", ask(cast)).json

    assert items[0].pk not in {one.item_id for one in samples_of(Run.objects.get(pk=started["id"]))}
    assert any("1 clip that chance drew is kept apart" in one["text"] for one in started["split"]["checks"])


def test_predicting_nothing_or_by_a_retired_model_is_refused(cast: Cast) -> None:
    labeled(cast)
    model = make_model(cast)
    nothing = cast.post(cast.ada, "predictions", {"model_id": model.pk})
    cast.patch(cast.ada, f"models/{model.pk}", {"state": "retired"})
    clip(cast, "fresh", stage="dataset")
    retired = cast.post(cast.ada, "predictions", {"model_id": model.pk})

    assert [(one.status, one.json["code"]) for one in (nothing, retired)] == [
        (409, "not-ready"),
        (409, "not-ready"),
    ]


def test_vectors_are_computed_once_and_only_while_nobody_waits(cast: Cast) -> None:
    for at in range(3):
        clip(cast, f"fresh {at}", stage="dataset")

    assert vectors.compute() == 3
    assert vectors.compute() == 0
    asked = job(cast, "features")
    assert len(asked.ask["samples"]) == 3
    Job.objects.filter(pk=asked.pk).update(state="succeeded")
    assert vectors.compute() == 0
    clip(cast, "later", stage="dataset")
    assert vectors.compute() == 1


def test_who_may_train(cast: Cast) -> None:
    labeled(cast)
    model = make_model(cast)
    calls = [
        ("POST", "runs", ask(cast)),
        ("POST", "runs/preview", ask(cast)),
        ("POST", "predictions", {"model_id": model.pk}),
        ("PATCH", f"models/{model.pk}", {"notes": "x"}),
        ("GET", f"models/{model.pk}/weights", None),
        ("POST", "rounds", {"model_id": model.pk}),
    ]
    for method, path, data in calls:
        for who, status in ((cast.ben, 403), (cast.cleo, 403), (cast.vic, 403), (cast.dan, 404)):
            assert cast.ask(method, who, path, data).status == status, (path, who.name)
    for path in ("zoo", "runs", "models", f"models/{model.pk}", "rounds"):
        assert cast.get(cast.vic, path).status == 200
        assert cast.get(cast.dan, path).status == 404


def test_another_projects_model_is_not_there(cast: Cast) -> None:
    labeled(cast)
    model = make_model(cast)
    other = cast.post(cast.dan, "/projects", {"name": "Elsewhere"}).json["id"]

    for path in (f"models/{model.pk}", f"runs/{model.run_id}", f"models/{model.pk}/weights"):
        assert cast.get(cast.dan, f"/projects/{other}/{path}").status == 404
    body = {"model_id": model.pk}
    assert cast.post(cast.dan, f"/projects/{other}/predictions", body).status == 404


def test_many_labels_at_once_take_untagged_complete_clips_as_negatives(cast: Cast) -> None:
    cast.project.task = "multi"
    cast.project.save()
    labeled(cast)
    clip(cast, "nothing in it")

    started = cast.post(cast.ada, "runs", ask(cast)).json

    assert job(cast, "train").ask["task"] == "multi"
    assert len(samples_of(Run.objects.get(pk=started["id"]))) == 11


def test_the_zoo_is_listed_with_the_default_first(cast: Cast) -> None:
    zoo = cast.get(cast.vic, "zoo").json

    assert zoo[0]["key"] == "probe_lite0"
    assert all(one["license"] and one["parameters"] for one in zoo)

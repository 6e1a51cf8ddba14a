"""How a training is asked for: its options, and what it learns from beside labels."""

from dataclasses import replace
from typing import Any

import pytest

from annotator.contracts.errands import Progressed
from cliploop.datasets.models import Item
from cliploop.jobs import actions as jobs
from cliploop.learning import blobs, queries, recordings
from cliploop.learning.actions import replies
from cliploop.learning.models import Run
from testkit.cast import Cast
from testkit.items import draw
from testkit.labeled import FRAMES, ask, clip, job, labeled, make_model, samples_of, trained

pytestmark = pytest.mark.django_db(transaction=True)
PICTURES = {"entry": "frame_lite0"}


def test_options_reach_the_worker_and_are_shown(cast: Cast) -> None:
    labeled(cast)
    options = {"epochs": 3, "swap": [[cast.fight.pk, cast.normal.pk]]}

    started = cast.post(cast.ada, "runs", ask(cast, options=options, **PICTURES))

    assert started.status == 201
    assert started.json["options"] == options
    assert (started.json["teacher_id"], started.json["busy"]) == (None, None)
    asked = job(cast, "train").ask
    assert asked["options"] == options
    assert (asked["regime"], asked["pool_key"], asked["teacher"]) == ("fine-tune", "", None)


@pytest.mark.parametrize(
    ("more", "status", "field"),
    [
        ({"options": {"epoch_count": 3}}, 400, "options.epoch_count"),
        ({"options": {"epochs": -1}}, 400, "options.epochs"),
        ({"options": {"swap": [[1, 0]]}}, 400, "options.swap"),
        ({"regime": "distill"}, 400, "teacher"),
        ({"teacher": 1}, 400, "teacher"),
        ({"regime": "distill", "teacher": 999_999}, 404, ""),
        ({"regime": "probe"}, 415, "regime"),
        ({"options": []}, 400, "options"),
    ],
)
def test_what_does_not_belong_is_refused_by_name(
    cast: Cast, more: dict[str, object], status: int, field: str
) -> None:
    labeled(cast)

    for path in ("runs", "runs/preview"):
        answer = cast.post(cast.ada, path, ask(cast, **PICTURES, **more))
        assert answer.status == status, answer.json
        assert not field or field in answer.json["fields"]
    assert not Run.objects.exists()


@pytest.mark.row("L05", "Semi-supervised learning")
def test_unlabeled_clips_teach_but_none_of_a_recording_that_judges(cast: Cast) -> None:
    # Two clips of each recording, so that parts are known by their recordings.
    labeled(cast, 24)
    wanted = ask(cast, regime="fixmatch", **PICTURES)
    nothing = cast.post(cast.ada, "runs", wanted)
    before = cast.post(cast.ada, "runs/preview", wanted).json
    fresh = [clip(cast, f"fresh {at}", stage="annotate") for at in range(3)]
    near = [clip(cast, f"near {at}", source=f"clip {at}", stage="annotate") for at in range(24)]
    drawn, _ = (clip(cast, f"drawn {at}", source="drawn", stage="annotate") for at in range(2))
    draw(drawn)

    started = cast.post(cast.ada, "runs", wanted)

    assert (nothing.status, nothing.json["code"]) == (409, "not-ready")
    assert before["refused"] == nothing.json["title"]
    assert started.status == 201
    run = Run.objects.get(pk=started.json["id"])
    learned = {one.source for one in samples_of(run) if one.part == "train"}
    pool = blobs.samples(run.pool_key)
    assert job(cast, "train").ask["pool_key"] == run.pool_key
    assert {one.item_id for one in pool} == {item.pk for item in fresh} | {
        item.pk for item in near if item.source in learned
    }
    assert all(not one.spans and not one.complete for one in pool)
    assert len(learned) < 24
    told = f"{len(pool)} clips without labels are learned from"
    for split in (started.json["split"], cast.post(cast.ada, "runs/preview", wanted).json):
        assert any(one["ok"] and told in one["text"] for one in split["checks"])


@pytest.mark.row("L04", "Knowledge distillation")
def test_a_teacher_is_a_version_of_the_project(cast: Cast) -> None:
    labeled(cast)
    teacher = make_model(cast)

    wanted = ask(cast, regime="distill", teacher=teacher.pk, **PICTURES)
    started = cast.post(cast.ada, "runs", wanted)

    assert (started.status, started.json["teacher_id"]) == (201, teacher.pk)
    asked = job(cast, "train").ask
    assert asked["teacher"] == {
        "name": "Model 1",
        "report_key": teacher.report_key,
        "weights_key": teacher.weights_key,
        "card_key": teacher.card_key,
    }
    assert asked["pool_key"] == ""  # there is none, and it may do without
    # Both were parted alike: what judges the one taught the other nothing.
    assert not flattered(started.json["split"])


def test_a_version_that_does_not_fit_is_refused_in_words(cast: Cast) -> None:
    labeled(cast)
    model = make_model(cast)
    name = "third"
    third = cast.post(cast.ada, "classes", {"name": name, "kind": "tag"}).json["id"]
    classes = [cast.fight.pk, cast.normal.pk, third]

    wanted = ask(cast, regime="distill", teacher=model.pk, **PICTURES) | {"classes": classes}
    ignorant = cast.post(cast.ada, "runs/preview", wanted)
    other = cast.post(cast.ada, "runs/preview", ask(cast, start=model.pk, **PICTURES))

    assert (ignorant.status, other.status) == (400, 400)
    assert f"does not know {name}" in ignorant.json["title"]
    assert ignorant.json["fields"] == {"teacher": "Choose a model that knows all classes"}
    assert "another kind of model" in other.json["title"]
    assert list(other.json["fields"]) == ["start"]


def test_a_version_that_learned_from_what_judges_is_told_of(cast: Cast) -> None:
    labeled(cast, 24)
    teacher = make_model(cast)
    wanted = ask(cast, regime="distill", teacher=teacher.pk, **PICTURES)

    alike = cast.post(cast.ada, "runs/preview", wanted).json
    parted_otherwise = cast.post(cast.ada, "runs/preview", wanted | {"seed": 5}).json

    assert not flattered(alike)
    (told,) = flattered(parted_otherwise)
    assert told.startswith(f"{teacher.name} learned from")


def test_what_it_saw_without_labels_counts_as_learned_and_lineages_end(cast: Cast) -> None:
    labeled(cast, 24)
    fresh = clip(cast, "fresh", stage="annotate")
    first, second = make_model(cast), make_model(cast)
    first.run.pool_key = blobs.put_samples([replace(samples_of(first.run)[0], item_id=fresh.pk,
        source="fresh", video_key="f" * 64, part="")])  # fmt: skip
    first.run.save()
    # Each of a line of versions may learn from the one before twice: from what it says and has.
    second.run.teacher = second.run.start = first
    second.run.save()

    assert "fresh" in recordings.learned(second)
    assert recordings.learned(first) <= recordings.learned(second)


def flattered(split: dict[str, Any]) -> list[str]:
    """What a split says of versions that learned from what judges."""
    said = [one["text"] for one in split["checks"] if not one["ok"]]
    return [one for one in said if "will flatter" in one]


def test_the_blobs_that_a_training_reads_are_kept(cast: Cast) -> None:
    labeled(cast)
    clip(cast, "fresh", stage="annotate")
    started = cast.post(cast.ada, "runs", ask(cast, regime="fixmatch", **PICTURES))
    run = Run.objects.get(pk=started.json["id"])

    assert queries.referred({run.pool_key, "0" * 64}) == {run.pool_key}


def test_what_a_training_may_set_is_listed(cast: Cast) -> None:
    path = "zoo/options?entry=frame_lite0&regime=fixmatch&preset=tiny"
    found = {one["key"]: one for one in cast.get(cast.vic, path).json}

    assert (found["size"]["default"], found["size"]["low"], found["size"]["high"]) == (32, 16, 1024)
    assert found["backbone"]["default"] in found["backbone"]["choices"]
    assert {one["kind"] for one in found.values()} == {"flag", "whole", "number", "choice", "pairs"}
    assert "threshold" in found
    assert "threshold" not in {
        one["key"] for one in cast.get(cast.vic, "zoo/options?entry=frame_lite0").json
    }
    for wrong, status in (
        ("entry=none", 404),
        ("entry=probe_lite0&regime=scratch", 415),
        ("", 400),
    ):
        assert cast.get(cast.vic, f"zoo/options?{wrong}").status == status


@pytest.mark.row("R12", "Accuracy versus burden by use case")
def test_a_use_picks_the_model(cast: Cast) -> None:
    labeled(cast)
    entries = {one["key"]: one for one in cast.get(cast.vic, "zoo").json}

    uses = cast.get(cast.vic, "zoo/uses").json
    seconds = []
    for one in uses:
        wanted = ask(cast, regime=one["regime"], options=one["options"]) | {"entry": one["entry"]}
        assert entries[one["entry"]]["family"]
        seconds.append(cast.post(cast.ada, "runs/preview", wanted).json["estimate_seconds"])
        assert cast.post(cast.ada, "runs", wanted).status == 201

    assert [one["key"] for one in uses] == ["fast", "balanced", "accurate"]
    assert seconds == sorted(seconds)
    assert seconds[-1] > 10 * seconds[0]
    known = {one["key"] for one in cast.get(cast.vic, "zoo/regimes").json}
    assert all(set(one["regimes"]) <= known for one in entries.values())


def test_how_busy_the_device_was_is_told_of_a_run(cast: Cast) -> None:
    labeled(cast)
    started = cast.post(cast.ada, "runs", ask(cast)).json
    done = job(cast, "train")

    for share in (0.5, 0.9):
        said = {"busy": share}
        jobs.progressed(Progressed(str(done.pk), done.token, 1, 2, "steps", detail=said))

    assert cast.get(cast.vic, f"runs/{started['id']}").json["busy"] == 0.9


@pytest.mark.row("R17", "No single best model")
def test_three_models_are_trained_on_the_same_split_and_compared(cast: Cast) -> None:
    labeled(cast, 24)
    wanted = {"classes": [cast.fight.pk, cast.normal.pk], "seed": 3}

    started = cast.post(cast.ada, "runs/compare", wanted)

    assert started.status == 201
    assert [one["entry"] for one in started.json] == [
        one["entry"] for one in cast.get(cast.vic, "zoo/uses").json
    ]
    runs = [Run.objects.get(pk=one["id"]) for one in started.json]
    first, *others = [samples_of(run) for run in runs]
    assert all(one == first for one in others)
    models = []
    for run in runs:
        assert run.job is not None
        replies.trained(trained(run.job, report=report(cast, judging(run))))
        models.append(run.model.pk)
    before, *rest = models
    for one in rest:
        compared = cast.get(cast.vic, f"models/{one}/comparison?with={before}")
        assert (compared.status, compared.json["clips"]) == (200, len(judging(runs[0])))
    alone = cast.post(cast.ada, "runs/compare", wanted | {"classes": [cast.fight.pk]})
    assert alone.status == 400
    assert Run.objects.count() == len(runs)


def report(cast: Cast, items: list[Item]) -> list[dict[str, Any]]:
    """What a worker says of clips, all of them taken for fights."""
    said = {"start": 0, "end": FRAMES, "probabilities": [0.75, 0.25], "predicted": cast.fight.pk}
    truths = (cast.fight.pk, cast.normal.pk)
    return [{"item_id": one.pk, "truth": truths[at % 2], **said} for at, one in enumerate(items)]


def judging(run: Run) -> list[Item]:
    """The clips that judge what a run makes."""
    ids = [one.item_id for one in samples_of(run) if one.part == "test"]
    return list(Item.objects.filter(pk__in=ids).order_by("pk"))

"""How far labels and models can be trusted: read by all members, counted from what is there."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cliploop.annotations.models import Edit
from cliploop.datasets.models import Item, Move
from cliploop.learning.actions import replies
from cliploop.learning.models import Model, Prediction
from testkit.cast import Cast
from testkit.items import draw
from testkit.labeled import ask, clip, embed, job, labeled, make_model, samples_of, tag, trained

pytestmark = pytest.mark.django_db(transaction=True)

ALL = ["classes", "empty", "sources", "split", "judged", "labels"]


def lacking(cast: Cast, asked: str = "") -> dict[str, list[int]]:
    """What the project lacks, with the classes that lack it."""
    told = cast.get(cast.vic, f"quality/readiness{asked}").json
    assert [one["key"] for one in told["needs"]] == ALL
    return {one["key"]: one["classes"] for one in told["needs"] if not one["ok"]}


def check(cast: Cast, model: Model, item: Item, right: bool) -> None:
    """Chance drew a clip, the model spoke of it, and people are through with it."""
    draw(item)
    shares = [0.9, 0.1] if right else [0.1, 0.9]
    Prediction.objects.create(model=model, item=item, probabilities=shares, clips=[])
    tag(cast, item, cast.fight)
    Item.objects.filter(pk=item.pk).update(stage="complete", stage_kind="complete")
    Move.objects.create(
        item=item, from_stage="annotate", to_stage="complete", to_kind="complete", step="submit",
        revision=1,
    )  # fmt: skip


@pytest.mark.row("F10", "Data readiness")
def test_the_checklist_names_what_is_missing_until_nothing_is(cast: Cast) -> None:
    fight, normal = cast.fight.pk, cast.normal.pk
    both = sorted((fight, normal))
    nothing = lacking(cast)
    assert {name: sorted(ids) for name, ids in nothing.items()} == {
        "empty": both, "split": [], "judged": [], "labels": both,
    }  # fmt: skip

    for at in range(3):
        tag(cast, clip(cast, f"f {at}", source=f"tape {at}"), cast.fight)
        tag(cast, clip(cast, f"n {at}", source="one"), cast.normal)
    assert lacking(cast)["sources"] == [normal]
    assert lacking(cast, f"?classes={fight}") | {"labels": []} == {
        "classes": [], "split": [], "judged": [], "labels": [],
    }  # fmt: skip

    for at in range(3):
        tag(cast, clip(cast, f"m {at}", source=f"other {at}"), cast.normal)
    assert sorted(lacking(cast)["labels"]) == both
    assert cast.get(cast.vic, "quality/readiness").json["ready"]


def test_untagged_complete_clips_show_the_background(cast: Cast) -> None:
    cast.project.background_class = cast.normal
    cast.project.save()
    for at in range(3):
        tag(cast, clip(cast, f"f {at}"), cast.fight)
        clip(cast, f"nothing {at}")

    assert "empty" not in lacking(cast)


def test_a_readiness_of_strange_classes_is_refused(cast: Cast) -> None:
    for text in ("x", "9999", "9" * 40, "-1"):
        assert cast.get(cast.ada, f"quality/readiness?classes={text}").status == 400
    for path in ("quality", "quality/readiness"):
        assert cast.get(cast.dan, path).status == 404
        for who in (cast.ada, cast.ben, cast.cleo, cast.vic):
            assert cast.get(who, path).status == 200


@pytest.mark.row("E22", "Key performance indicators")
def test_pace_counts_time_at_work_and_what_became_of_models_labels(cast: Cast) -> None:
    items = labeled(cast, 12)
    begin = timezone.now() - timedelta(days=1)
    # A label every 30 seconds, with a night's pause in the middle that is no work.
    for at, edit in enumerate(Edit.objects.order_by("created_at")):
        pause = timedelta(hours=8) if at >= 6 else timedelta()
        Edit.objects.filter(pk=edit.pk).update(
            created_at=begin + at * timedelta(seconds=30) + pause
        )
    Item.objects.filter(pk=items[0].pk).update(label_sources=["model"])
    # Fifty more in a moment, as a program does it: nobody works so fast.
    for at in range(50):
        tag(cast, items[1], cast.fight, [(at, at + 1)])
    late = Edit.objects.order_by("-created_at")[:50]
    for at, edit in enumerate(late):
        soon = timedelta(hours=9, milliseconds=at)
        Edit.objects.filter(pk=edit.pk).update(created_at=begin + soon)

    told = cast.get(cast.vic, "quality").json["pace"]

    assert told["per_hour"] == pytest.approx(120)
    assert (told["labels"], told["clips"], told["alone"], told["guessed"]) == (62, 12, 1, 0)
    # What nobody decided on is no label.
    Item.objects.filter(pk=items[0].pk).update(stage="annotate", stage_kind="annotate")
    told = cast.get(cast.vic, "quality").json["pace"]
    assert (told["alone"], told["guessed"]) == (0, 1)
    Edit.objects.all().update(created_at=timezone.now() - timedelta(days=40))
    assert cast.get(cast.vic, "quality").json["pace"]["per_hour"] is None


@pytest.mark.row("E22", "Key performance indicators")
def test_random_checks_tell_how_right_a_model_is(cast: Cast) -> None:
    labeled(cast)
    model = make_model(cast)
    for at in range(5):
        check(cast, model, clip(cast, f"drawn {at}", stage="annotate"), right=at != 2)
    source = next(one.source for one in samples_of(model.run) if one.part == "train")
    known = clip(cast, "known", source=source, stage="annotate")
    late = clip(cast, "late", stage="annotate")
    for item in (known, late):
        check(cast, model, item, right=False)
    after = timezone.now() + timedelta(days=1)
    Prediction.objects.filter(item=late).update(created_at=after)
    draw(clip(cast, "open", stage="annotate"))

    told = cast.get(cast.vic, "quality").json["audit"]

    assert told["drawn"] == 8
    assert [(one["labels"], one["accuracy"]) for one in told["line"]] == [
        (1, 1.0), (2, 1.0), (3, pytest.approx(2 / 3)), (4, 0.75), (5, 0.8),
    ]  # fmt: skip
    (version,) = told["versions"]
    assert (version["model_id"], version["n"], version["accuracy"]) == (model.pk, 5, 0.8)
    low, high = version["interval"]
    assert low < 0.8 < high


def test_a_check_is_as_right_after_its_class_was_merged_as_before(cast: Cast) -> None:
    labeled(cast)
    model = make_model(cast)
    for at in range(4):
        check(cast, model, clip(cast, f"drawn {at}", stage="annotate"), right=at != 2)
    before = cast.get(cast.vic, "quality").json["audit"]["versions"]
    heir = cast.post(cast.ada, "classes", {"name": "brawl", "kind": "tag"}).json["id"]

    merged = cast.post(cast.ada, f"classes/{cast.fight.pk}/merge", {"into": heir})

    assert merged.status == 200, merged.json
    assert before[0]["accuracy"] == 0.75
    assert cast.get(cast.vic, "quality").json["audit"]["versions"] == before


def test_a_clip_on_which_people_saw_nothing_is_a_check_too(cast: Cast) -> None:
    cast.project.background_class = cast.normal
    cast.project.save()
    labeled(cast)
    model = make_model(cast)
    for name, shares in (("wrong", [0.9, 0.1]), ("right", [0.1, 0.9])):
        item = clip(cast, name, stage="annotate")
        draw(item)
        Prediction.objects.create(model=model, item=item, probabilities=shares, clips=[])
        assert cast.post(cast.ben, f"items/{item.pk}/take").status == 200
        assert cast.post(cast.ben, f"items/{item.pk}/submit").status == 200
        assert cast.post(cast.cleo, f"items/{item.pk}/review", {"verdict": "approve"}).status == 200

    told = cast.get(cast.vic, "quality").json["audit"]

    assert [(one["labels"], one["accuracy"]) for one in told["line"]] == [(1, 0.0), (2, 0.5)]


@pytest.mark.row("D19", "Dataset quality and size effect")
def test_a_measured_curve_foretells_what_fifty_more_labels_bring(cast: Cast) -> None:
    labeled(cast)
    assert cast.post(cast.ada, "runs", ask(cast)).status == 201
    points = [
        {"labels": labels, "repeat": repeat, "accuracy": 0.95 - 2 * labels**-0.5, "macro_f1": 0.5}
        for repeat in range(5)
        for labels in (20, 40, 60, 80, 120)
    ]
    reply = trained(job(cast, "train"))
    replies.trained(
        type(reply)(
            reply.job_id, reply.token, reply.weights_key, reply.card_key, reply.report_key,
            {**reply.metrics, "growth": {"labels": 150, "points": points}},
        )
    )  # fmt: skip

    accuracy, macro = cast.get(cast.vic, "quality").json["growth"]

    assert (accuracy["score"], accuracy["refused"], accuracy["labels"]) == ("accuracy", "", 150)
    assert accuracy["model_id"] == Model.objects.get().pk
    fifty, hundred = accuracy["gains"]
    assert fifty["more"] == 50
    assert fifty["gain"] == pytest.approx(2 * (150**-0.5 - 200**-0.5), abs=1e-6)
    assert 0 < fifty["gain"] < hundred["gain"]
    assert (accuracy["flat"], macro["flat"]) == (False, True)
    assert accuracy["curve"][-1]["labels"] == pytest.approx(250)


def test_without_a_measurement_versions_are_the_points_and_few_are_refused(cast: Cast) -> None:
    labeled(cast)
    assert cast.get(cast.vic, "quality").json["growth"][0]["refused"] == "few"
    model = make_model(cast)

    told = cast.get(cast.vic, "quality").json

    (point,) = told["growth"][0]["points"]
    assert (point["labels"], point["score"]) == (10, model.metrics["accuracy"])
    assert told["growth"][0]["refused"] == "few"


def test_recordings_unlike_the_known_ones_raise_an_alarm(cast: Cast) -> None:
    known = labeled(cast, 40)
    assert cast.get(cast.vic, "quality").json["drift"] is None
    embed(known, [at * 0.5 for at in range(40)])
    make_model(cast)
    before = cast.get(cast.vic, "quality").json["drift"]
    assert (before["known"], before["new"], before["enough"]) == (40, 0, False)
    new = [clip(cast, f"new {at}", stage="dataset") for at in range(12)]
    embed(new, [100.0 + at for at in range(12)])
    again = clip(cast, "of a known recording", source="clip 1", stage="dataset")
    embed([again], [170.0])

    after = cast.get(cast.vic, "quality").json["drift"]

    assert (after["new"], after["enough"], after["alarm"]) == (12, True, True)
    assert after["farther"] == 1.0


def test_more_clips_cost_no_more_queries(cast: Cast) -> None:
    labeled(cast)
    model = make_model(cast)

    def queries(path: str) -> int:
        with CaptureQueriesContext(connection) as counted:
            assert cast.get(cast.ada, path).status == 200
        return len(counted)

    for at in range(2):
        check(cast, model, clip(cast, f"few {at}", stage="annotate"), right=True)
    before = [queries(path) for path in ("quality", "quality/readiness")]
    for at in range(15):
        check(cast, model, clip(cast, f"many {at}", stage="annotate"), right=True)

    assert [queries(path) for path in ("quality", "quality/readiness")] == before
    assert before[0] <= 30, "of which each model whose checks are shown takes three"


def an_order(cast: Cast, checks: int, labels: int) -> None:
    """So many random checks and other labels, fights to the left of what is normal."""
    for at in range(checks + labels):
        item = clip(cast, f"clip {at}", source=f"tape {at}")
        embed([item], [90.0 * (at % 2) + at % 7])
        tag(cast, item, (cast.fight, cast.normal)[at % 2])
        if at < checks:
            draw(item)


@pytest.mark.row("D19", "Dataset quality and size effect")
def test_labels_saved_against_random_are_measured_or_it_is_said_what_lacks(cast: Cast) -> None:
    an_order(cast, 39, 36)
    before = cast.get(cast.vic, "quality").json["savings"]
    last = clip(cast, "last", source="last")
    embed([last], [90.0])
    tag(cast, last, cast.normal)
    draw(last)

    told = cast.get(cast.vic, "quality").json["savings"]

    assert (before["refused"], before["audited"], before["needed"]) == ("few", 39, 40)
    assert (before["chosen"], before["low"], before["high"]) == (None, None, None)
    assert (told["refused"], told["audited"], told["labels"], told["random"]) == ("", 40, 36, 30)
    # Two classes that lie apart: few labels are as good as thirty by chance.
    assert told["accuracy"] > 0.9
    assert told["low"] <= told["chosen"] <= told["high"] < 30
    assert cast.get(cast.vic, "quality").json["savings"] == told


def test_what_is_not_measured_of_several_classes_says_so(cast: Cast) -> None:
    cast.project.task = "multi"
    cast.project.save()

    assert cast.get(cast.vic, "quality").json["savings"]["refused"] == "task"


def test_untagged_complete_checks_are_of_the_background(cast: Cast) -> None:
    cast.project.background_class = cast.normal
    cast.project.save()
    for at in range(3):
        item = clip(cast, f"empty {at}")
        embed([item], [0.0])
        draw(item)

    assert cast.get(cast.vic, "quality").json["savings"]["audited"] == 3

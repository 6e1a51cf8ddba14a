"""Rounds of pseudo-labels: what they take, when they stay, and how they are taken back."""

import pytest

from annotator.contracts.learning import Sample
from annotator.contracts.message import unpack
from cliploop.annotations.models import Annotation
from cliploop.datasets.models import Item
from cliploop.jobs.models import Job
from cliploop.learning import blobs
from cliploop.learning.actions import replies
from cliploop.learning.models import Model
from cliploop.rounds import queries
from cliploop.rounds.models import Round
from cliploop.videos.models import Video
from testkit.cast import Cast
from testkit.items import draw
from testkit.labeled import FRAMES, job, predicted, row, tag, trained
from testkit.rounds import LABELED, answer, believed, make_model, predict, report, shown, start

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def model(cast: Cast) -> Model:
    """A live model on twenty labeled clips: sure of fight from .9 on, of normal never."""
    return make_model(cast)


def test_a_round_takes_the_surest_above_the_gate_at_half_weight(cast: Cast, model: Model) -> None:
    items = predict(cast, model, [0.99, 0.95, 0.92, 0.91, 0.9, 0.89, 0.5])

    made = start(cast, model)

    assert [one["item_id"] for one in made.members] == [items[0].pk]
    samples = [unpack(Sample, one) for one in blobs.read(made.run.snapshot_key)["samples"]]
    (taken,) = [one for one in samples if one.item_id == items[0].pk]
    assert taken.part == "train"
    assert [(one.class_id, one.start, one.end, one.weight) for one in taken.spans] == [
        (cast.fight.pk, 0, FRAMES, 0.5)
    ]
    base = [unpack(Sample, one) for one in blobs.read(model.run.snapshot_key)["samples"]]
    assert [one for one in samples if one.item_id != items[0].pk] == base
    assert made.run.seed == model.run.seed
    assert shown(cast)["state"] == "running"
    assert [one["accepted"] for one in shown(cast)["thresholds"]] == [1, 0]


def test_what_chance_drew_or_shares_a_judging_source_is_not_taken(cast: Cast, model: Model) -> None:
    samples = blobs.read(model.run.snapshot_key)["samples"]
    tested = next(one["source"] for one in samples if one["part"] == "test")
    same, drawn, free = predict(cast, model, [0.99, 0.98, 0.97])
    Item.objects.filter(pk=same.pk).update(source=tested)
    draw(drawn)

    made = start(cast, model)

    assert [one["item_id"] for one in made.members] == [free.pk]


def test_a_round_that_does_no_harm_is_kept_and_its_candidate_used(cast: Cast, model: Model) -> None:
    (item, *_) = predict(cast, model, [0.99, 0.5])

    made = answer(cast, start(cast, model), right=18)

    model.refresh_from_db()
    assert made.candidate is not None
    assert (made.state, model.state, made.candidate.state) == ("kept", "ready", "live")
    holdout = shown(cast)["holdout"]
    assert (holdout["kind"], holdout["items"]) == ("test", LABELED)
    assert holdout["after"] > holdout["before"]
    assert "fewer than 10 clips" in made.reason
    assert Annotation.objects.get(item=item, removed=False).source == "model"


def test_a_round_that_does_harm_is_refused(cast: Cast, model: Model) -> None:
    predict(cast, model, [0.99])

    made = answer(cast, start(cast, model), right=12)

    model.refresh_from_db()
    assert made.candidate is not None
    assert (made.state, model.state, made.candidate.state) == ("refused", "live", "retired")
    assert "would make the model worse" in made.reason
    assert cast.post(cast.ada, f"rounds/{made.pk}/rollback").status == 409


@pytest.mark.row("L06", "Pseudo-labels")
def test_a_round_that_may_cost_much_is_refused_though_it_seems_to_cost_nothing(
    cast: Cast, model: Model
) -> None:
    predict(cast, model, [0.99])
    items = list(Item.objects.filter(name__startswith="clip ").order_by("pk"))
    # It has four others right, and four others wrong.
    rows = report(cast, items, right=20)
    mixed = [
        {**row, "predicted": rows[at + 1 - 2 * (at % 2)]["truth"]} if 4 <= at < 8 else row
        for at, row in enumerate(rows)
    ]
    made = start(cast, model)

    replies.trained(trained(job(cast, "round"), gates=believed(cast), report=mixed))

    made.refresh_from_db()
    told = shown(cast)["holdout"]
    assert told["before"] == told["after"] == pytest.approx(0.8)
    assert told["low"] < -0.05 < 0.05 < told["high"]
    assert (made.state, "it may cost more than 5 points" in made.reason) == ("refused", True)
    assert (
        f"with 70 % confidence {100 * told['low']:+.1f} to {100 * told['high']:+.1f}" in made.reason
    )


def test_a_round_that_was_judged_by_a_point_is_still_shown(cast: Cast, model: Model) -> None:
    predict(cast, model, [0.99])
    made = answer(cast, start(cast, model), right=18)
    assert made.holdout is not None
    before = {name: had for name, had in made.holdout.items() if name not in ("low", "high")}
    Round.objects.update(holdout=before)

    assert shown(cast)["holdout"] == {**before, "low": None, "high": None}


def test_a_kept_round_is_taken_back_but_for_what_people_touched(cast: Cast, model: Model) -> None:
    sure = [0.99, 0.98, 0.97, 0.96, 0.95, 0.94, 0.93, 0.92, 0.91, 0.905]
    items = predict(cast, model, [*sure, 0.5, 0.5, 0.5], drawn=3)
    made = answer(cast, start(cast, model), right=16)
    assert [one["item_id"] for one in made.members] == [items[0].pk, items[1].pk]
    accepted = Annotation.objects.get(item=items[0])
    change = {"id": str(accepted.pk), "from": {"source": "model"}, "to": {"source": "human"}}
    edit = {
        "edit_id": "00000000-0000-4000-8000-00000000000e",
        "base": {str(accepted.pk): accepted.version},
        "changes": [{"updated": change}],
    }
    assert cast.post(cast.ben, f"items/{items[0].pk}/edits", edit).status == 200

    back = cast.post(cast.ada, f"rounds/{made.pk}/rollback")

    assert (back.status, back.json["state"]) == (200, "rolled-back")
    assert "1 of 2 labels were withdrawn" in back.json["reason"]
    left = [Annotation.objects.filter(item=one, removed=False).count() for one in items[:3]]
    assert left == [1, 0, 1]
    model.refresh_from_db()
    made.refresh_from_db()
    assert made.candidate is not None
    assert (model.state, made.candidate.state) == ("live", "retired")
    assert cast.post(cast.ada, f"rounds/{made.pk}/rollback").status == 409


def test_enough_audited_clips_judge_in_place_of_the_test_part(cast: Cast, model: Model) -> None:
    items = predict(cast, model, [0.99] + [0.6] * 12, drawn=12)
    for item in items[1:]:
        tag(cast, item, cast.fight)

    made = answer(cast, start(cast, model), right=20)
    assert made.state == "running"
    judging = job(cast, "predict")
    assert shown(cast)["job"]["id"] == str(judging.pk)
    rows = [row(item, [0.4, 0.6], cast.normal.pk, 0.6) for item in items[1:]]
    replies.predicted(predicted(judging, rows))

    made.refresh_from_db()
    assert made.state == "refused"
    assert made.holdout == {
        "kind": "audit",
        "items": 12,
        "before": 1.0,
        "after": 0.0,
        "low": -1.0,
        "high": pytest.approx(-0.926, abs=0.001),
    }
    assert not Annotation.objects.filter(model_id=made.candidate_id).exists()


@pytest.mark.parametrize(("shared", "judging"), [(1, 10), (2, 0)])
def test_audited_clips_of_recordings_learned_from_do_not_judge(
    cast: Cast, model: Model, shared: int, judging: int
) -> None:
    samples = blobs.read(model.run.snapshot_key)["samples"]
    learned = next(one["source"] for one in samples if one["part"] == "train")
    sure, *items = predict(cast, model, [0.99] + [0.6] * 12, drawn=12)
    for item in items:
        tag(cast, item, cast.fight)
    Item.objects.filter(pk__in=[one.pk for one in items[:shared]]).update(source=learned)
    # Without a source an item is its own file: here the one that the round takes a label from.
    same = (sure, items[-1])
    Item.objects.filter(pk__in=[one.pk for one in same]).update(source="")
    Video.objects.filter(renditions__in=[one.rendition_id for one in same]).update(file_name="a")

    made = start(cast, model)

    assert [one["item_id"] for one in made.members] == [sure.pk]
    assert made.judged == [one.pk for one in items[shared:-1]][:judging]


def test_nothing_here_is_a_word_that_judges_too(cast: Cast) -> None:
    cast.project.task = "multi"
    cast.project.save()
    model = make_model(cast)
    _, *items = predict(cast, model, [0.99] + [0.6] * 12, drawn=12)
    Item.objects.filter(pk__in=[one.pk for one in items]).update(
        stage="complete", stage_kind="complete"
    )
    for item in items[:2]:
        tag(cast, item, cast.fight)
    made = answer(cast, start(cast, model), right=16)
    assert made.judged == [one.pk for one in items]

    rows = [row(item, [0.6 if at < 2 else 0.1, 0.1], cast.fight.pk, 0.6)
            for at, item in enumerate(items)]  # fmt: skip
    replies.predicted(predicted(job(cast, "predict"), rows))

    made.refresh_from_db()
    assert made.state == "kept"
    assert made.holdout == {
        "kind": "audit",
        "items": 12,
        "before": pytest.approx(2 * 2 / (2 + 12)),
        "after": 1.0,
        "low": pytest.approx(0.44, abs=0.05),
        "high": pytest.approx(0.99, abs=0.05),
    }


def test_two_rounds_do_not_run_at_once_but_a_failed_one_makes_room(
    cast: Cast, model: Model
) -> None:
    predict(cast, model, [0.99])
    start(cast, model)

    second = cast.post(cast.ada, "rounds", {"model_id": model.pk})
    assert (second.status, second.json["code"]) == (409, "taken")
    failed = {"code": "lost", "title": "The worker stopped"}
    Job.objects.filter(kind="round").update(state="failed", error=failed)

    assert (shown(cast)["state"], shown(cast)["reason"]) == ("failed", "The worker stopped")
    assert queries.rounds(cast.actor(cast.ada), "failed").exists()
    assert cast.post(cast.ada, "rounds", {"model_id": model.pk}).status == 201


def test_nothing_sure_enough_is_refused(cast: Cast, model: Model) -> None:
    predict(cast, model, [0.8])

    answer_ = cast.post(cast.ada, "rounds", {"model_id": model.pk})

    assert (answer_.status, answer_.json["code"]) == (409, "not-ready")
    assert "sure enough" in answer_.json["title"]
    assert "less than 0.90 is believed of no class" in answer_.json["title"]


def test_a_stale_reply_changes_no_round(cast: Cast, model: Model) -> None:
    predict(cast, model, [0.99])
    made = start(cast, model)
    reply = trained(job(cast, "round"))
    Job.objects.filter(kind="round").update(token="of a newer attempt")

    replies.trained(reply)

    made.refresh_from_db()
    assert (made.state, made.candidate_id) == ("running", None)

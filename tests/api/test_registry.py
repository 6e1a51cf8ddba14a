"""The register of versions: their stages, who moved them and why, and the way back."""

import json
from typing import Any

import pytest

from annotator.contracts.errands import Progressed
from annotator.learning.stages import FOLLOWING, Stage, check
from annotator.refusal import Code, Refusal
from cliploop.audit.models import Entry
from cliploop.jobs import actions as jobs
from cliploop.jobs.models import Job
from cliploop.learning.models import Model
from testkit.cast import Cast
from testkit.labeled import ask, job, labeled, make_model, unzipped

pytestmark = pytest.mark.django_db(transaction=True)


def versions(cast: Cast) -> dict[str, str]:
    """The stage of each version, by name."""
    found = cast.get(cast.vic, "versions").json["results"]
    return {one["name"]: one["stage"] for one in found}


def put(cast: Cast, model: Model, stage: str, why: str = "") -> Any:
    """Ada puts a version into a stage."""
    return cast.patch(cast.ada, f"models/{model.pk}", {"state": stage, "why": why})


def history(cast: Cast, model: Model) -> Any:
    """What became of a version."""
    return cast.get(cast.vic, f"models/{model.pk}/history").json


def begun(found: Job) -> None:
    """A worker has begun."""
    jobs.progressed(Progressed(str(found.pk), found.token))


@pytest.mark.row(
    "F15", "Model lifecycle (selection, training, validation, inference, deployment, upkeep)"
)
def test_a_version_goes_from_draft_to_retired_and_each_change_is_logged(cast: Cast) -> None:
    labeled(cast)
    run = cast.post(cast.ada, "runs", ask(cast)).json
    assert versions(cast) == {run["name"]: "draft"}
    begun(job(cast, "train"))
    assert versions(cast) == {run["name"]: "training"}
    cast.post(cast.ada, f"jobs/{run['job']['id']}/cancel")
    assert versions(cast) == {}

    first, second = make_model(cast), make_model(cast)
    assert versions(cast) == {"Model 1": "live", "Model 2": "ready"}
    assert put(cast, second, "live", "Better at night").status == 200
    assert put(cast, first, "retired", "Too old").status == 200

    assert versions(cast) == {"Model 1": "retired", "Model 2": "live"}
    told = history(cast, first)["changes"]
    assert [one["stage"] for one in told] == ["draft", "ready", "live", "ready", "retired"]
    assert [one["why"] for one in told[2:]] == [
        "In use: the first model",
        "Followed by Model 2",
        "Too old",
    ]
    assert {one["by"]["name"] for one in told} == {"Ada"}
    assert [one["at"] for one in told] == sorted(one["at"] for one in told)
    entry = Entry.objects.get(subject=f"model:{second.pk}", action="model.stage")
    assert (entry.user_id, entry.before, entry.after) == (
        cast.ada.pk,
        {"state": "ready"},
        {"state": "live", "why": "Better at night"},
    )


def test_the_version_in_use_is_not_retired_unawares(cast: Cast) -> None:
    labeled(cast)
    model = make_model(cast)

    refused = put(cast, model, "retired")

    assert (refused.status, refused.json["code"]) == (409, "wrong-stage")
    assert "use another version instead, or take it out of use" in refused.json["title"]
    for stage in ("ready", "ready", "retired"):
        assert put(cast, model, stage).status == 200
    assert put(cast, model, "live").json["title"].endswith("bring it back first, then use it")
    assert [put(cast, model, one).json["state"] for one in ("ready", "live")] == ["ready", "live"]
    # What changes nothing is not written down.
    assert [one["stage"] for one in history(cast, model)["changes"]] == [
        "draft", "ready", "live", "ready", "retired", "ready", "live",
    ]  # fmt: skip


def test_rolling_back_goes_further_back_each_time(cast: Cast) -> None:
    labeled(cast)
    made = [make_model(cast) for _ in range(3)]
    for one in made[1:]:
        put(cast, one, "live")
    last = f"models/{made[2].pk}"
    assert history(cast, made[2])["previous"] == {"id": made[1].pk, "name": "Model 2"}

    back = cast.post(cast.ada, f"{last}/rollback", {"why": "It sees fights everywhere"})

    assert (back.status, back.json["id"], back.json["state"]) == (200, made[1].pk, "live")
    assert history(cast, made[1])["changes"][-1]["why"] == "It sees fights everywhere"
    assert cast.post(cast.ada, f"{last}/rollback").status == 409
    assert cast.post(cast.ada, f"models/{made[1].pk}/rollback").json["id"] == made[0].pk
    none = cast.post(cast.ada, f"models/{made[0].pk}/rollback")
    assert (none.status, none.json["code"]) == (409, "not-ready")
    assert versions(cast) == {"Model 1": "live", "Model 2": "ready", "Model 3": "ready"}


def test_notes_are_kept_word_for_word(cast: Cast) -> None:
    labeled(cast)
    model = make_model(cast)

    for _ in range(2):
        changed = cast.patch(cast.ada, f"models/{model.pk}", {"notes": "Ask Ben\nabout camera 4"})
        assert changed.json["notes"] == "Ask Ben\nabout camera 4"

    entry = Entry.objects.get(subject=f"model:{model.pk}", action="model.change")
    assert entry.before == {"notes": "In use: the first model"}
    too_long = cast.patch(cast.ada, f"models/{model.pk}", {"notes": "x" * 5_001})
    assert too_long.status == 400
    assert cast.patch(cast.ada, f"models/{model.pk}", {"state": "draft"}).status == 400


def test_a_version_says_what_it_came_from(cast: Cast) -> None:
    labeled(cast)
    first, second = make_model(cast), make_model(cast)

    found = cast.get(cast.vic, "versions").json["results"]

    assert [one["model_id"] for one in found] == [second.pk, first.pk]
    assert [one["parent_id"] for one in found] == [first.pk, None]
    release = first.run.release
    assert found[1]["snapshot"] == {
        "release_id": release.pk, "name": release.name, "hash": release.hash, "items": 10,
    }  # fmt: skip


def test_weights_come_with_their_sums(cast: Cast) -> None:
    labeled(cast)
    model = make_model(cast)

    files = unzipped(cast, cast.ada, f"models/{model.pk}/weights")

    assert list(files) == [
        "model.safetensors",
        "card.json",
        "config.json",
        "MODEL_CARD.md",
        "SHA256SUMS",
    ]
    assert files["SHA256SUMS"].splitlines()[:2] == [
        f"{model.weights_key}  model.safetensors",
        f"{model.card_key}  card.json",
    ]
    assert json.loads(files["config.json"])["output"]["calibrated"] is False


@pytest.mark.parametrize("before", Stage)
@pytest.mark.parametrize("after", Stage)
def test_only_known_steps_are_taken(before: Stage, after: Stage) -> None:
    if after in FOLLOWING[before]:
        check("Model 1", before, after)
        return
    with pytest.raises(Refusal, match="Model 1") as refused:
        check("Model 1", before, after)
    assert refused.value.code is Code.WRONG_STAGE

"""Versions that are the mean of others: asked for, judged, kept, taken away."""

import json
from typing import Any

import pytest

from annotator.learning.regimes import AVERAGE
from cliploop.audit.models import Entry
from cliploop.learning import blobs
from cliploop.learning.actions import replies
from cliploop.learning.models import Model
from testkit.cast import Cast
from testkit.labeled import ask, job, labeled, make_model, samples_of, trained, unzipped

pytestmark = pytest.mark.django_db(transaction=True)


def average(cast: Cast, *models: Model) -> Any:
    """Ada has versions averaged."""
    return cast.post(cast.ada, "models/average", {"models": [one.pk for one in models]})


def averaged(cast: Cast, *models: Model) -> Model:
    """The version that came of it."""
    assert average(cast, *models).status == 201
    done = job(cast, "average")
    reply = trained(done)
    card = blobs.read(reply.card_key) | {
        "members": [{"weights_key": one.weights_key} for one in models]
    }
    replies.trained(type(reply)(**{**_words(reply), "card_key": blobs.put(card)}))
    return Model.objects.order_by("-number")[0]


def _words(reply: Any) -> dict[str, Any]:
    return {name: getattr(reply, name) for name in reply.__dataclass_fields__}


@pytest.mark.row("M84", "Ensemble of streams")
def test_two_versions_are_offered_as_one(cast: Cast) -> None:
    labeled(cast)
    first, second = make_model(cast), make_model(cast)

    run = average(cast, first, second)

    assert run.status == 201, run.json
    assert run.json["name"] == "Average of Model 1 and Model 2"
    assert run.json["member_ids"] == [first.pk, second.pk]
    asked = job(cast, "average").ask
    assert (asked["entry"], asked["regime"]) == (AVERAGE.key, AVERAGE.key)
    assert [one["name"] for one in asked["members"]] == ["Model 1", "Model 2"]
    assert asked["members"][0]["report_key"] == first.report_key
    assert asked["snapshot_key"] == second.run.snapshot_key

    replies.trained(trained(job(cast, "average")))

    made = cast.get(cast.vic, "models").json["results"][0]
    assert (made["name"], made["state"]) == ("Model 3", "ready")
    assert (made["parent_id"], made["member_ids"]) == (second.pk, [first.pk, second.pk])
    assert made["notes"] == "The mean of Model 1 and Model 2"
    assert cast.get(cast.vic, f"models/{first.pk}").json["state"] == "live"
    assert Entry.objects.get(action="run.start", subject=f"run:{run.json['id']}").after == {
        "average": [first.pk, second.pk]
    }


def test_the_card_and_the_files_of_an_average_are_those_of_all(cast: Cast) -> None:
    labeled(cast)
    first, second = make_model(cast), make_model(cast)
    made = averaged(cast, first, second)

    card = cast.get(cast.vic, f"models/{made.pk}/card").json
    facts = dict(card["sections"][0]["rows"])
    assert facts["Average of"] == "Model 1, Model 2"
    assert facts["Parameters"].startswith(f"{2 * 3_371_008:,}")

    files = unzipped(cast, cast.ada, f"models/{made.pk}/weights")
    assert {name for name in files if name.startswith("model-1/")} == {
        "model-1/model.safetensors",
        "model-1/card.json",
    }
    config = json.loads(files["config.json"])
    assert list(config["members"]) == ["model-1", "model-2"]
    assert config["members"]["model-2"]["inputs"][0]["name"] == "clips"
    assert config["output"]["mean"].startswith("the mean of the members'")

    refused = cast.post(cast.ada, f"models/{made.pk}/packages", {"form": "onnx"})
    assert (refused.status, refused.json["code"]) == (415, "unsupported")
    assert "write each of its versions" in refused.json["title"]
    again = cast.post(cast.ada, "rounds", {"model_id": made.pk})
    assert "nothing is trained" in again.json["title"]


def test_what_cannot_be_averaged_is_refused_with_the_way_out(cast: Cast) -> None:
    labeled(cast)
    first, second = make_model(cast), make_model(cast)
    third = averaged(cast, first, second)
    other = cast.post(cast.ada, "runs", ask(cast, classes=[cast.fight.pk, cast.normal.pk][::-1]))
    assert other.status == 201
    replies.trained(trained(job(cast, "train")))
    turned = Model.objects.order_by("-number")[0]
    assert average(cast, first, turned).status == 201

    Model.objects.filter(pk=second.pk).update(metrics={**second.metrics, "n": 0})
    for models, why in (
        ((first,), "2 to 8 versions"),
        ((first, first), "2 to 8 versions"),
        ((first, third), "Model 3 is an average itself"),
        ((first, second), "Model 2 was never judged here"),
    ):
        refused = average(cast, *models)
        assert (refused.status, refused.json["code"]) == (400, "invalid")
        assert why in refused.json["title"]
        assert list(refused.json["fields"]) == ["models"]
    run = turned.run
    run.classes = [cast.fight.pk]
    run.save()
    assert "know other classes" in average(cast, first, turned).json["title"]
    run.classes, run.split = first.run.classes, {**run.split, "mode": "grouped-cv"}
    run.save()
    assert "the other by folds" in average(cast, first, turned).json["title"]


def test_clips_that_another_version_learned_from_do_not_judge(cast: Cast) -> None:
    labeled(cast)
    first, second = make_model(cast), make_model(cast)
    learned = samples_of(first.run)
    tested = [one for one in samples_of(second.run) if one.part == "test"]
    swapped = [
        one if one.item_id != tested[0].item_id else type(one)(**{**_words(one), "part": "train"})
        for one in learned
    ]
    first.run.snapshot_key = blobs.put_samples(swapped)
    first.run.save()

    run = average(cast, first, second)

    assert run.status == (201 if len(tested) > 1 else 409), run.json
    if len(tested) > 1:
        kept = {
            one["item_id"]
            for one in blobs.read(job(cast, "average").ask["snapshot_key"])["samples"]
        }
        assert tested[0].item_id not in kept
        assert "left out" in run.json["split"]["checks"][1]["text"]
    else:
        assert "train them anew on the same labels" in run.json["title"]


def test_only_who_may_train_averages(cast: Cast) -> None:
    labeled(cast)
    models = {"models": [make_model(cast).pk, make_model(cast).pk]}

    for who, status in ((cast.ben, 403), (cast.vic, 403), (cast.dan, 404)):
        assert cast.post(who, "models/average", models).status == status
    assert cast.post(cast.ada, "models/average", {"models": [1, 999_999]}).status == 404

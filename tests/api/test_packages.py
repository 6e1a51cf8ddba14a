"""Versions written in forms that need no Cliploop: asked for once, kept, and taken away."""

import json
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest

from annotator.contracts.packaging import ModelPackaged
from cliploop.audit.models import Entry
from cliploop.jobs.models import Job
from cliploop.learning import blobs
from cliploop.learning.models import Model
from cliploop.registry import actions
from cliploop.storage import sweeping
from cliploop.storage.place import place
from testkit.cast import Cast
from testkit.labeled import job, labeled, make_model, unzipped

pytestmark = pytest.mark.django_db(transaction=True)


def answer(done: Job, **more: str) -> ModelPackaged:
    """A worker's reply."""
    files = {"model.onnx": blobs.put("a graph"), **more}
    return ModelPackaged(str(done.pk), done.token, files, 2e-6, 4, {"torch": "2.13"})


@pytest.fixture
def model(cast: Cast) -> Model:
    labeled(cast)
    return make_model(cast)


def listed(cast: Cast, model: Model) -> dict[str, Any]:
    """The forms of a version, by key."""
    return {one["form"]: one for one in cast.get(cast.vic, f"models/{model.pk}/packages").json}


def test_a_form_is_written_once_and_then_taken_away(cast: Cast, model: Model) -> None:
    path = f"models/{model.pk}/packages"
    assert [one["files"] for one in listed(cast, model).values()] == [[], [], []]
    early = cast.get(cast.ada, f"{path}/onnx")
    assert (early.status, early.json["code"]) == (409, "not-ready")

    asked = cast.post(cast.ada, path, {"form": "onnx"})
    assert (asked.status, asked.json["job"]["state"]) == (201, "queued")
    assert cast.post(cast.ada, path, {"form": "onnx"}).json["job"]["id"] == asked.json["job"]["id"]
    done = job(cast, "package")
    assert (done.title, done.ask["weights_key"]) == ("Model 1 as ONNX", model.weights_key)
    actions.packaged(replace(answer(done), token="of an older attempt"))
    assert listed(cast, model)["onnx"]["files"] == []
    actions.packaged(answer(done))

    found = listed(cast, model)["onnx"]
    key = blobs.put("a graph")
    assert found["files"] == [{"name": "model.onnx", "sha256": key, "bytes": 9}]
    assert (found["difference"], found["compared"]) == (2e-6, 4)
    assert cast.post(cast.ada, path, {"form": "onnx"}).json["files"] == found["files"]
    assert Job.objects.filter(kind="package").count() == 1
    assert sweeping.held({key, "0" * 64}) == {key}
    files = unzipped(cast, cast.ada, f"{path}/onnx")
    sums = dict(line.split("  ")[::-1] for line in files.pop("SHA256SUMS").splitlines())
    assert sums == {name: sha256(text.encode()).hexdigest() for name, text in files.items()}
    config = json.loads(files["config.json"])
    assert [one["name"] for one in config["output"]["classes"]] == ["fight", "normal"]
    assert config["output"]["calibrated"] is True
    assert config["snapshot"]["hash"] == model.run.release.hash
    assert Entry.objects.filter(action="model.package", subject=f"model:{model.pk}").count() == 1


def test_what_was_lost_or_failed_is_asked_for_again(cast: Cast, model: Model) -> None:
    path = f"models/{model.pk}/packages"
    cast.post(cast.ada, path, {"form": "pt2"})
    cast.post(cast.ada, f"jobs/{job(cast, 'package').pk}/cancel")
    assert cast.post(cast.ada, path, {"form": "pt2"}).json["job"]["state"] == "queued"
    actions.packaged(answer(job(cast, "package")))
    place().files.rm_file(place().blob(blobs.put("a graph")))

    assert listed(cast, model)["pt2"]["files"] == []
    assert cast.get(cast.ada, f"{path}/pt2").status == 410
    assert cast.post(cast.ada, path, {"form": "pt2"}).json["job"]["state"] == "queued"
    assert Job.objects.filter(kind="package").count() == 3


def test_who_may_take_a_version_away(cast: Cast, model: Model) -> None:
    path = f"models/{model.pk}/packages"

    for who, status in ((cast.ben, 403), (cast.cleo, 403), (cast.vic, 403), (cast.dan, 404)):
        assert cast.post(who, path, {"form": "onnx"}).status == status
        assert cast.get(who, f"{path}/onnx").status == status
    assert cast.get(cast.dan, path).status == 404
    assert cast.post(cast.ada, path, {"form": "pickle"}).status == 400
    assert cast.get(cast.ada, f"{path}/pickle").status == 404
    assert cast.post(cast.ada, "models/999999/packages", {"form": "onnx"}).status == 404

"""Models that were trained elsewhere: what they are not good for is refused in words, at once."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cliploop.jobs.models import Job
from cliploop.learning.models import Model
from testkit.cast import Cast
from testkit.items import make_item
from testkit.toy import SECRET, toy_model
from testkit.work import do

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_only_its_owner_has_of_it_is_refused_in_words(cast: Cast, settings: Any) -> None:
    settings.CLIPLOOP_PRIVATE_MODELS = True
    with toy_model() as toy:
        given = {"name": "Toy", "place": toy.url, "secret": SECRET, "timeout_seconds": 60.0}
        assert cast.post(cast.ada, "outside", given).status == 201
        do(Job.objects.get(kind="outside"))
    model = Model.objects.get(name="Toy")
    item = make_item(cast)
    jobs = Job.objects.count()

    path = f"models/{model.pk}"
    for answer in (
        cast.get(cast.ada, f"{path}/weights"),
        cast.get(cast.vic, f"{path}/card"),
        cast.get(cast.vic, f"{path}/card/markdown"),
        cast.post(cast.ada, f"{path}/packages", {"form": "onnx"}),
        cast.post(cast.ada, f"/models/{model.pk}/infer", {"item_id": item.pk}),
    ):
        assert (answer.status, answer.json["code"]) == (409, "not-ready")
        assert "Toy lives elsewhere" in answer.json["title"]
    asked = {"classes": model.run.classes, "entry": "frame_lite0", "regime": "distill"}
    refused = cast.post(cast.ada, "runs/preview", asked | {"teacher": model.pk})
    assert (refused.status, list(refused.json["fields"])) == (400, ["teacher"])
    assert Job.objects.count() == jobs


@pytest.mark.parametrize("secret", ["two\nlines", "gr\u00fcn"])
def test_a_secret_that_cannot_be_sent_is_refused_without_a_word_of_it(
    cast: Cast, secret: str
) -> None:
    given = {"name": "Toy", "place": "https://models.example/v1", "secret": secret}
    refused = cast.post(cast.ada, "outside", given)

    assert (refused.status, list(refused.json["fields"])) == (400, ["secret"])
    assert secret not in str(refused.json)


def test_a_folder_that_the_server_does_not_see_is_refused_at_once(
    cast: Cast, tmp_path: Path, settings: Any
) -> None:
    (tmp_path / "kinetics").mkdir()
    (tmp_path / "kinetics" / "config.json").write_text("{}")
    settings.CLIPLOOP_WEIGHTS = str(tmp_path)
    given = {"name": "Mine", "kind": "folder", "place": "kinetic"}

    for place in ("kinetic", "..", "kinetics/..", ""):
        refused = cast.post(cast.ada, "outside", given | {"place": place})
        assert (refused.status, list(refused.json["fields"])) == (400, ["place"])
    asked = {"classes": [cast.fight.pk, cast.normal.pk], "entry": "hf_local"}
    for options in ({}, {"folder": "kinetic"}):
        answer = cast.post(cast.ada, "runs/preview", asked | {"options": options})
        assert (answer.status, list(answer.json["fields"])) == (400, ["options.folder"])
    assert "there is kinetics" in answer.json["title"]
    assert cast.post(cast.ada, "outside", given | {"place": "kinetics"}).status == 201


def test_the_health_of_many_models_is_read_in_as_many_selects_as_of_one(
    cast: Cast, settings: Any
) -> None:
    settings.CLIPLOOP_PRIVATE_MODELS = True

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert cast.get(cast.ada, "outside").status == 200
        return len(seen)

    with toy_model() as toy:
        counts = []
        for name in ("One", "Two", "Three"):
            given = {"name": name, "place": toy.url, "secret": SECRET, "add_classes": True}
            assert cast.post(cast.ada, "outside", given).status == 201
            do(Job.objects.get(kind="outside", state="queued"))
            counts.append(asked())

    assert counts[0] == counts[1] == counts[2]
    health = [one["health"] for one in cast.get(cast.ada, "outside").json]
    assert [(one["calls"], one["failed"], one["breaker"]) for one in health] == [
        (1, 0, "closed")
    ] * 3

"""Models that were trained elsewhere: registered, made versions, asked, and let go."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from annotator.breaker import ENOUGH, REST_SECONDS
from annotator.contracts.errands import secret_key
from cliploop.annotations.models import Annotation
from cliploop.audit.models import Entry
from cliploop.datasets.models import Item
from cliploop.events.broker import broker
from cliploop.jobs.models import Job
from cliploop.learning import blobs
from cliploop.learning.models import Model, Prediction
from cliploop.projects.models import LabelClass
from cliploop.serving.models import OutsideModel
from cliploop.storage import actions as storage
from testkit.askable import BLUE, RED, colored
from testkit.cast import Answer, Cast
from testkit.drawn import RATE, write
from testkit.items import make_item
from testkit.toy import SECRET, Toy, toy_model
from testkit.work import do

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _private(settings: Any) -> None:
    settings.CLIPLOOP_PRIVATE_MODELS = True


@pytest.fixture
def toy() -> Iterator[Toy]:
    with toy_model() as toy:
        yield toy


def register(cast: Cast, place: str, **more: Any) -> Answer:
    given = {"name": "Toy", "place": place, "secret": SECRET, "timeout_seconds": 60.0, **more}
    return cast.post(cast.ada, "outside", given)


def work(kind: str) -> dict[str, Any]:
    """Do the newest job of a kind; how it ended."""
    job = Job.objects.filter(kind=kind).order_by("-created_at")[0]
    do(job)
    job.refresh_from_db()
    return {"state": str(job.state), "error": job.error, "result": job.result, "ask": job.ask}


def shown(cast: Cast) -> dict[str, Any]:
    (one,) = cast.get(cast.ada, "outside").json
    found: dict[str, Any] = one
    return found


def registered(cast: Cast, toy: Toy, **more: Any) -> Model:
    assert register(cast, toy.url, **more).status == 201
    assert work("outside")["state"] == "succeeded"
    return Model.objects.get(pk=shown(cast)["model_id"])


def clip(cast: Cast, tmp_path: Path, color: tuple[int, int, int], name: str = "fresh") -> Item:
    path = tmp_path / f"{name}.mp4"
    frames = write(path, colored((color, 20)))
    item = make_item(cast, frames=frames, name=name)
    assert item.rendition is not None
    item.rendition.proxy_key, item.rendition.rate_numerator = storage.put(path), RATE
    item.rendition.save()
    return item


@pytest.mark.row("P43", "Register an external model (bring your own)")
@pytest.mark.parametrize("kind", ["clips", "images"])
def test_a_toy_model_gets_frames_and_its_tags_are_predictions(
    cast: Cast, toy: Toy, tmp_path: Path, kind: str
) -> None:
    model = registered(cast, toy, kind=kind, frames=3, size=32)
    red, blue = clip(cast, tmp_path, RED, "red"), clip(cast, tmp_path, BLUE, "blue")

    assert cast.post(cast.ada, "predictions", {"model_id": model.pk}).status == 201
    assert work("predict")["result"] == {"predicted": 2, "failed": 0}

    for item, label in ((red, cast.fight), (blue, cast.normal)):
        (tag,) = cast.get(cast.ada, f"items/{item.pk}/annotations").json["annotations"]
        assert (tag["class_id"], tag["source"], tag["model_id"]) == (label.pk, "model", model.pk)
        assert tag["confidence"] > 0.8
    calls = [given for path, given in toy.asked if path == "/v1/infer"]
    each = [len(given["frames"]) for given in calls]
    assert each == ([3, 3] if kind == "clips" else [1] * 6)
    assert calls[0]["frames"][0]["seconds"] == pytest.approx(0.3)
    health = shown(cast)["health"]
    assert (health["calls"], health["failed"], health["breaker"]) == (len(calls) + 1, 0, "closed")
    assert health["last_success"]


@pytest.mark.row("P43", "Register an external model (bring your own)")
def test_a_time_out_leaves_the_item_untouched(cast: Cast, toy: Toy, tmp_path: Path) -> None:
    model = registered(cast, toy)
    OutsideModel.objects.update(timeout_seconds=0.2)
    item = clip(cast, tmp_path, RED)
    before = Item.objects.values().get(pk=item.pk)
    toy.ways = ["slow"] * 3

    assert cast.post(cast.ada, "predictions", {"model_id": model.pk}).status == 201
    assert work("predict")["result"] == {"predicted": 0, "failed": 1}

    assert Item.objects.values().get(pk=item.pk) == before
    assert not Annotation.objects.exists()
    assert not Prediction.objects.exists()
    health = shown(cast)["health"]
    assert (health["failed"], health["last_error"]) == (3, "it did not answer within 0.2 s")


def test_a_model_that_keeps_failing_is_left_alone_by_the_next_job_too(
    cast: Cast, toy: Toy, tmp_path: Path
) -> None:
    model = registered(cast, toy)
    for number in range(4):
        clip(cast, tmp_path, RED, f"clip {number}")
    asked = len(toy.asked)
    toy.ways = ["404"] * 50

    for _ in range(2):
        assert cast.post(cast.ada, "predictions", {"model_id": model.pk}).status == 201
        assert work("predict")["result"] == {"predicted": 0, "failed": 4}

    assert len(toy.asked) == asked + ENOUGH
    assert shown(cast)["health"]["breaker"] == "open"
    assert shown(cast)["health"]["last_error"] == "it answered 404"

    # A while later one call tries again, and all is well.
    toy.ways = []
    last = Job.objects.filter(kind="predict").order_by("-created_at")[0]
    last.detail["outside"]["opened"] -= REST_SECONDS
    last.save()
    assert cast.post(cast.ada, "predictions", {"model_id": model.pk}).status == 201
    assert work("predict")["result"] == {"predicted": 4, "failed": 0}
    assert shown(cast)["health"]["breaker"] == "closed"


def test_its_secret_is_shown_to_nobody(cast: Cast, toy: Toy, tmp_path: Path) -> None:
    model = registered(cast, toy)
    clip(cast, tmp_path, RED)
    cast.post(cast.ada, "predictions", {"model_id": model.pk})
    work("predict")

    assert shown(cast)["has_secret"] is True
    for path in ("outside", "jobs", "models", "audit", f"models/{model.pk}/weights"):
        got = cast.get(cast.ada, path)
        assert SECRET not in got.content.decode(errors="ignore")
    assert SECRET not in json.dumps(blobs.read(model.card_key))
    told = [*Job.objects.values("ask", "detail", "result"), *Entry.objects.values("after")]
    assert SECRET not in json.dumps(told)
    job = Job.objects.filter(kind="predict")[0]
    assert 0 < int(broker().ttl(secret_key(str(job.pk)))) <= 86_400


def test_who_may_register(cast: Cast, toy: Toy) -> None:
    for who, status in ((None, 401), (cast.dan, 404), (cast.ben, 403), (cast.cleo, 403)):
        assert cast.post(who, "outside", {"name": "Toy", "place": toy.url}).status == status
        assert cast.get(who, "outside").status == status


@pytest.mark.parametrize(
    "place",
    [
        "ftp://models.example/v1",
        "models.example",
        "http://",
        "http://me:pass@models.example",
        "http://models.example/?a=1",
        "http://models.example:port",
        "http://models.example/\u200bx",
        "file:///etc/passwd",
    ],
)
def test_what_is_no_address_is_refused(cast: Cast, place: str) -> None:
    refused = register(cast, place)

    assert (refused.status, list(refused.json["fields"])) == (400, ["place"])


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "169.254.169.254", "[::1]", "10.0.0.7"])
def test_a_private_address_wants_the_operators_word(cast: Cast, host: str, settings: Any) -> None:
    settings.CLIPLOOP_PRIVATE_MODELS = False

    assert register(cast, f"http://{host}:8080/v1").status == 403
    assert not OutsideModel.objects.exists()


def test_a_name_that_leads_inside_is_refused_when_it_is_called(
    cast: Cast, toy: Toy, settings: Any
) -> None:
    settings.CLIPLOOP_PRIVATE_MODELS = False
    place = toy.url.replace("127.0.0.1", "ip6-localhost.localhost")
    assert register(cast, place).status == 201

    assert work("outside")["state"] == "failed"
    assert toy.asked == []


def test_classes_that_the_project_lacks_are_named_or_added(cast: Cast) -> None:
    with toy_model(classes=("fight", "dance")) as toy:
        assert register(cast, toy.url).status == 201
        ended = work("outside")
        assert ended["state"] == "failed"
        assert "dance" in ended["error"]["title"]
        assert shown(cast)["model_id"] is None

        assert cast.post(cast.ada, "classes", {"name": "Dance", "kind": "tag"}).status == 201
        assert cast.post(cast.ada, f"outside/{shown(cast)['id']}/check").status == 202
        assert work("outside")["state"] == "succeeded"
        model = Model.objects.get(pk=shown(cast)["model_id"])
        assert model.run.classes == [cast.fight.pk, LabelClass.objects.get(name="Dance").pk]

    with toy_model(classes=("sing", "fight")) as toy:
        assert register(cast, toy.url, name="Other", add_classes=True).status == 201
        assert work("outside")["state"] == "succeeded"
        sing = LabelClass.objects.get(name="sing")
        assert Model.objects.order_by("-number")[0].run.classes == [sing.pk, cast.fight.pk]


def test_a_model_that_is_removed_is_retired_and_called_no_more(
    cast: Cast, toy: Toy, tmp_path: Path
) -> None:
    model = registered(cast, toy)
    clip(cast, tmp_path, RED)
    taken = register(cast, toy.url)
    assert (taken.status, taken.json["code"]) == (409, "taken")

    assert cast.delete(cast.ada, f"outside/{shown(cast)['id']}").status == 204

    model.refresh_from_db()
    assert model.state == "retired"
    told = cast.get(cast.vic, f"models/{model.pk}/history").json["changes"][-1]
    assert (told["stage"], told["why"]) == ("retired", "Toy was removed")
    assert cast.get(cast.ada, "outside").json == []
    assert cast.post(cast.ada, "predictions", {"model_id": model.pk}).status == 409
    model.state = "ready"
    model.save()
    assert cast.post(cast.ada, "predictions", {"model_id": model.pk}).status == 410


def test_pages_show_a_version_that_nothing_is_known_of(cast: Cast, toy: Toy) -> None:
    model = registered(cast, toy)

    listed = cast.get(cast.vic, "models").json["results"][0]
    assert (listed["name"], listed["entry"], listed["metrics"]["n"]) == ("Toy", "outside", 0)
    assert cast.get(cast.vic, f"models/{model.pk}").status == 200
    assert cast.get(cast.vic, "runs").status == 200
    nothing = cast.get(cast.vic, f"models/{model.pk}/evaluation")
    assert (nothing.status, nothing.json["code"]) == (409, "not-ready")


@pytest.mark.row("P44", "Hugging Face models")
def test_a_folder_registers_and_predicts_without_training(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from testkit.untrained import saved_videomae  # noqa: PLC0415  # transformers is slow to load

    saved_videomae(tmp_path / "models" / "kinetics", ["fight", "normal", "dance"])
    monkeypatch.setenv("CLIPLOOP_WEIGHTS", str(tmp_path / "models"))
    given = {"name": "Kinetics", "kind": "folder", "place": "kinetics", "add_classes": True}
    assert cast.post(cast.ada, "outside", given).status == 201
    assert work("outside")["state"] == "succeeded"
    model = Model.objects.get(pk=shown(cast)["model_id"])
    dance = LabelClass.objects.get(name="dance")
    assert model.run.classes == [cast.fight.pk, cast.normal.pk, dance.pk]
    item = clip(cast, tmp_path, RED)

    assert cast.post(cast.ada, "predictions", {"model_id": model.pk}).status == 201
    assert work("predict")["result"] == {"predicted": 1, "failed": 0}

    said = Prediction.objects.get(model=model, item=item)
    assert len(said.probabilities) == 3
    assert sum(said.probabilities) == pytest.approx(1, abs=1e-5)
    (tag,) = cast.get(cast.ada, f"items/{item.pk}/annotations").json["annotations"]
    best = model.run.classes[said.probabilities.index(max(said.probabilities))]
    assert (tag["class_id"], tag["model_id"]) == (best, model.pk)


def test_a_folder_that_is_none_is_refused_with_the_reason(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.rmtree(tmp_path / "models", ignore_errors=True)
    (tmp_path / "models").mkdir()
    monkeypatch.setenv("CLIPLOOP_WEIGHTS", str(tmp_path / "models"))
    given = {"name": "Kinetics", "kind": "folder", "place": "../etc"}
    assert cast.post(cast.ada, "outside", given).status == 201

    ended = work("outside")

    assert (ended["state"], ended["error"]["code"]) == ("failed", "unsupported")

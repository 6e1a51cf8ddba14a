"""Asking a model at once: about a file that is sent, or about a stored clip's frames."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.core.asgi import get_asgi_application
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.utils import timezone

from cliploop.audit.models import Entry
from cliploop.datasets.models import Item
from cliploop.jobs.models import Job, State
from cliploop.learning.models import Model
from cliploop.serving.actions.inferring import MOST_OPEN, MOST_SECONDS
from cliploop.serving.body import bound_bodies
from cliploop.serving.tasks import forget
from cliploop.storage import actions as storage
from testkit.askable import BLUE, RED, color_model, colored
from testkit.cast import Answer, Cast
from testkit.drawn import RATE, write
from testkit.items import make_item
from testkit.work import do, work_through

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def model(cast: Cast) -> Model:
    return color_model(cast)


@pytest.fixture(autouse=True)
def _impatient(settings: Any) -> None:
    settings.CLIPLOOP_INFER_SECONDS = 0.0


def address(model: Model) -> str:
    return f"/models/{model.pk}/infer"


def send(cast: Cast, model: Model, content: bytes, who: Any = None, **more: Any) -> Any:
    """Send a file as a form."""
    clip = SimpleUploadedFile("clip.mp4", content, "video/mp4")
    path = cast.url(address(model))
    return cast.client(who or cast.ben).post(path, {"clip": clip, **more})


def film(tmp_path: Path, *stretches: tuple[tuple[int, int, int], int]) -> bytes:
    path = tmp_path / "film.mp4"
    write(path, colored(*stretches))
    return path.read_bytes()


def stored(cast: Cast, tmp_path: Path, *stretches: tuple[tuple[int, int, int], int]) -> Item:
    """An item whose proxy shows these colors."""
    path = tmp_path / "proxy.mp4"
    frames = write(path, colored(*stretches))
    item = make_item(cast, frames=frames, assignee=cast.ben)
    assert item.rendition is not None
    item.rendition.proxy_key, item.rendition.rate_numerator = storage.put(path), RATE
    item.rendition.save()
    return item


@contextmanager
def at_work() -> Iterator[None]:
    """A worker that does the next job of asking a model, beside."""
    over = threading.Event()

    def look() -> None:
        while not over.is_set():
            job = Job.objects.filter(kind="infer", state=State.QUEUED).first()
            if job is not None:
                do(job)
                break
            time.sleep(0.05)
        connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def answer(cast: Cast, told: Any) -> dict[str, Any]:
    """The result of the job that was told instead of an answer."""
    assert told["answer"] is None
    assert work_through() == 1
    job: dict[str, Any] = cast.get(cast.ada, f"jobs/{told['job']['id']}").json
    assert job["state"] == "succeeded", job["error"]
    result: dict[str, Any] = job["result"]
    return result


def test_a_clip_that_is_sent_is_answered_at_once(
    cast: Cast, model: Model, tmp_path: Path, settings: Any
) -> None:
    settings.CLIPLOOP_INFER_SECONDS = 120.0
    before = Item.objects.count()

    with at_work():
        response = send(cast, model, film(tmp_path, (RED, 20)))

    assert response.status_code == 200, response.content
    told = response.json()["answer"]
    fight, normal = told["probabilities"]
    assert (fight["name"], normal["name"]) == ("fight", "normal")
    assert fight["probability"] > 0.9
    assert fight["probability"] + normal["probability"] == pytest.approx(1, abs=1e-5)
    (span,) = told["spans"]
    assert (span["class_id"], span["start"], span["end"]) == (cast.fight.pk, 0, 20)
    assert (span["start_seconds"], span["end_seconds"], told["seconds"]) == (0, 2, 2)
    assert told["took_seconds"] > 0
    assert Item.objects.count() == before
    assert Entry.objects.filter(action="model.infer").count() == 1


@pytest.mark.row("A02", "Event detection")
def test_a_stored_clips_frames_come_back_as_spans(cast: Cast, model: Model, tmp_path: Path) -> None:
    item = stored(cast, tmp_path, (BLUE, 80), (RED, 80), (BLUE, 80))

    def spans(**more: Any) -> list[tuple[int, int, int]]:
        asked = cast.post(cast.ben, address(model), {"item_id": item.pk, **more})
        assert asked.status == 202, asked.json
        found = answer(cast, asked.json)["spans"]
        return [(one["class_id"], one["start"], one["end"]) for one in found]

    fight, normal = cast.fight.pk, cast.normal.pk
    assert spans() == [(normal, 0, 80), (fight, 80, 160), (normal, 160, 240)]
    # Nobody is that sure, nothing is that long; and only what is asked about is looked at.
    assert spans(threshold=1.0) == []
    assert spans(shortest_seconds=10) == []
    assert spans(start=90, end=150) == [(fight, 90, 150)]


def test_who_may_not_ask_is_told_nothing(cast: Cast, model: Model, tmp_path: Path) -> None:
    item = stored(cast, tmp_path, (RED, 10))

    for who, status in ((None, 401), (cast.dan, 404), (cast.vic, 403)):
        assert cast.post(who, address(model), {"item_id": item.pk}).status == status
    nothing = cast.post(cast.ben, "/models/999999/infer", {"item_id": item.pk})
    assert nothing.status == 404
    assert cast.post(cast.dan, address(model), {"item_id": item.pk}).json == nothing.json
    Item.objects.filter(pk=item.pk).update(audited=True, assignee=None)
    assert cast.post(cast.ada, address(model), {"item_id": item.pk}).status == 409
    assert not Job.objects.filter(kind="infer").exists()


def test_what_is_wrong_is_named(cast: Cast, model: Model, tmp_path: Path) -> None:
    item = stored(cast, tmp_path, (RED, 10))

    def status(**asked: Any) -> tuple[int, str]:
        got = cast.post(cast.ben, address(model), {"item_id": item.pk, **asked})
        return got.status, next(iter(got.json.get("fields", {"": ""})))

    assert status(start=5, end=5) == (400, "end")
    assert status(end=11) == (400, "end")
    assert status(threshold=0) == (400, "threshold")
    assert status(item_id=999_999)[0] == 404
    Model.objects.update(state="retired")
    assert status()[0] == 409


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"no film", "not a video"), (b"\x00\x00\x00\x18ftypmp42" + bytes(64), "cut off")],
    ids=["text", "cut off"],
)
def test_a_hostile_file_fails_with_its_sentence(
    cast: Cast, model: Model, content: bytes, why: str, settings: Any
) -> None:
    settings.CLIPLOOP_INFER_SECONDS = 120.0

    with at_work():
        response = send(cast, model, content)

    assert response.status_code in (400, 415), response.content
    assert why in response.json()["title"]


def test_a_file_that_is_too_large_is_not_read(cast: Cast, model: Model, settings: Any) -> None:
    settings.CLIPLOOP_INFER_BYTES = 1 << 10
    assert send(cast, model, bytes(1 << 17)).status_code == 413
    read = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        read.append((await receive())["body"])

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"much", "more_body": False}

    async def sent(_: Any) -> None:
        raise AssertionError

    for length in ([(b"content-length", b"999999999")], [], [(b"content-length", b"-1")]):
        scope = {"type": "http", "path": f"/api/v1{address(model)}", "headers": length}
        async_to_sync(bound_bodies(app))(scope, receive, sent)
    assert read == [b""] * 3
    scope["path"] = "/api/v1/me"
    async_to_sync(bound_bodies(app))(scope, receive, sent)
    assert read[-1] == b"much"


def test_only_some_answers_are_waited_for_at_a_time(
    cast: Cast, model: Model, tmp_path: Path
) -> None:
    item = stored(cast, tmp_path, (RED, 10))

    def ask() -> Answer:
        return cast.post(cast.ben, address(model), {"item_id": item.pk})

    assert [ask().status for _ in range(MOST_OPEN)] == [202] * MOST_OPEN
    refused = ask()
    assert (refused.status, refused.json["code"]) == (429, "busy")
    assert int(refused.headers["Retry-After"]) > 0


def test_an_answer_is_kept_for_a_day(cast: Cast, model: Model, tmp_path: Path) -> None:
    item = stored(cast, tmp_path, (RED, 10))
    asked = [cast.post(cast.ben, address(model), {"item_id": item.pk}) for _ in range(3)]
    old, fresh, waiting = (one.json["job"]["id"] for one in asked)
    for job_id, hours in ((old, 25), (fresh, 23)):
        ended = timezone.now() - timedelta(hours=hours)
        Job.objects.filter(pk=job_id).update(state=State.SUCCEEDED, finished_at=ended)

    forget()

    assert {str(one) for one in Job.objects.values_list("pk", flat=True)} >= {fresh, waiting}
    assert not Job.objects.filter(pk=old).exists()


def test_a_long_clip_is_asked_about_in_parts(cast: Cast, model: Model, tmp_path: Path) -> None:
    item = stored(cast, tmp_path, (RED, 10))
    rendition = item.rendition
    assert rendition is not None
    rendition.frames = RATE * int(MOST_SECONDS) + 1
    rendition.save()
    asked = {"item_id": item.pk}

    refused = cast.post(cast.ben, address(model), asked)

    assert (refused.status, refused.json["code"]) == (413, "too-large")
    assert cast.post(cast.ben, address(model), asked | {"end": 10}).status == 202


def test_whoever_sends_too_much_is_answered_all_the_same(cast: Cast, model: Model) -> None:
    """By Django's own handler, which believes that nothing comes after a body."""
    sent: list[dict[str, Any]] = []
    left = [b"much"] * 3

    async def receive() -> dict[str, Any]:
        if left:
            return {"type": "http.request", "body": left.pop(), "more_body": True}
        return await asyncio.get_running_loop().create_future()  # type: ignore[no-any-return]  # never

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [(b"content-length", b"999999999"), (b"content-type", b"multipart/form-data")]
    scope = {
        "type": "http", "method": "POST", "path": f"/api/v1{address(model)}", "headers": headers,
        "query_string": b"", "server": ("testserver", 80), "asgi": {"version": "3.0"},
    }  # fmt: skip

    django: Any = get_asgi_application()  # its own types are narrower
    async_to_sync(bound_bodies(django))(scope, receive, send)

    assert [one["status"] for one in sent if "status" in one] == [401]


def test_whoever_asks_without_end_is_told_when_to_come_back(
    cast: Cast, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cliploop.serving.api.infer.InferThrottle.rate", "2/min")

    got = [cast.post(cast.ben, address(model), {"item_id": 999_999}) for _ in range(3)]

    assert [one.status for one in got] == [404, 404, 429]
    assert int(got[-1].headers["Retry-After"]) > 0

"""Uploads that go straight into the object store, in parts that the server signs."""

import hashlib
import os
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import httpx
import pytest
from django.test import Client
from django.utils import timezone

from annotator.contracts import errands
from cliploop.datasets.models import Item
from cliploop.intake.actions import arrivals
from cliploop.jobs.models import Job
from cliploop.storage import multipart
from cliploop.storage import queries as blobs
from cliploop.storage.place import place
from cliploop.videos.actions import direct
from cliploop.videos.models import Upload
from testkit.cast import Cast
from testkit.tus import Tus

PART = 5 << 20  # the least that such a store takes
BYTES = bytes(range(256)) * (9 * PART // 4 // 256)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def storage(s3: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """An object store that uploads may send to."""
    settings.STORAGE_URL = f"{s3}/{uuid.uuid4().hex}"
    settings.CLIPLOOP_UPLOADS = "direct"
    monkeypatch.setattr(errands, "PART_BYTES", PART)
    monkeypatch.setattr(direct, "MOST_PARTS", 2)


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> list[uuid.UUID]:
    """The uploads that a platform worker was told to take in."""
    told: list[uuid.UUID] = []

    def send(task: str, queue: str, ask: dict[str, str]) -> None:
        assert (task, queue) == (arrivals.SETTLE, "platform")
        told.append(uuid.UUID(ask["upload"]))

    monkeypatch.setattr(arrivals, "send", send)
    return told


@pytest.fixture
def path(cast: Cast, sent: list[uuid.UUID]) -> str:
    """Where Ada's upload is."""
    return str(Tus(cast, cast.ada).create(len(BYTES))["Location"])


def put(part: dict[str, Any], data: bytes = BYTES) -> None:
    """Send a part as a browser does: without any word of who sends it."""
    end = part["offset"] + part["size"]
    httpx.put(part["url"], content=data[part["offset"] : end], timeout=60).raise_for_status()


def test_pages_may_speak_with_the_store_only_where_they_have_to(
    settings: Any, tmp_path: Path
) -> None:
    settings.APP_ROOT = tmp_path
    (tmp_path / "index.html").touch()
    store = os.environ["AWS_ENDPOINT_URL_S3"]

    assert f"connect-src 'self' {store};" in Client().get("/")["Content-Security-Policy"]
    settings.CLIPLOOP_UPLOADS = "server"
    assert store not in Client().get("/")["Content-Security-Policy"]
    settings.CLIPLOOP_HANDOVER = "redirect"
    assert f"media-src 'self' {store} blob:;" in Client().get("/")["Content-Security-Policy"]


def test_parts_are_sent_in_any_order_and_again(
    cast: Cast, path: str, sent: list[uuid.UUID]
) -> None:
    first = cast.post(cast.ada, f"{path}/parts").json
    assert [(one["number"], one["offset"], one["size"]) for one in first["parts"]] == [
        (1, 0, PART),
        (2, PART, PART),
    ]
    put(first["parts"][1])  # and the other was cut off

    again = cast.post(cast.ada, f"{path}/parts").json
    assert (again["offset"], [one["number"] for one in again["parts"]]) == (PART, [1, 3])
    for part in again["parts"]:
        put(part)
    last = [cast.post(cast.ada, f"{path}/parts").json for _ in range(2)]

    assert last == [{"offset": len(BYTES), "length": len(BYTES), "parts": []}] * 2
    assert len(sent) == 1
    arrivals.settle(sent[0])
    arrivals.settle(sent[0])
    job, key = Job.objects.get(), hashlib.sha256(BYTES).hexdigest()
    assert job.ask["source_key"] == key
    with blobs.open_blob(key) as file:
        assert file.read() == BYTES
    assert place().files.find(place().path("incoming")) == []
    assert Item.objects.get().rendition is not None


def test_the_server_hashes_what_was_sent_and_knows_it_again(
    cast: Cast, path: str, sent: list[uuid.UUID]
) -> None:
    small = b"the same"
    ada, told = Tus(cast, cast.ada), []
    for _ in range(2):
        made = ada.create(len(small), sha256="0" * 64)["Location"]
        for part in cast.post(cast.ada, f"{made}/parts").json["parts"]:
            put(part, small)
        cast.post(cast.ada, f"{made}/parts")
        told.append(ada.ask("HEAD", made))
        arrivals.settle(sent[-1])
        told.append(ada.ask("HEAD", made))

    # Only what the server has read it knows; until then the upload may still expire.
    assert ["Upload-Expires" in one for one in told] == [True, False] * 2
    assert ["Cliploop-Twin" in one for one in told] == [False] * 3 + [True]
    assert told[3]["Cliploop-Twin"] == told[0]["Cliploop-Item"]
    keys = set(Upload.objects.exclude(key="").values_list("key", flat=True))
    assert keys == {hashlib.sha256(small).hexdigest()}
    assert len(place().files.find(place().path("blobs"))) == 1


def test_a_lost_answer_and_a_crash_halfway_are_made_good(
    cast: Cast, path: str, sent: list[uuid.UUID]
) -> None:
    while parts := cast.post(cast.ada, f"{path}/parts").json["parts"]:
        for part in parts:
            put(part)
    Upload.objects.update(offset_bytes=0)  # the store had said yes, and then the power went

    assert cast.post(cast.ada, f"{path}/parts").json["offset"] == len(BYTES)
    sent.clear()
    assert arrivals.recover(timezone.now() + timedelta(hours=1)) == 1
    assert Job.objects.get().ask["source_key"] == hashlib.sha256(BYTES).hexdigest()


def test_the_two_ways_do_not_mix(cast: Cast, path: str, settings: Any) -> None:
    ada = Tus(cast, cast.ada)
    assert ada.ask("OPTIONS", "uploads")["Cliploop-Uploads"] == "direct"
    other = ada.create(9)["Location"]
    assert ada.send(other, b"four", 0).status_code == 204
    assert cast.post(cast.ada, f"{other}/parts").status == 409

    cast.post(cast.ada, f"{path}/parts")
    assert ada.send(path, b"four", 0).status_code == 409
    for who, status in ((cast.ben, 403), (cast.dan, 404), (None, 401)):
        assert cast.post(who, f"{path}/parts").status == status
    settings.CLIPLOOP_UPLOADS = "server"
    third = ada.create(9)["Location"]
    assert cast.post(cast.ada, f"{third}/parts").status == 415
    assert ada.ask("OPTIONS", "uploads")["Cliploop-Uploads"] == "server"


def test_what_is_given_up_leaves_nothing_in_the_store(
    cast: Cast, path: str, django_capture_on_commit_callbacks: Any
) -> None:
    ada = Tus(cast, cast.ada)
    lost, kept = (ada.create(len(BYTES))["Location"] for _ in range(2))
    for one in (path, lost, kept):
        put(cast.post(cast.ada, f"{one}/parts").json["parts"][0])

    with django_capture_on_commit_callbacks(execute=True):
        assert ada.ask("DELETE", path).status_code == 204
    Upload.objects.filter(pk=lost.rsplit("/", 1)[-1]).delete()  # as no crash should do
    assert direct.sweep(timezone.now() + timedelta(days=8)) == 1

    upload = Upload.objects.get()
    assert multipart.arrived(str(upload.pk), upload.multipart)
    assert len(list(multipart._begun())) == 1


def test_what_others_keep_beside_uploads_does_not_stop_the_sweep(cast: Cast, path: str) -> None:
    ada = Tus(cast, cast.ada)
    for one in (path, *(ada.create(len(BYTES))["Location"] for _ in range(2))):
        cast.post(cast.ada, f"{one}/parts")
    Upload.objects.all().delete()  # as no crash should do
    place().files.pipe_file(place().path("incoming/notes.txt"), b"somebody else's")
    place().files.pipe_file(place().path(f"incoming/deep/{uuid.uuid4()}"), b"this too")
    call = place().files.call_s3

    def paged(method: str, **asked: Any) -> Any:
        behind = asked.pop("KeyMarker", ""), asked.pop("UploadIdMarker", "")
        told = call(method, **asked)
        if method != "list_multipart_uploads":
            return told
        ahead = sorted(told["Uploads"], key=lambda one: (one["Key"], one["UploadId"]))
        ahead = [one for one in ahead if (one["Key"], one["UploadId"]) > behind]
        first = {"NextKeyMarker": ahead[0]["Key"], "NextUploadIdMarker": ahead[0]["UploadId"]}
        return {"Uploads": ahead[:1], "IsTruncated": len(ahead) > 1, **first}

    with patch.object(type(place().files), "call_s3", staticmethod(paged)):
        assert direct.sweep(timezone.now() + timedelta(days=8)) == 3

    assert list(multipart._begun()) == []
    assert len(place().files.find(place().path("incoming"))) == 2

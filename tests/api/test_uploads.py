"""Uploads by tus 1.0."""

import base64
import hashlib
import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from annotator.contracts.media import VideoIngested
from annotator.refusal import Code, Refusal
from cliploop.datasets.actions import records
from cliploop.datasets.models import Item
from cliploop.intake.actions import arrivals, ingest
from cliploop.jobs.models import Job
from cliploop.storage import queries as blobs
from cliploop.storage import sweeping
from cliploop.videos import tus
from cliploop.videos.actions import uploads
from cliploop.videos.body import ConnectionLost
from cliploop.videos.models import Rendition, Upload, Video
from testkit.cast import Cast
from testkit.tus import BYTES, Tus

pytestmark = pytest.mark.usefixtures("anywhere")


@pytest.fixture
def ada(cast: Cast) -> Tus:
    """Ada's client."""
    return Tus(cast, cast.ada)


def uploaded(client: Tus, data: bytes = BYTES, **metadata: str) -> Item:
    made = client.create(len(data), **metadata)
    assert client.send(made["Location"], data, 0).status_code == 204
    return Item.objects.get(pk=made["Cliploop-Item"])


def ingested(item: Item) -> None:
    job = Job.objects.get(subject_id=item.pk)
    key = hashlib.sha256(b"x").hexdigest()
    numbers = {"frames": 60, "width": 320, "height": 240, "rate_numerator": 30}
    numbers |= {"rate_denominator": 1, "source_frames": 60, "proxy_bytes": 9}
    numbers |= {"tick_numerator": 1, "tick_denominator": 30}
    sprite = {f"sprite_{name}": 1 for name in ("columns", "rows", "count")}
    sprite |= {"sprite_tile_width": 160, "sprite_tile_height": 90}
    keys = {f"{name}_key": key for name in ("pts", "map", "proxy", "poster", "sprite")}
    ingest.ingested(
        VideoIngested.unpack(
            {"job_id": str(job.pk), "token": job.token, "duration_seconds": 2.0, "codec": "h264"}
            | {"variable_rate": False, "notes": ["fine"]}
            | numbers
            | sprite
            | keys
        )
    )


def test_the_server_says_what_it_speaks(ada: Tus) -> None:
    told = ada.ask("OPTIONS", "uploads")

    assert told.status_code == 204
    assert told["Tus-Version"] == "1.0.0"
    assert set(told["Tus-Extension"].split(",")) == {
        "creation",
        "checksum",
        "expiration",
        "termination",
    }


@pytest.mark.django_db
def test_a_file_arrives_in_parts_and_its_ingest_starts(ada: Tus) -> None:
    made = ada.create(fps="3", source="cam1")
    path = made["Location"]

    assert ada.send(path, BYTES[:1000], 0)["Upload-Offset"] == "1000"
    head = ada.ask("HEAD", path)
    assert (head["Upload-Offset"], head["Upload-Length"]) == ("1000", str(len(BYTES)))
    assert head["Cache-Control"] == "no-store"
    assert ada.send(path, BYTES[1000:], 1000).status_code == 204

    item = Item.objects.get(pk=made["Cliploop-Item"])
    assert (item.name, item.source, item.dataset.name) == ("a.mp4", "cam1", "Clips")
    job = Job.objects.get()
    assert job.kind == "ingest"
    assert job.ask["source_key"] == hashlib.sha256(BYTES).hexdigest()
    assert (job.ask["rate_numerator"], job.ask["rate_denominator"]) == (3, 1)
    with blobs.open_blob(job.ask["source_key"]) as file:
        assert file.read() == BYTES
    assert ada.cast.get(ada.cast.ada, f"items/{item.pk}").json["state"] == "processing"
    ingested(item)
    shown = ada.cast.get(ada.cast.ada, f"items/{item.pk}").json
    assert (shown["state"], shown["frames"], shown["rate_requested"]) == ("ready", 60, 3)


def test_the_same_file_again_is_one_video_and_ready_at_once(ada: Tus) -> None:
    ingested(uploaded(ada))

    again = uploaded(ada, filename="b.mp4")

    assert Video.objects.count() == Rendition.objects.count() == Job.objects.count() == 1
    assert again.frames == 60


def test_the_same_bytes_at_the_same_rate_are_told_of(ada: Tus) -> None:
    first = uploaded(ada)
    uploaded(ada, fps="3")

    again = ada.create()["Location"]
    assert "Cliploop-Twin" not in ada.send(again, BYTES[:9], 0)
    told = [ada.send(again, BYTES[9:], 9), ada.ask("HEAD", again)]
    assert [one["Cliploop-Twin"] for one in told] == [str(first.pk)] * 2
    Item.objects.filter(pk=first.pk).update(deleted_at=timezone.now())
    assert "Cliploop-Twin" not in ada.ask("HEAD", again)


def test_of_two_that_come_at_once_the_one_that_was_there_first_is_the_first(ada: Tus) -> None:
    begun = [ada.create() for _ in range(2)]
    for made in begun:
        ada.send(made["Location"], BYTES[:9], 0)

    told = [ada.send(made["Location"], BYTES[9:], 9) for made in reversed(begun)]

    first = begun[1]["Cliploop-Item"]
    assert [one.get("Cliploop-Twin") for one in told] == [None, first]
    asked = [ada.ask("HEAD", made["Location"]).get("Cliploop-Twin") for made in begun]
    assert asked == [first, None], "who skips both has neither"


def test_a_failed_ingest_shows_its_reason(ada: Tus) -> None:
    item = uploaded(ada)
    Job.objects.update(state="failed", error={"code": "invalid", "title": "No video in it"})

    shown = ada.cast.get(ada.cast.ada, f"items/{item.pk}").json

    assert (shown["state"], shown["error"]) == ("failed", "No video in it")


def test_what_breaks_the_protocol_is_refused(ada: Tus, monkeypatch: pytest.MonkeyPatch) -> None:
    path = ada.create()["Location"]

    old = ada.ask("HEAD", path, Tus_Resumable="0.2.2")
    assert (old.status_code, old["Tus-Version"]) == (412, "1.0.0")
    assert ada.send(path, b"x", 5).status_code == 409
    assert ada.send(path, BYTES + b"x", 0).status_code == 413
    assert ada.ask("PATCH", path, b"x").status_code == 400
    assert ada.create(0).status_code == 400
    assert ada.create(fps="fast").status_code == 400
    assert ada.ask("HEAD", path)["Upload-Offset"] == "0"
    monkeypatch.setattr(uploads, "LARGEST_BYTES", 10)
    assert ada.create(11).status_code == 413


@pytest.mark.parametrize("algorithm", ["sha1", "sha256"])
def test_a_chunk_that_does_not_hash_to_its_checksum_is_not_kept(ada: Tus, algorithm: str) -> None:
    path = ada.create()["Location"]
    right = base64.b64encode(hashlib.new(algorithm, BYTES[:9]).digest()).decode()

    wrong = ada.send(path, b"other", 0, Upload_Checksum=f"{algorithm} {right}")
    assert wrong.status_code == 460
    assert ada.ask("HEAD", path)["Upload-Offset"] == "0"
    fine = ada.send(path, BYTES[:9], 0, Upload_Checksum=f"{algorithm} {right}")
    assert fine["Upload-Offset"] == "9"
    assert ada.send(path, b"x", 9, Upload_Checksum="md5 eA==").status_code == 400


def test_an_upload_expires_and_can_be_ended(ada: Tus) -> None:
    path, other = (ada.create()["Location"] for _ in range(2))

    assert ada.ask("DELETE", path).status_code == 204
    assert ada.ask("HEAD", path).status_code == 404
    assert Item.objects.count() == 1
    Upload.objects.update(expires_at=timezone.now())
    assert ada.ask("HEAD", other).status_code == 410
    assert arrivals.expire(timezone.now()) == 1
    assert Item.objects.count() == 0


def test_everybody_gets_the_answer_of_their_role(cast: Cast, ada: Tus) -> None:
    path = ada.create()["Location"]

    for who, status in ((None, 401), (cast.dan, 404), (cast.ben, 403), (cast.vic, 403)):
        client = Tus(cast, who)
        assert client.create().status_code == status
        assert client.send(path, b"x", 0).status_code == status
        assert client.ask("DELETE", path).status_code == status


def test_what_came_before_the_connection_broke_counts(cast: Cast, ada: Tus) -> None:
    made = ada.create()
    upload = Upload.objects.get()

    def broken() -> Iterator[bytes]:
        yield BYTES[:700]
        raise ConnectionLost

    uploads.append(cast.actor(cast.ada), upload.pk, 0, broken())

    assert ada.ask("HEAD", made["Location"])["Upload-Offset"] == "700"
    assert ada.send(made["Location"], BYTES[700:], 700).status_code == 204
    with blobs.open_blob(Job.objects.get().ask["source_key"]) as file:
        assert file.read() == BYTES


def test_two_who_write_at_once_do_not_mix(cast: Cast, ada: Tus) -> None:
    ada.create()
    upload = Upload.objects.get()
    refused: list[Code] = []

    def second() -> Iterator[bytes]:
        yield BYTES[:10]
        with pytest.raises(Refusal) as caught:
            uploads.append(cast.actor(cast.ada), upload.pk, 0, [b"other"])
        refused.append(caught.value.code)

    uploads.append(cast.actor(cast.ada), upload.pk, 0, second())

    assert refused == [Code.TAKEN]
    assert uploads.path_of(upload.pk).read_bytes() == BYTES[:10]


@pytest.mark.parametrize("moved", [False, True])
def test_a_crash_before_the_ingest_is_found_again(ada: Tus, moved: bool) -> None:
    made = ada.create()
    upload = Upload.objects.get()
    uploads.folder().mkdir(parents=True, exist_ok=True)
    uploads.path_of(upload.pk).write_bytes(BYTES)
    Upload.objects.update(offset_bytes=len(BYTES))
    if moved:
        uploads.settle(Upload.objects.get())

    assert arrivals.recover(timezone.now()) == 0
    assert arrivals.recover(timezone.now() + arrivals.SETTLING * 2) == 1
    assert Job.objects.count() == 1
    assert ada.ask("HEAD", made["Location"])["Upload-Offset"] == str(len(BYTES))
    assert Job.objects.count() == 1


def test_a_lost_file_begins_again(ada: Tus) -> None:
    path = ada.create()["Location"]
    ada.send(path, BYTES[:100], 0)
    os.truncate(uploads.path_of(Upload.objects.get().pk), 50)

    assert ada.send(path, BYTES[100:], 100).status_code == 410


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\films\\a.mp4", "a.mp4"),
        ("a\x00b\n.mp4", "ab.mp4"),
        ("\u202egpj.mp4", "gpj.mp4"),
        ("", "video"),
        ("..", "video"),
        ("é" * 200 + ".mp4", "é" * 125 + ".mp4"),
    ],
)
def test_a_file_name_is_harmless_and_fits(given: str, kept: str) -> None:
    assert tus.file_name({"filename": given}) == kept
    assert len(kept.encode()) <= 255


@pytest.mark.row("R08", "Privacy and security")
def test_deleting_removes_files_and_frames(
    cast: Cast, ada: Tus, django_capture_on_commit_callbacks: Any
) -> None:
    item, other = uploaded(ada), uploaded(ada, b"another file")
    key = item.rendition.video.key if item.rendition else ""
    kept = other.rendition.video.key if other.rendition else ""
    cast.post(cast.ada, "items/bulk", {"ids": [item.pk], "action": "delete"})
    Job.objects.update(state="succeeded")  # an open one would still read the file

    now = timezone.now()
    assert records.purge(now) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert records.purge(now + records.TRASH * 2) == 1
    sweeping.sweep(now + settings.CLIPLOOP_GRACE * 2)

    assert not blobs.exists(key)
    assert blobs.exists(kept)
    assert Video.objects.count() == 1

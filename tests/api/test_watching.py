"""Watched folders, and originals that go after some days."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import numpy as np
import pytest
from botocore.exceptions import EndpointConnectionError
from django.utils import timezone
from PIL import Image

from annotator.contracts.media import DrawStill
from cliploop.audit.models import Entry
from cliploop.datasets.models import Item
from cliploop.intake.actions import retention, watching
from cliploop.intake.models import Watch
from cliploop.storage import queries as blobs
from cliploop.storage import roots, sweeping
from cliploop.videos.actions import stills
from cliploop.videos.models import Video
from testkit import motion
from testkit.cast import Cast
from testkit.items import label
from testkit.tus import BYTES, Tus
from testkit.work import draw, work_through


@pytest.fixture
def inbox(tmp_path: Path, settings: Any) -> Path:
    """A folder that may be watched."""
    inbox = tmp_path / "shelf" / "inbox"
    inbox.mkdir(parents=True)
    settings.CLIPLOOP_ROOTS = {"shelf": str(inbox.parent)}
    return inbox


def look(times: int = 1) -> int:
    """Look into the watched folders some times; how many items came of it."""
    return sum(watching.look(timezone.now()) for _ in range(times))


def names() -> list[str]:
    """The names of all items."""
    return sorted(Item.objects.values_list("name", flat=True))


def watch(cast: Cast, **given: Any) -> int:
    """Watch the folder; the watch's id."""
    made = cast.post(cast.ada, "watches", {"root": "shelf", "prefix": "inbox", **given})
    assert made.status == 201, made.json
    return int(made.json["id"])


def test_a_file_becomes_an_item_once_it_stops_changing(cast: Cast, inbox: Path) -> None:
    watch(cast, fps="10", dataset="Inbox")
    motion.make_video(inbox / "a.mp4", 30)
    (inbox / "b.mp4").write_bytes(b"half of i")

    assert look() == 0
    (inbox / "b.mp4").write_bytes(b"half of it, and the other half")
    assert look() == 1
    assert names() == ["a.mp4"]
    assert look() == 1
    assert look(3) == 0

    work_through()
    item = Item.objects.get(name="a.mp4")
    assert (item.frames, item.folder, item.dataset.name) == (10, "inbox", "Inbox")
    assert item.created_by == cast.ada
    (shown,) = cast.get(cast.ada, "watches").json
    assert (shown["taken"], shown["waiting"], shown["fps"]) == (2, 0, "10")
    assert shown["looked_at"] is not None


def test_a_file_is_taken_once_even_when_its_item_is_deleted(cast: Cast, inbox: Path) -> None:
    watch(cast)
    (inbox / "a.mp4").write_bytes(b"first")
    look(2)
    Item.objects.all().delete()

    assert look(2) == 0
    (inbox / "a.mp4").write_bytes(b"another film of that name")
    assert look(2) == 1


def test_many_files_are_taken_some_at_a_time(
    cast: Cast, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "AT_ONCE", 2)
    watch(cast)
    for number in range(5):
        (inbox / f"{number}.mp4").write_bytes(b"x" * (number + 1))

    assert [look() for _ in range(5)] == [0, 2, 2, 1, 0]
    assert Watch.objects.get().waiting == 0


def test_a_watch_is_paused_and_removed(cast: Cast, inbox: Path) -> None:
    number = watch(cast)
    (inbox / "a.mp4").write_bytes(b"a")

    assert cast.patch(cast.ada, f"watches/{number}", {"enabled": False}).json["enabled"] is False
    assert look(3) == 0
    cast.patch(cast.ada, f"watches/{number}", {"enabled": True})
    assert look(3) == 1
    assert cast.delete(cast.ada, f"watches/{number}").status == 204
    (inbox / "b.mp4").write_bytes(b"b")
    assert look(3) == 0
    assert names() == ["a.mp4"]


def test_a_folder_that_went_says_so_on_its_watch(cast: Cast, inbox: Path) -> None:
    watch(cast)
    inbox.rename(inbox.with_name("elsewhere"))

    look()

    (shown,) = cast.get(cast.ada, "watches").json
    assert "inbox" in shown["error"]
    inbox.with_name("elsewhere").rename(inbox)
    look()
    assert cast.get(cast.ada, "watches").json[0]["error"] is None


def test_a_file_that_was_registered_by_hand_is_not_taken_again(cast: Cast, inbox: Path) -> None:
    watch(cast)
    (inbox / "a.mp4").write_bytes(b"a")
    cast.post(cast.ada, "register", {"root": "shelf", "paths": ["inbox/a.mp4"]})
    (inbox / "b.mp4").write_bytes(b"bb")

    assert look(3) == 1

    assert names() == ["a.mp4", "b.mp4"]
    (shown,) = cast.get(cast.ada, "watches").json
    assert (shown["taken"], shown["waiting"]) == (1, 0)


def test_a_bucket_that_does_not_answer_says_so_on_its_watch(
    cast: Cast, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch(cast)
    unreachable = EndpointConnectionError(endpoint_url="http://store.test")
    monkeypatch.setattr(roots.Root, "_listed", Mock(side_effect=unreachable))

    assert look() == 0

    (shown,) = cast.get(cast.ada, "watches").json
    assert "store.test" in shown["error"]
    assert cast.get(cast.ada, "roots/shelf/files").status == 503


def test_whatever_breaks_a_look_is_told_on_the_watch(
    cast: Cast, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch(cast)
    monkeypatch.setattr(roots.Root, "_listed", Mock(side_effect=ZeroDivisionError))

    assert look() == 0

    assert "ZeroDivisionError" in cast.get(cast.ada, "watches").json[0]["error"]


def test_a_watch_needs_a_folder_that_is_allowed(cast: Cast, inbox: Path) -> None:
    watch(cast)

    for given, status in (
        ({"root": "other"}, 404),
        ({"root": "shelf", "prefix": "../.."}, 404),
        ({"root": "shelf", "prefix": "none"}, 404),
        ({"root": "shelf", "prefix": "inbox"}, 409),
    ):
        assert cast.post(cast.ada, "watches", given).status == status


def kept_for(cast: Cast, days: int | None) -> None:
    """Say how long the project keeps originals."""
    assert cast.patch(cast.ada, "", {"keep_raw_days": days}).status == 200


@pytest.mark.row("F09", "Data governance policy")
def test_originals_go_after_some_days_and_labels_stay(
    cast: Cast, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    data = motion.make_video(tmp_path / "a.mp4", 30).read_bytes()
    client = Tus(cast, cast.ada)
    client.send(client.create(len(data))["Location"], data, 0)
    work_through()
    item, video = Item.objects.get(), Video.objects.get()
    label(cast, cast.ada, item, cast.fight.pk)
    later = timezone.now() + timedelta(days=31)

    assert cast.get(cast.ada, "retention?days=30").json == {"videos": 0, "size_bytes": 0}
    assert retention.retain(later) == 0
    kept_for(cast, 30)
    assert retention.retain(timezone.now()) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert retention.retain(later) == 1
    assert retention.retain(later) == 0
    assert blobs.exists(video.key)
    sweeping.sweep(later)

    assert not blobs.exists(video.key)
    shown = cast.get(cast.ada, f"items/{item.pk}").json
    assert shown["original_removed_at"] is not None
    assert shown["tags"][0]["class"] == "fight"
    assert blobs.exists(Item.objects.get().rendition.proxy_key)  # type: ignore[union-attr]  # ready
    entry = Entry.objects.get(action="video.remove-original")
    assert entry.after == {"file": "a.mp4", "sha256": video.key, "days": 30}
    refused = cast.post(cast.ada, f"items/{item.pk}/cut", {"by": "length", "length": 10})
    assert refused.status in (409, 410)


def test_stills_then_come_from_the_proxy(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = motion.make_video(tmp_path / "a.mp4", 90).read_bytes()
    client = Tus(cast, cast.ada)
    client.send(client.create(len(data), fps="10")["Location"], data, 0)
    work_through()
    kept_for(cast, 1)
    retention.retain(timezone.now() + timedelta(days=2))
    monkeypatch.setattr("cliploop.jobs.broker.send", lambda *sent: draw(DrawStill.unpack(sent[2])))

    path = stills.still(Item.objects.get().rendition, 7, 21)  # type: ignore[arg-type]  # ready

    with blobs.open_path(path) as file, Image.open(file) as picture:
        assert motion.number(np.asarray(picture)) == 21


def test_an_original_that_is_sent_again_is_here_again(cast: Cast) -> None:
    client = Tus(cast, cast.ada)
    for _ in range(2):
        client.send(client.create()["Location"], BYTES, 0)
        Video.objects.update(stored_at=None, removed_at=timezone.now())

    client.send(client.create()["Location"], BYTES, 0)

    video = Video.objects.get()
    assert (video.stored_at is not None, video.removed_at) == (True, None)
    assert blobs.exists(video.key)


def test_nobody_takes_what_a_job_needs_or_what_lies_elsewhere(cast: Cast, inbox: Path) -> None:
    motion.make_video(inbox / "a.mp4", 10)
    client = Tus(cast, cast.ada)
    client.send(client.create()["Location"], BYTES, 0)
    cast.post(cast.ada, "register", {"root": "shelf", "paths": ["inbox/a.mp4"]})
    kept_for(cast, 1)

    assert retention.retain(timezone.now() + timedelta(days=9)) == 0
    work_through()
    retention.retain(timezone.now() + timedelta(days=9))

    assert (inbox / "a.mp4").exists()
    assert Video.objects.get(file_name="a.mp4", stored_at=None, removed_at=None).key


def test_a_rule_is_a_number_of_days(cast: Cast) -> None:
    for days, status in ((0, 400), (-1, 400), (1, 200), (None, 200), (4_000, 400), ("x", 400)):
        assert cast.patch(cast.ada, "", {"keep_raw_days": days}).status == status
    assert cast.patch(cast.cleo, "", {"keep_raw_days": 5}).status == 403


@pytest.mark.row("P06", "Fewer FPS, more videos (budget advice)")
def test_a_budget_of_frames_is_planned_for_all_videos(cast: Cast) -> None:
    videos = [{"name": f"{number}.mp4", "seconds": 10} for number in range(10)]

    plan = cast.post(cast.ada, "plan-rate", {"videos": videos, "frames": 300}).json

    assert (plan["fps"], plan["total"]) == ("3", 300)
    assert plan["videos"] == [{"name": f"{number}.mp4", "frames": 30} for number in range(10)]
    assert cast.post(cast.ada, "plan-rate", {"videos": videos, "frames": 9}).status == 400
    endless = [{"name": "1.mp4", "seconds": "nan"}]
    assert cast.post(cast.ada, "plan-rate", {"videos": endless, "frames": 9}).status == 400

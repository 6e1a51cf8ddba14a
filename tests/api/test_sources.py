"""Files that are read where they lie: on the server, or in a bucket."""

import os
import shutil
from pathlib import Path
from typing import Any

import fsspec
import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cliploop.audit.models import Entry
from cliploop.datasets.actions import records
from cliploop.datasets.models import Item
from cliploop.intake.actions import identity
from cliploop.jobs.models import Job
from cliploop.storage import queries as blobs
from cliploop.storage import roots
from cliploop.videos import queries as videos
from cliploop.videos.models import Place, Rendition, Video
from testkit import motion
from testkit.cast import Cast
from testkit.shelves import register
from testkit.tus import Tus
from testkit.work import work_through


def test_a_folder_is_looked_at(cast: Cast, shelf: Path) -> None:
    told = cast.get(cast.ada, "roots").json
    files = cast.get(cast.ada, "roots/shelf/files").json
    first = cast.get(cast.ada, "roots/shelf/files?limit=1").json
    second = cast.get(cast.ada, f"roots/shelf/files?limit=1&cursor={first['next']}").json

    assert told == [{"id": "shelf", "label": "shelf", "url": str(shelf)}]
    assert [(one["path"], one["kind"]) for one in files["results"]] == [
        ("day 1", "folder"),
        ("a.mp4", "file"),
    ]
    assert [one["name"] for one in first["results"] + second["results"]] == ["day 1", "a.mp4"]
    assert cast.get(cast.ada, "roots/shelf/count").json["files"] == 2
    assert cast.get(cast.ada, "roots/shelf/files?prefix=day 1").json["next"] is None


def test_a_folder_becomes_items_that_are_read_in_place(cast: Cast, shelf: Path) -> None:
    first, second = register(cast, prefix="", fps="10", dataset="Days")

    assert (first.name, first.source, first.frames) == ("a.mp4", "a.mp4", 10)
    assert (second.folder, second.source) == ("day 1", "day 1/é 100% #2.mp4")
    assert second.dataset.name == "Days"
    shown = cast.get(cast.ada, f"items/{first.pk}").json
    assert (shown["state"], shown["read_in_place"]) == ("ready", True)
    assert all(not blobs.exists(one.key) for one in Video.objects.all())
    assert Entry.objects.filter(action="item.register").count() == 2

    again = cast.post(cast.ada, "register", {"root": "shelf", "prefix": "", "fps": "10"})
    assert again.json["items"] == []
    assert again.json["known"] == 2


def test_named_files_keep_the_sources_they_are_given(cast: Cast, shelf: Path) -> None:
    given = {"paths": ["a.mp4", "a.mp4"], "sources": {"a.mp4": "camera 1"}}

    (only,) = register(cast, **given)

    assert only.source == "camera 1"


def test_what_is_many_is_taken_a_little_at_a_time(
    cast: Cast, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cliploop.intake.actions.registering.AT_ONCE", 1)

    (shelf / "day 1.mp4").write_bytes(b"before the folder by name, behind it by path")
    (shelf / "day 1" / "deep").mkdir()
    (shelf / "day 1" / "deep" / "z.mp4").write_bytes(b"deep")
    after, paths = "", []
    while after is not None:
        told = cast.post(cast.ada, "register", {"root": "shelf", "prefix": "", "after": after})
        paths += [Item.objects.get(pk=one).source for one in told.json["items"]]
        after = told.json["next"]

    assert paths == ["a.mp4", "day 1/deep/z.mp4", "day 1/é 100% #2.mp4", "day 1.mp4"]
    named = cast.post(
        cast.ada, "register", {"root": "shelf", "paths": paths, "after": "a.mp4", "fps": "3"}
    ).json
    assert (len(named["items"]), named["next"]) == (1, "day 1/deep/z.mp4")


def test_the_same_bytes_are_one_video_wherever_they_lie(cast: Cast, shelf: Path) -> None:
    shutil.copy(shelf / "a.mp4", shelf / "copy.mp4")

    items = register(cast, paths=["a.mp4", "copy.mp4"])
    data = (shelf / "a.mp4").read_bytes()
    made = Tus(cast, cast.ada).create(len(data), filename="sent.mp4")
    Tus(cast, cast.ada).send(made["Location"], data, 0)

    assert Video.objects.count() == Rendition.objects.count() == 1
    assert Place.objects.count() == 2
    assert {item.frames for item in Item.objects.all()} == {30}
    assert {item.rendition_id for item in Item.objects.all()} == {items[0].rendition_id}
    assert Video.objects.get().stored_at is not None


def test_a_known_file_stays_readable_until_its_last_rate_is_made(cast: Cast, shelf: Path) -> None:
    register(cast, paths=["a.mp4"])
    shutil.copy(shelf / "a.mp4", shelf / "copy.mp4")
    for fps in ("native", "10"):
        given = {"root": "shelf", "paths": ["copy.mp4"], "fps": fps}
        cast.post(cast.ada, "register", given)
    first, second = Rendition.objects.filter(video__key="").order_by("pk")

    with transaction.atomic():
        identity.settled(first, Video.objects.exclude(key="").get().key)

    assert videos.source(second.video).url == f"file://{shelf}/copy.mp4"
    work_through()
    assert Item.objects.filter(frames=10).exists()
    assert Video.objects.get().places.count() == 2


def test_a_folder_that_may_not_be_read_does_not_hide_the_others(
    cast: Cast, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (shelf / "lost+found").mkdir()
    readable = os.scandir

    def listed(place: str) -> Any:
        if place.endswith("lost+found"):
            raise PermissionError(place)
        return readable(place)

    monkeypatch.setattr("cliploop.storage.roots.os.scandir", listed)

    assert cast.get(cast.ada, "roots/shelf/count").json["files"] == 2
    assert cast.get(cast.ada, "roots/shelf/count?prefix=lost%2Bfound").status == 404


def test_who_registers_the_same_at_the_same_time_waits(cast: Cast, shelf: Path) -> None:
    with CaptureQueriesContext(connection) as asked:
        cast.post(cast.ada, "register", {"root": "shelf", "paths": ["a.mp4"]})

    told = [one["sql"] for one in asked]
    locked = next(
        n for n, sql in enumerate(told) if "projects_project" in sql and "FOR NO KEY UPDATE" in sql
    )
    looked = next(n for n, sql in enumerate(told) if "videos_place" in sql)
    assert locked < looked


@pytest.mark.parametrize("fps", ["1e999999999", "0.001", "1/0", "0", "1001", "nan", "-1", "1/2/3"])
def test_a_rate_that_no_video_has_is_refused_at_once(cast: Cast, shelf: Path, fps: str) -> None:
    answer = cast.post(cast.ada, "register", {"root": "shelf", "prefix": "", "fps": fps})

    assert (answer.status, list(answer.json["fields"])) == (400, ["fps"])
    assert Item.objects.count() == 0


@pytest.mark.parametrize("fate", ["gone", "changed"])
def test_a_file_that_went_fails_with_a_sentence_and_can_be_tried_again(
    cast: Cast, shelf: Path, fate: str
) -> None:
    path, kept = shelf / "a.mp4", (shelf / "a.mp4").read_bytes()
    stat = path.stat()
    cast.post(cast.ada, "register", {"root": "shelf", "paths": ["a.mp4"]})
    path.unlink()
    if fate == "changed":
        path.write_bytes(kept + b"more")
    work_through()
    item = Item.objects.get()

    shown = cast.get(cast.ada, f"items/{item.pk}").json

    assert shown["state"] == "failed"
    assert "a.mp4" in shown["error"]
    path.write_bytes(kept)
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert cast.post(cast.ada, f"jobs/{Job.objects.get().pk}/retry").status == 200
    work_through()
    assert cast.get(cast.ada, f"items/{item.pk}").json["state"] == "ready"


@pytest.mark.parametrize(
    "path",
    ["../secret.mp4", "/etc/passwd", "a.mp4/../../secret.mp4", "out.mp4", "way/secret.mp4", "",
     "day 1", "none.mp4", ".hidden.mp4", "a\x00.mp4"],
)  # fmt: skip
def test_nothing_outside_of_the_root_is_reached(cast: Cast, shelf: Path, path: str) -> None:
    motion.make_video(shelf.parent / "secret.mp4", 5)
    (shelf / "out.mp4").symlink_to(shelf.parent / "secret.mp4")
    (shelf / "way").symlink_to(shelf.parent)

    answer = cast.post(cast.ada, "register", {"root": "shelf", "paths": [path]})

    assert answer.status in (400, 404)
    assert Item.objects.count() == 0
    assert cast.get(cast.ada, "roots/shelf/count").json["files"] == 2
    assert cast.get(cast.ada, "roots/shelf/files?prefix=way").status == 404
    assert cast.get(cast.ada, "roots/other/files").status == 404


def test_a_link_inside_of_the_root_is_the_file_itself(cast: Cast, shelf: Path) -> None:
    (shelf / "link.mp4").symlink_to(shelf / "a.mp4")

    register(cast, paths=["link.mp4", "a.mp4"])

    assert Place.objects.get().url == f"file://{shelf}/a.mp4"


def test_deleting_an_item_never_deletes_its_file(
    cast: Cast, shelf: Path, django_capture_on_commit_callbacks: object
) -> None:
    (item,) = register(cast, paths=["a.mp4"])
    cast.post(cast.ada, "items/bulk", {"ids": [item.pk], "action": "delete"})

    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # a fixture
        assert records.purge(timezone.now() + records.TRASH * 2) == 1

    assert Video.objects.count() == Place.objects.count() == 0
    assert (shelf / "a.mp4").exists()


def test_a_bucket_is_a_root_too(settings: object, tmp_path: Path) -> None:
    files = fsspec.filesystem("memory")
    files.pipe_file("/bucket/in/day 1/a.mp4", b"a")
    files.pipe_file("/bucket/in/b.txt", b"b")
    files.pipe_file("/bucket/secret.mp4", b"c")
    settings.CLIPLOOP_ROOTS = {"bucket": "memory://bucket/in"}  # type: ignore[attr-defined]  # pytest-django's

    found = roots.root("bucket")

    assert [(one.path, one.size_bytes) for one in found.below("")] == [("day 1/a.mp4", 1)]
    assert found.file("day 1/a.mp4").url == "memory:///bucket/in/day 1/a.mp4"
    with pytest.raises(Exception, match="can be read"):
        found.file("../secret.mp4")

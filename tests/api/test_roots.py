"""What lies in a root is listed a page at a time, and read only while it is one."""

import uuid
from pathlib import Path
from typing import Any
from unittest.mock import patch

import fsspec
import pytest
from PIL import Image

from annotator.refusal import Refusal
from cliploop.jobs.models import Job
from cliploop.storage import roots
from cliploop.videos import queries as videos
from cliploop.videos.models import Video
from testkit.cast import Cast
from testkit.shelves import register


def test_of_a_large_folder_only_a_page_is_looked_at(
    cast: Cast, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(30):
        (shelf / f"{number:02}.mp4").write_bytes(b"x")
    looked: list[str] = []
    look = roots.Root._looked

    def note(self: roots.Root, path: str, info: Any) -> Any:
        looked.append(path)
        return look(self, path, info)

    monkeypatch.setattr(roots.Root, "_looked", note)

    cursor, names = "", []
    while cursor is not None:
        page = cast.get(cast.ada, f"roots/shelf/files?limit=10&cursor={cursor}").json
        names += [one["name"] for one in page["results"]]
        cursor = page["next"]

    assert names == ["day 1", *(f"{number:02}.mp4" for number in range(30)), "a.mp4"]
    assert len(looked) <= len(names) + 4
    assert cast.get(cast.ada, "roots/shelf/files?cursor=x").status == 400


def test_a_bucket_is_listed_page_by_page(s3: str, settings: Any) -> None:
    url = f"{s3}/{uuid.uuid4().hex}"
    files, base = fsspec.core.url_to_fs(url, use_listings_cache=False)
    for path in ("in/b.mp4", "in/day 1/a.mp4", "in/notes.txt", "in/day 1/deep/c.mkv", "x.mp4"):
        files.pipe_file(f"{base}/{path}", path.encode())
    settings.CLIPLOOP_ROOTS = {"bucket": f"{url}/in"}
    bucket = roots.root("bucket")
    call = files.call_s3

    def called(method: str, **asked: Any) -> Any:
        small = {"MaxKeys": 1} if method == "list_objects_v2" else {}
        return call(method, **asked, **small)

    with patch.object(type(files), "call_s3", staticmethod(called)):
        shown, more = bucket.children("", "", 10)
        found = list(bucket.below(""))
        with pytest.raises(Refusal, match="can be read"):
            bucket.children("none", "", 10)

    assert ([one.path for one in shown], more) == (["day 1", "b.mp4"], None)
    assert [one.path for one in found] == ["b.mp4", "day 1/a.mp4", "day 1/deep/c.mkv"]
    assert found[0] == bucket.file("b.mp4")
    assert found[0].url == f"{url}/in/b.mp4"


def test_what_lies_below_no_root_any_more_is_not_read(
    cast: Cast, shelf: Path, settings: Any
) -> None:
    (item,) = register(cast, paths=["a.mp4"])
    Job.objects.update(state="failed")
    settings.CLIPLOOP_ROOTS = {"other": str(shelf / "day 1")}

    answers = [
        cast.get(cast.ada, f"items/{item.pk}/frames/1"),
        cast.post(cast.ada, f"items/{item.pk}/cut", {"by": "length", "length": 10}),
        cast.post(cast.ada, f"jobs/{Job.objects.get().pk}/retry"),
    ]

    assert [one.status for one in answers] == [410, 410, 410]
    assert all("CLIPLOOP_ROOTS" in one.json["title"] for one in answers)
    shown = cast.get(cast.ada, f"items/{item.pk}").json
    assert shown["media"]["proxy"]  # what was made of it can still be seen and labeled
    settings.CLIPLOOP_ROOTS = {"all": str(shelf.parent)}
    assert videos.source(Video.objects.get()).url == f"file://{shelf}/a.mp4"


def test_a_folder_of_pictures_becomes_one_clip(cast: Cast, shelf: Path) -> None:
    walk = shelf / "day 1" / "walk"
    walk.mkdir()
    for number in range(4):
        Image.new("RGB", (64, 48), (40 * number, 0, 0)).save(walk / f"{number}.png")
    given = {"paths": ["day 1/walk/"], "as": "pictures", "fps": "2"}

    (item,) = register(cast, **given)

    assert (item.name, item.folder, item.frames, item.seconds) == ("walk", "day 1", 4, 2.0)
    assert cast.get(cast.ada, f"items/{item.pk}").json["read_in_place"]
    assert register(cast, **given) == []
    Image.new("RGB", (64, 48)).save(walk / "4.png")
    (longer,) = register(cast, prefix="day 1/walk", **{**given, "paths": None})
    assert longer.frames == 5
    empty = cast.post(cast.ada, "register", {"root": "shelf", "prefix": "", "as": "pictures"})
    assert (empty.status, "pictures" in empty.json["title"]) == (404, True)

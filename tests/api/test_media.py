"""Media by signed addresses, and stills that are drawn when somebody looks."""

import asyncio
import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from annotator.refusal import Code, Refusal
from cliploop.jobs import broker
from cliploop.storage import actions as storage
from cliploop.storage.place import place
from cliploop.videos import queries
from cliploop.videos.actions import stills
from cliploop.videos.models import Rendition
from testkit.cast import Cast
from testkit.items import make_item, make_map, make_rendition

BYTES = bytes(range(256)) * 40


async def everything(response: Any) -> bytes:
    return b"".join([piece async for piece in response.streaming_content])


def content(response: Any) -> bytes:
    return asyncio.run(everything(response)) if response.streaming else response.content


@pytest.fixture
def media(cast: Cast, tmp_path: Any) -> str:
    """The signed address of a blob."""
    path = tmp_path / "proxy.mp4"
    path.write_bytes(BYTES)
    return queries.media_url(cast.project.pk, storage.put(path), "video/mp4")


RANGES = [
    ("bytes=0-99", 206, BYTES[:100]),
    ("bytes=100-", 206, BYTES[100:]),
    ("bytes=-10", 206, BYTES[-10:]),
    ("bytes=10-99999999", 206, BYTES[10:]),
    (f"bytes={len(BYTES)}-", 416, b""),
    ("bytes=9-3", 416, b""),
    ("bytes=-0", 416, b""),
    ("lines=1-2", 200, BYTES),
    ("bytes=0-1,5-6", 200, BYTES),
]


@pytest.mark.parametrize(("asked", "status", "expected"), RANGES)
def test_media_answers_ranges(media: str, asked: str, status: int, expected: bytes) -> None:
    said = Client().get(media, headers={"Range": asked})

    assert said.status_code == status
    assert content(said) == expected
    assert said["X-Content-Type-Options"] == "nosniff"
    if status == 416:
        assert said["Content-Range"] == f"bytes */{len(BYTES)}"
    else:
        assert said["Content-Length"] == str(len(expected))
        assert said["Content-Type"] == "video/mp4"


def test_media_is_cached_and_headed(media: str) -> None:
    head = Client().head(media)

    assert (head.status_code, head["Content-Length"]) == (200, str(len(BYTES)))
    tag = head["ETag"]
    assert Client().get(media, headers={"If-None-Match": tag}).status_code == 304
    stale = Client().get(media, headers={"Range": "bytes=0-9", "If-Range": '"old"'})
    assert (stale.status_code, content(stale)) == (200, BYTES)
    fresh = Client().get(media, headers={"Range": "bytes=0-9", "If-Range": tag})
    assert fresh.status_code == 206
    assert Client().post(media).status_code == 405


@pytest.mark.row("R08", "Privacy and security")
def test_media_needs_a_signed_address_that_ends(media: str) -> None:
    signed = media.removeprefix("/media/")

    assert Client().get(media[:-1] + "x").status_code == 404
    assert Client().get(f"/media/{hashlib.sha256(BYTES).hexdigest()}").status_code == 404
    key, _, until = queries.opened(signed)
    with pytest.raises(Refusal) as caught:
        queries.opened(signed, now=until + 1)
    assert caught.value.code is Code.GONE
    first = queries.media_url(1, key, "video/mp4", now=7200)
    assert first == queries.media_url(1, key, "video/mp4", now=7200 + 3599)
    assert first != queries.media_url(2, key, "video/mp4", now=7200)


def test_a_still_is_drawn_once_and_waited_for(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    rendition = make_rendition(cast, 3)
    make_map(rendition, [0, 10, 20])
    item = make_item(cast, frames=3, rendition=rendition)
    asked: list[dict[str, Any]] = []

    def draw(work: str, queue: str, ask: dict[str, Any]) -> None:
        asked.append(ask)
        path = Path(place().path(ask["target_path"]))
        path.parent.mkdir(parents=True)
        path.write_bytes(b"a picture")

    monkeypatch.setattr(broker, "send", draw)
    seen = [cast.get(cast.ben, f"items/{item.pk}/frames/1") for _ in range(2)]

    assert [one.content for one in seen] == [b"a picture"] * 2
    assert seen[0].headers["Content-Type"] == "image/webp"
    assert [one["source_frame"] for one in asked] == [10]
    assert cast.get(cast.ben, f"items/{item.pk}/frames/3").status == 404
    assert cast.get(cast.dan, f"items/{item.pk}/frames/1").status == 404


def test_without_a_media_worker_a_still_says_so(cast: Cast) -> None:
    rendition = make_rendition(cast)

    with pytest.raises(Refusal, match="media worker") as caught:
        stills.still(rendition, 7, patience=0)

    assert caught.value.code is Code.LOST
    item = make_item(cast)
    Rendition.objects.update(ready_at=None)
    assert cast.get(cast.ben, f"items/{item.pk}/frames/3").status == 409

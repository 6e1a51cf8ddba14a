"""Media by signed addresses."""

import asyncio
import hashlib
from datetime import datetime
from typing import Any

import httpx
import pytest
from django.test import Client

from annotator.refusal import Code, Refusal
from cliploop.accounts.models import User
from cliploop.events.broker import broker as redis
from cliploop.projects.models import Membership
from cliploop.storage import actions as storage
from cliploop.videos import queries
from testkit.cast import Cast
from testkit.items import make_item, make_rendition

BYTES = bytes(range(256)) * 40


async def everything(response: Any) -> bytes:
    return b"".join([piece async for piece in response.streaming_content])


def content(response: Any) -> bytes:
    return asyncio.run(everything(response)) if response.streaming else response.content


pytestmark = pytest.mark.usefixtures("anywhere")


@pytest.fixture
def media(cast: Cast, tmp_path: Any) -> str:
    """The signed address of a blob."""
    path = tmp_path / "proxy.mp4"
    path.write_bytes(BYTES)
    return queries.media_url(cast.actor(cast.ben), storage.put(path), "video/mp4")


RANGES = [
    ("bytes=0-99", 206, BYTES[:100]),
    ("bytes=0-", 206, BYTES),
    ("Bytes=0-0", 206, BYTES[:1]),
    ("bytes=-99999999", 206, BYTES),
    ("bytes=100-", 206, BYTES[100:]),
    ("bytes=0-", 206, BYTES),
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
    for known in (f'W/{tag}, "b"', "*"):
        assert Client().get(media, headers={"If-None-Match": known}).status_code == 304
    assert Client().get(media, headers={"If-None-Match": '"old"'}).status_code == 200
    for stale in ('"old"', f"W/{tag}", "Fri, 20 Nov 2026 10:00:00 GMT", "x"):
        said = Client().get(media, headers={"Range": "bytes=0-9", "If-Range": stale})
        assert (said.status_code, content(said)) == (200, BYTES)
    fresh = Client().get(media, headers={"Range": "bytes=0-9", "If-Range": tag})
    assert fresh.status_code == 206
    assert Client().post(media).status_code == 405


@pytest.mark.row("R08", "Privacy and security")
def test_media_needs_a_signed_address_that_ends(cast: Cast, media: str) -> None:
    signed = media.removeprefix("/media/")

    assert Client().get(media[:-1] + "x").status_code == 404
    assert Client().get(f"/media/{hashlib.sha256(BYTES).hexdigest()}").status_code == 404
    found = queries.opened(signed)
    with pytest.raises(Refusal) as caught:
        queries.opened(signed, now=found.until + 1)
    assert caught.value.code is Code.GONE
    ben, cleo = cast.actor(cast.ben), cast.actor(cast.cleo)
    first = queries.media_url(ben, found.key, "video/mp4", now=7200)
    assert first == queries.media_url(ben, found.key, "video/mp4", now=7200 + 3599)
    assert first != queries.media_url(cleo, found.key, "video/mp4", now=7200)


@pytest.mark.row("R08", "Privacy and security")
@pytest.mark.parametrize("end", ["removed", "shut out", "project deleted"])
def test_an_address_ends_with_its_owners_membership(cast: Cast, media: str, end: str) -> None:
    assert Client().get(media, headers={"Range": "bytes=0-9"}).status_code == 206
    if end == "removed":
        member = Membership.objects.get(project=cast.project, user=cast.ben)
        assert cast.delete(cast.ada, f"members/{member.pk}").status == 204
    elif end == "shut out":
        User.objects.filter(pk=cast.ben.pk).update(is_active=False)
    else:
        assert cast.delete(cast.ada, "").status == 204
    redis().flushdb()  # some seconds later

    assert Client().get(media).status_code == 404


@pytest.mark.parametrize("asked", [{}, {"Range": "bytes=5-9"}])
def test_whoever_has_the_bytes_is_told_to_send_them(
    media: str, anywhere: str, settings: Any, asked: dict[str, str]
) -> None:
    key = hashlib.sha256(BYTES).hexdigest()
    if anywhere.startswith("file"):
        settings.CLIPLOOP_HANDOVER = "accel"
        said = Client().get(media, headers=asked)
        assert said["X-Accel-Redirect"] == f"/cliploop-storage/blobs/{key[:2]}/{key}"
        assert (said["Content-Type"], said.content) == ("video/mp4", b"")
    else:
        settings.CLIPLOOP_HANDOVER = "redirect"
        said, again = (Client().get(media, headers=asked) for _ in range(2))
        assert (said.status_code, said["Location"]) == (302, again["Location"])
        assert Client().head(media)["Content-Length"] == str(len(BYTES))
        sent = httpx.get(said["Location"], headers=asked)
        assert sent.headers["Content-Type"] == "video/mp4"
        assert sent.content == (BYTES[5:10] if asked else BYTES)
    assert Client().get(media[:-1] + "x").status_code == 404


def test_an_item_says_until_when_its_addresses_work(cast: Cast) -> None:
    item = make_item(cast, rendition=make_rendition(cast))

    shown = cast.get(cast.ben, f"items/{item.pk}").json["media"]

    found = queries.opened(shown["proxy"].removeprefix("/media/"))
    ends = datetime.fromisoformat(shown["expires_at"])
    assert ends.timestamp() == found.until
    # Asked again near its end, the item has others, that work for hours more.
    later = ends.timestamp() - 60
    ben, rendition = cast.actor(cast.ben), item.rendition
    assert rendition is not None
    again = queries.media_url(ben, rendition.proxy_key, "video/mp4", now=later)
    assert again != shown["proxy"]
    assert queries.opened(again.removeprefix("/media/"), now=later + 4 * 3600).until > found.until

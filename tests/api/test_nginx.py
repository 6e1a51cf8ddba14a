"""Media that nginx sends itself, in the server's place."""

from pathlib import Path

import httpx

from cliploop.storage import actions as storage
from cliploop.videos import queries
from testkit.cast import Cast
from testkit.served import LIVE

pytestmark = LIVE
BYTES = bytes(range(256)) * 4096


def test_it_sends_media_in_ranges_to_those_who_may_have_it(
    cast: Cast, nginx: str, tmp_path: Path
) -> None:
    (tmp_path / "proxy.mp4").write_bytes(BYTES)
    key = storage.put(tmp_path / "proxy.mp4")
    address = nginx + queries.media_url(cast.actor(cast.ben), key, "video/mp4")

    with httpx.Client() as browser:
        whole = browser.get(address)
        part = browser.get(
            address, headers={"Range": "bytes=5-9", "If-Range": whole.headers["ETag"]}
        )
        changed = browser.get(address, headers={"Range": "bytes=5-9", "If-Range": '"other"'})
        head = browser.head(address)
        stolen = browser.get(f"{nginx}/cliploop-storage/blobs/{key[:2]}/{key}")
        forged = browser.get(address[:-1] + "x")

    assert (whole.content, part.content, changed.content) == (BYTES, BYTES[5:10], BYTES)
    assert (part.status_code, head.headers["Content-Length"]) == (206, str(len(BYTES)))
    for answer in (whole, part):
        assert answer.headers["Content-Type"] == "video/mp4"
        assert "immutable" in answer.headers["Cache-Control"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert (stolen.status_code, forged.status_code) == (404, 404)

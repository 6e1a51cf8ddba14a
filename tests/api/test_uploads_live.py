"""Uploads and media through a real server: a cut connection, and memory that stays flat."""

import socket
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest

from cliploop.storage import queries as blobs
from cliploop.videos import queries
from cliploop.videos.models import Upload
from testkit.cast import Cast
from testkit.served import LIVE

pytestmark = LIVE
BYTES = bytes(range(256)) * 8192  # more than nginx takes by itself


@pytest.fixture(params=["server", "nginx"])
def ada(cast: Cast, request: pytest.FixtureRequest) -> Iterator[httpx.Client]:
    """Ada's own program, signed in: to the server itself, and through nginx in front of it."""
    address = request.getfixturevalue(request.param)
    client = cast.client(cast.ada)
    client.get("/api/v1/session")
    cookies = {name: one.value for name, one in client.cookies.items()}
    headers = {"Tus-Resumable": "1.0.0", "X-CSRFToken": cookies.get("csrftoken", "")}
    with httpx.Client(base_url=address, cookies=cookies, headers=headers, timeout=30) as own:
        yield own


def begin(cast: Cast, ada: httpx.Client) -> str:
    made = ada.post(
        f"/api/v1/projects/{cast.project.pk}/uploads",
        headers={"Upload-Length": str(len(BYTES)), "Upload-Metadata": "filename YS5tcDQ="},
    )
    assert made.status_code == 201, made.text
    return str(made.headers["Location"])


def cut_off(ada: httpx.Client, path: str, arrived: bytes) -> None:
    """Promise everything, send a part, and go away."""
    address = urlsplit(str(ada.base_url))
    cookies = "; ".join(f"{name}={value}" for name, value in ada.cookies.items())
    lines = [
        f"PATCH {path} HTTP/1.1",
        f"Host: {address.netloc}",
        f"Cookie: {cookies}",
        f"X-CSRFToken: {ada.headers['X-CSRFToken']}",
        "Tus-Resumable: 1.0.0",
        "Upload-Offset: 0",
        "Content-Type: application/offset+octet-stream",
        f"Content-Length: {len(BYTES)}",
    ]
    with socket.create_connection((address.hostname, address.port)) as raw:
        raw.sendall(("\r\n".join(lines) + "\r\n\r\n").encode() + arrived)


def test_a_cut_connection_keeps_what_came_and_the_rest_completes_it(
    cast: Cast, ada: httpx.Client
) -> None:
    path = begin(cast, ada)

    cut_off(ada, path, BYTES[:300_000])

    offset = 0
    for _ in range(100):
        offset = int(ada.head(path).headers["Upload-Offset"])
        if offset:
            break
        threading.Event().wait(0.1)
    # What nginx had in its hands when the line was cut is lost; without it nothing is.
    assert 250_000 < offset <= 300_000
    rest = ada.patch(
        path,
        content=BYTES[offset:],
        headers={
            "Upload-Offset": str(offset),
            "Content-Type": "application/offset+octet-stream",
        },
    )
    assert rest.status_code == 204, rest.text
    key = Upload.objects.get().key
    with blobs.open_blob(key) as file:
        assert file.read() == BYTES
    url = queries.media_url(cast.actor(cast.ada), key, "video/mp4")
    part = ada.get(url, headers={"Range": "bytes=1000-1999"})
    assert (part.status_code, part.content) == (206, BYTES[1000:2000])
    assert ada.get(url).content == BYTES

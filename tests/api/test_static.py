"""The files of the built page, as an asynchronous server sends them."""

import asyncio
from pathlib import Path
from typing import Any

import pytest
from django.core.asgi import get_asgi_application

SCRIPT = b"let it = be\n" * 1000


def ask(path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """Status, headers and body of an answer of the real application; a warning is an error."""
    told: list[Any] = []
    asked: list[bool] = []

    async def receive() -> dict[str, Any]:
        if not asked:
            asked.append(True)
            return {"type": "http.request", "body": b"", "more_body": False}
        forever: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        return await forever  # the other side waits

    async def send(message: Any) -> None:
        told.append(message)

    said = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": "GET", "path": path, "headers": said, "query_string": b""}
    application: Any = get_asgi_application()
    asyncio.run(application({**scope, "http_version": "1.1", "scheme": "http"}, receive, send))
    found = {name.decode().lower(): value.decode() for name, value in told[0]["headers"]}
    return told[0]["status"], found, b"".join(one.get("body", b"") for one in told[1:])


@pytest.fixture(autouse=True)
def page(tmp_path: Path, settings: Any) -> None:
    """A built page."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "app-12345678.js").write_bytes(SCRIPT)
    (tmp_path / "licenses.txt").write_text("# Licenses")
    settings.WHITENOISE_ROOT = tmp_path


def test_files_are_sent_whole_in_part_or_not_again() -> None:
    status, headers, body = ask("/assets/app-12345678.js")
    assert (status, body) == (200, SCRIPT)
    assert "immutable" in headers["cache-control"]
    assert headers["content-type"].startswith("text/javascript")

    part = ask("/assets/app-12345678.js", range="bytes=4-5")
    assert (part[0], part[2]) == (206, b"it")
    known = ask("/assets/app-12345678.js", **{"If-None-Match": headers["etag"]})
    assert (known[0], known[2]) == (304, b"")


def test_the_licenses_are_a_page_of_text() -> None:
    status, headers, body = ask("/licenses.txt")

    assert (status, body) == (200, b"# Licenses")
    assert headers["content-type"].startswith("text/plain")

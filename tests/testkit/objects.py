"""A real server of the S3 protocol on loopback, and the two kinds of storage for tests."""

import json
import os
import subprocess
import sys
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import fsspec
import httpx
import pytest

from cliploop.embedded.valkey import free_port
from cliploop.storage import place, queries
from testkit.manual import manual
from testkit.stack import wait_for

BUCKET = "cliploop"
_PATIENCE_SECONDS = 120.0


@contextmanager
def object_store() -> Iterator[dict[str, str]]:
    """Such a server with one bucket; what the environment must say to use it."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    quiet = subprocess.DEVNULL
    # Of its own it lets pages of every origin in, which no bucket does.
    strict = {**os.environ, "MOTO_DISABLE_GLOBAL_CORS": "true"}
    with subprocess.Popen(command, stdin=quiet, stdout=quiet, stderr=quiet, env=strict) as process:
        try:
            with httpx.Client(base_url=address, timeout=10) as client:
                wait_for(lambda: _answers(client, process), _PATIENCE_SECONDS, "it answers")
                client.put(f"/{BUCKET}").raise_for_status()
            yield {
                "AWS_ENDPOINT_URL_S3": address,
                "AWS_ACCESS_KEY_ID": "test",
                "AWS_SECRET_ACCESS_KEY": "test",
                "AWS_DEFAULT_REGION": "us-east-1",
            }
        finally:
            process.terminate()


def let_in(url: str) -> None:
    """Let pages of this address speak with the bucket, by the very rule that the manual tells."""
    rule = json.loads(manual("json").replace("https://cliploop.example", url))
    files, _ = fsspec.core.url_to_fs(f"s3://{BUCKET}")
    files.call_s3("put_bucket_cors", Bucket=BUCKET, CORSConfiguration=rule)


def _answers(client: httpx.Client, process: subprocess.Popen[bytes]) -> bool:
    assert process.poll() is None, "the object store ended at once"
    try:
        return client.get("/moto-api/").is_success
    except httpx.TransportError:
        return False


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    """The URL of a bucket of a real object store, as the environment then knows it."""
    if os.environ.get("CLIPLOOP_TEST_STORAGE") == "s3":
        yield f"s3://{BUCKET}"  # it runs already, for everything
        return
    with object_store() as environment:
        os.environ |= environment
        yield f"s3://{BUCKET}"


def forget() -> None:
    """Connect once more, by what the environment says now."""
    fsspec.get_filesystem_class("s3").clear_instance_cache()
    place._place.cache_clear()
    queries._origin.cache_clear()


class _Breaking(BaseHTTPRequestHandler):
    """Has a file of every name, and goes away in the midst of each."""

    def do_HEAD(self) -> None:
        """All of it is promised."""
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.send_header("Last-Modified", formatdate(usegmt=True))
        self.end_headers()

    def do_GET(self) -> None:
        """The beginning of it comes."""
        self.do_HEAD()
        self.wfile.write(b"PK")

    def log_message(self, *_: object) -> None:
        """Quietly."""


@pytest.fixture
def breaking_off(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The URL of an object store that breaks off while it is read."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Breaking) as store:
        threading.Thread(target=store.serve_forever, daemon=True).start()
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION"):
            monkeypatch.setenv(name, "us-east-1")
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", f"http://127.0.0.1:{store.server_port}")
        settings.STORAGE_URL = f"s3://{BUCKET}/breaking"
        forget()
        yield str(settings.STORAGE_URL)
        store.shutdown()
    monkeypatch.undo()
    forget()


@pytest.fixture(params=["folder", "s3"])
def anywhere(request: pytest.FixtureRequest, settings: Any, tmp_path: Path) -> str:
    """The URL of an empty storage: once a folder, once a real object store."""
    if request.param == "folder":
        settings.STORAGE_URL = (tmp_path / "storage").as_uri()
    else:
        settings.STORAGE_URL = f"{request.getfixturevalue('s3')}/{uuid.uuid4().hex}"
    return str(settings.STORAGE_URL)

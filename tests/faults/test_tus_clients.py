"""Uploads through a connection that is cut fifty times, and through one that goes silent."""

import random
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError

from cliploop.accounts.actions import create_key
from cliploop.storage import queries as blobs
from cliploop.videos import body
from cliploop.videos.models import Upload
from testkit.cast import Cast
from testkit.cuts import cutting
from testkit.served import LIVE
from testkit.stack import wait_for
from testkit.wire import holding

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "tests" / "testkit" / "tus.cjs"
LIBRARY = ROOT / "frontend" / "node_modules" / "tus-js-client"
CUTS = 50
SIZE = 8_000_000

pytestmark = LIVE


def by_python(endpoint: str, key: str, path: Path) -> None:
    """Upload with tuspy; each time it gives up it is told to go on."""
    client = TusClient(endpoint, headers={"Authorization": f"Bearer {key}"})
    options = {"chunk_size": 200_000, "metadata": {"filename": "cut.mp4"}}
    address = client.uploader(str(path), **options).create_url()
    while True:
        try:
            client.uploader(str(path), url=address, **options).upload()
            return
        except (TusCommunicationError, requests.RequestException, TypeError):
            continue  # it takes a head that was cut for a whole one, and misses the offset in it


def by_node(endpoint: str, key: str, path: Path) -> None:
    """Upload with tus-js-client, as it goes on by itself."""
    node = shutil.which("node")
    if node is None or not LIBRARY.exists():
        pytest.skip("the front end's packages are not installed")
    command = [node, str(SCRIPT), str(LIBRARY), endpoint, key, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("upload", [by_python, by_node])
def test_the_bytes_are_the_same_after_fifty_cuts(
    cast: Cast, server: str, tmp_path: Path, upload: Callable[[str, str, Path], None]
) -> None:
    path = tmp_path / "cut.mp4"
    path.write_bytes(random.Random(1).randbytes(SIZE))
    _, key = create_key(cast.ada, "tus", "write")

    with cutting(server, CUTS, seed=7) as wire:
        upload(f"{wire.url}/api/v1/projects/{cast.project.pk}/uploads", key, path)

    assert wire.cuts == CUTS
    kept = Upload.objects.get()
    assert kept.finished_at is not None
    with blobs.open_blob(kept.key) as file:
        assert file.read() == path.read_bytes()


def test_a_line_that_goes_silent_does_not_keep_its_upload(
    cast: Cast, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(body, "SILENCE_SECONDS", 1.5)
    data = random.Random(2).randbytes(1_000_000)
    with requests.Session() as line, holding(server, hold_after=500_000) as wire:
        _, key = create_key(cast.ada, "tus", "write")
        line.headers.update({"Authorization": f"Bearer {key}", "Tus-Resumable": "1.0.0"})
        line.headers["Content-Type"] = "application/offset+octet-stream"
        begun = line.post(
            f"{server}/api/v1/projects/{cast.project.pk}/uploads",
            headers={"Upload-Length": str(len(data))},
            timeout=30,
        )
        path = urlsplit(begun.headers["Location"]).path

        # Its owner is on another network by now; neither end of the old line was told.
        with pytest.raises(requests.ReadTimeout):
            line.patch(f"{wire.url}{path}", data, headers={"Upload-Offset": "0"}, timeout=1)

        def offset() -> int:
            return int(line.head(f"{server}{path}", timeout=30).headers["Upload-Offset"])

        wait_for(lambda: offset() > 0, 30, "the server gives the silent line up")
        at = offset()
        rest = line.patch(
            f"{server}{path}", data[at:], headers={"Upload-Offset": str(at)}, timeout=30
        )
        assert (0 < at < 500_000, rest.status_code) == (True, 204)
    with blobs.open_blob(Upload.objects.get().key) as file:
        assert file.read() == data

"""An upload that is cut off goes on where it stopped."""

import hashlib
from base64 import b64encode
from pathlib import Path

import numpy as np
import pytest

from cliploop.client import Client
from cliploop.client.uploads import PIECE_BYTES
from testkit.clips import draw_clip
from testkit.stack import Stack, wait_for


def test_half_an_upload_survives_a_restart_of_the_server(stack: Stack, clips: Path) -> None:
    path = next(clips.glob("right/*.mp4"))
    content = path.read_bytes()
    half = len(content) // 2
    tus = {"Tus-Resumable": "1.0.0"}
    with stack.client() as client:
        project = int(client.create_project("Cut in half")["id"])
        name = b64encode(path.name.encode()).decode()
        made = client.http.request(
            "POST",
            f"projects/{project}/uploads",
            headers={
                **tus,
                "Upload-Length": str(len(content)),
                "Upload-Metadata": f"filename {name}",
            },
        )
        address = made.headers["Location"]
        patch(client, address, 0, content[:half])

        stack.stop()
        stack.start()

        known = client.http.request("HEAD", address, headers=tus)
        assert int(known.headers["Upload-Offset"]) == half
        patch(client, address, half, content[half:])
        found = client.await_items(project, [int(made.headers["Cliploop-Item"])], lambda *_: None)

    assert [(item["state"], item["frames"]) for item in found] == [("ready", 24)]


def test_the_command_goes_on_where_it_was_killed(
    stack: Stack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    path = tmp_path / "long.mp4"
    draw_clip(path, 1, np.random.default_rng(1))
    with path.open("ab") as file:  # a box that players skip makes it long
        file.write((2 * PIECE_BYTES).to_bytes(4, "big") + b"free" + bytes(2 * PIECE_BYTES - 8))
    with stack.client() as client:
        project = int(client.create_project("Killed command")["id"])
        seen: list[int] = []

        def stop_after_one(done: int, total: int) -> None:
            seen.append(done)
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            client.upload(project, path, {"fps": "native"}, stop_after_one)
        stack.kill()
        wait_for(lambda: stack.part("web") is None, 120, "the web server died")
        stack.start()
        item = client.upload(
            project, path, {"fps": "native"}, lambda done, total: seen.append(done)
        )
        found = client.await_items(project, [item], lambda *_: None)

    assert seen[0] == PIECE_BYTES
    assert seen[1] == 2 * PIECE_BYTES  # nothing was sent twice
    assert found[0]["state"] == "ready"
    assert len(stack.cliploop("items", str(project))) == 1


def patch(client: Client, address: str, offset: int, piece: bytes) -> None:
    """Send a piece."""
    digest = b64encode(hashlib.sha1(piece, usedforsecurity=False).digest()).decode()
    client.http.request(
        "PATCH",
        address,
        content=piece,
        headers={
            "Tus-Resumable": "1.0.0",
            "Upload-Offset": str(offset),
            "Content-Type": "application/offset+octet-stream",
            "Upload-Checksum": f"sha1 {digest}",
        },
    )

"""Blobs: stored once, read in parts, refused on a full disk."""

import errno
import hashlib
import io
import shutil
from collections import namedtuple
from pathlib import Path
from typing import Any

import pytest

from annotator.refusal import Code, Refusal
from cliploop.storage import actions as storage
from cliploop.storage import queries
from cliploop.storage.place import place


def test_the_same_bytes_are_stored_once(anywhere: str, tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"frame" * 1000)

    key = storage.put(path)

    assert key == hashlib.sha256(b"frame" * 1000).hexdigest()
    assert storage.put_stream(io.BytesIO(b"frame" * 1000)) == key
    assert queries.size(key) == 5000
    assert len(place().files.find(place().root)) == 1
    with queries.open_blob(key) as file:
        file.seek(4995)
        assert file.read() == b"frame"
    place().files.rm_file(place().blob(key))
    assert not queries.exists(key)
    with pytest.raises(Refusal) as refused, queries.open_blob(key):
        pass
    assert refused.value.code is Code.GONE


def test_a_moved_file_leaves_nothing_behind(anywhere: str, tmp_path: Path) -> None:
    path = tmp_path / "b.bin"
    path.write_bytes(b"moved")

    path.chmod(0o600)

    key = storage.put(path, move=True)

    assert not path.exists()
    assert queries.exists(key)
    if place().is_local:  # nginx and a worker of another user read it too
        assert Path(place().blob(key)).stat().st_mode & 0o777 == 0o644


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> None:
    """A storage in a folder: what follows is about disks."""
    settings.STORAGE_URL = (tmp_path / "storage").as_uri()


@pytest.mark.usefixtures("folder")
def test_a_full_disk_is_refused_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*given: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    path = tmp_path / "c.bin"
    path.write_bytes(b"too much")
    monkeypatch.setattr(shutil, "copyfileobj", full)
    with pytest.raises(Refusal) as refused:
        storage.put(path)

    assert refused.value.code is Code.NO_SPACE
    assert not queries.exists(hashlib.sha256(b"too much").hexdigest())


@pytest.mark.usefixtures("folder")
def test_space_is_asked_for_before_it_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(10**12, 10**12 - 10**9, 10**9))

    queries.require_space(10**8)
    with pytest.raises(Refusal, match="disk is full"):
        queries.require_space(10**9)


@pytest.mark.parametrize("key", ["", "../etc/passwd", "AB" * 32, "ab" * 31])
def test_a_key_is_a_hash_and_nothing_else(key: str) -> None:
    with pytest.raises(Refusal):
        queries.exists(key)
    with pytest.raises(Refusal), queries.open_path(f"stills/../{key}/../../x"):
        pass

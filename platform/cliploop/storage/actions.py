"""Writing bytes: to a temporary name, synced, then renamed."""

import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO
from uuid import uuid4

from annotator.contracts.errands import RENEWED_SECONDS, changed_at, part_bytes
from annotator.refusal import Code, Refusal
from cliploop.storage import queries
from cliploop.storage.place import FULL, place, reached, sync_folder
from cliploop.storage.queries import checked, inside

_CHUNK = 4 * 1024 * 1024
# Workers and nginx read blobs, and may be other users than the one who wrote them.
_MODE = 0o644


def put(path: Path, *, key: str | None = None, move: bool = False) -> str:
    """Store a file; its key, the sha256 in hex. The same bytes are stored once.

    `key` spares the hashing where the sha256 is known already. With `move` the file is gone
    afterwards. Refuses (`no-space`) on a full disk.
    """
    if key is None:
        with path.open("rb") as file:
            key = hashlib.file_digest(file, "sha256").hexdigest()
    with space(), reached():
        if not renew(key):
            _store(path, place().blob(key), move=move)
    if move:
        path.unlink(missing_ok=True)
    return key


def put_stream(stream: BinaryIO) -> str:
    """Store what a stream yields; its key. Memory stays flat. Refuses (`no-space`)."""
    with space(), reached():
        folder = _temporary()
        handle, name = tempfile.mkstemp(dir=folder)
        path = Path(name)
        try:
            digest = hashlib.sha256()
            with os.fdopen(handle, "wb") as file:
                while chunk := stream.read(_CHUNK):
                    digest.update(chunk)
                    file.write(chunk)
            return put(path, key=digest.hexdigest(), move=True)
        finally:
            path.unlink(missing_ok=True)


@reached()
def delete_path(relative: str) -> None:
    """Delete what lies at a path below the root, a folder with all in it; missing is fine."""
    path = place().path(inside(relative))
    if place().files.exists(path):
        place().files.rm(path, recursive=True)


def renew(key: str) -> bool:
    """Whether the blob is there and counts as new from now on, so that no sweep takes it.

    An object store cannot be told so: there one that is not new has to be stored again.
    """
    target = place().blob(checked(key))
    try:
        if place().is_local:
            os.utime(target)
            return True
        return time.time() - changed_at(place().files.info(target)) < RENEWED_SECONDS
    except FileNotFoundError:
        return False


def note_use(relative: str) -> None:
    """Say that a file of a cache was wanted, so that `trim` takes others first.

    An object store keeps no such note: there the oldest go first.
    """
    if place().is_local:
        with suppress(FileNotFoundError):
            os.utime(place().path(inside(relative)))


def trim(relative: str, most_bytes: int) -> int:
    """Delete what was wanted longest ago below a path until the rest fits; how many files."""
    found = place().files.find(place().path(inside(relative)), detail=True)
    over = sum(info["size"] for info in found.values()) - most_bytes
    gone = 0
    for path, info in sorted(found.items(), key=lambda one: changed_at(one[1])):
        if over <= 0:
            break
        _remove(path)
        over -= info["size"]
        gone += 1
    return gone


def probe() -> None:
    """Write and delete a file, as whatever is stored, and sign an address if any will be.

    Refuses (`unreached`, `no-space`) where that cannot be done.
    """
    path = place().path(f"tmp/{uuid4()}")
    with space(), reached():
        place().files.pipe_file(path, b"")
        place().files.rm_file(path)
    if queries.hands_out():
        queries.address("0" * 64, "video/mp4", seconds=1)


@contextmanager
def space() -> Iterator[None]:
    """Refuse (`no-space`) where what runs in it meets a full disk, or the end of a quota."""
    try:
        yield
    except OSError as error:
        if error.errno not in FULL:
            raise
        title = "The server's disk is full. Nothing was stored; ask an administrator to make room"
        raise Refusal(Code.NO_SPACE, title) from error


def _remove(path: str) -> None:
    with suppress(FileNotFoundError):
        place().files.rm_file(path)


def _store(path: Path, target: str, *, move: bool) -> None:
    if not place().is_local:
        # An object store shows an object only once it is complete.
        size = part_bytes(path.stat().st_size)
        place().files.put_file(str(path), target, chunksize=size, max_concurrency=2)
        return
    final = Path(target)
    _make_folder(final.parent)
    if move and path.stat().st_dev == final.parent.stat().st_dev:
        path.chmod(_MODE)
        _sync(path)
        path.replace(final)
    else:
        _copy(path, final)
    sync_folder(final.parent)


def _make_folder(folder: Path) -> None:
    """A folder that a power cut leaves in place, with what is in it."""
    if not folder.is_dir():
        _make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        sync_folder(folder.parent)


def _copy(path: Path, final: Path) -> None:
    handle, name = tempfile.mkstemp(dir=_temporary())
    fresh = Path(name)
    try:
        with os.fdopen(handle, "wb") as target, path.open("rb") as source:
            shutil.copyfileobj(source, target, _CHUNK)
            target.flush()
            os.fsync(target.fileno())
        fresh.chmod(_MODE)
        fresh.replace(final)
    finally:
        fresh.unlink(missing_ok=True)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _temporary() -> Path | None:
    """Beside the blobs, so that a rename is one step; none lets the machine choose."""
    if not place().is_local:
        return None
    folder = Path(place().path("tmp"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder

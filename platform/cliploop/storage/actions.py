"""Writing bytes: to a temporary name, synced, then renamed."""

import errno
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from annotator.refusal import Code, Refusal
from cliploop.storage.place import place, sync_folder
from cliploop.storage.queries import checked

_CHUNK = 4 * 1024 * 1024


def put(path: Path, *, key: str | None = None, move: bool = False) -> str:
    """Store a file; its key, the sha256 in hex. The same bytes are stored once.

    `key` spares the hashing where the sha256 is known already. With `move` the file is gone
    afterwards. Refuses (`no-space`) on a full disk.
    """
    if key is None:
        with path.open("rb") as file:
            key = hashlib.file_digest(file, "sha256").hexdigest()
    target = place().blob(checked(key))
    with _space():
        if not place().files.exists(target):
            _store(path, target, move=move)
    if move:
        path.unlink(missing_ok=True)
    return key


def put_stream(stream: BinaryIO) -> str:
    """Store what a stream yields; its key. Memory stays flat. Refuses (`no-space`)."""
    with _space():
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


def delete(key: str) -> None:
    """Delete a blob for good. Only what sweeps the unreferenced may; a missing one is fine."""
    target = place().blob(checked(key))
    if place().files.exists(target):
        place().files.rm_file(target)


def _store(path: Path, target: str, *, move: bool) -> None:
    if not place().is_local:
        # An object store shows an object only once it is complete.
        place().files.put_file(str(path), target)
        return
    final = Path(target)
    final.parent.mkdir(parents=True, exist_ok=True)
    if move and path.stat().st_dev == final.parent.stat().st_dev:
        _sync(path)
        path.replace(final)
    else:
        _copy(path, final)
    sync_folder(final.parent)


def _copy(path: Path, final: Path) -> None:
    handle, name = tempfile.mkstemp(dir=_temporary())
    fresh = Path(name)
    try:
        with os.fdopen(handle, "wb") as target, path.open("rb") as source:
            shutil.copyfileobj(source, target, _CHUNK)
            target.flush()
            os.fsync(target.fileno())
        fresh.chmod(0o644)
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


@contextmanager
def _space() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        title = "The server's disk is full. Nothing was stored; ask an administrator to make room"
        raise Refusal(Code.NO_SPACE, title) from error

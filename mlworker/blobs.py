"""Bytes in and out of the storage: blobs by their sha256, other files by name. All or nothing."""

import errno
import hashlib
import os
import re
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

import fsspec
from fsspec.callbacks import Callback
from fsspec.implementations.local import LocalFileSystem

from annotator.contracts.errands import (
    RENEWED_SECONDS,
    blob_path,
    changed_at,
    part_bytes,
)
from annotator.refusal import Code, Refusal

CHUNK_BYTES = 1 << 20
# What an open file of an object store may hold of it; fsspec's own is 50 MB.
AHEAD_BYTES = 8 << 20
_KEY = re.compile(r"[0-9a-f]{64}")
Between = Callable[[], None]


def nothing() -> None:
    """Between the pieces of a transfer that nobody watches."""


def put(storage_url: str, path: Path, between: Between = nothing) -> str:
    """Store a file as a blob. Returns its key; one that is there already is kept."""
    digest = hashlib.sha256()
    with path.open("rb") as source:
        while chunk := source.read(CHUNK_BYTES):
            digest.update(chunk)
            between()
    key = digest.hexdigest()
    if not _renew(storage_url, blob_path(key)):
        save(storage_url, blob_path(key), path, between)
    return key


def fetch(storage_url: str, key: str) -> Path:
    """A local path with the blob's bytes, for reading only: the blob itself where it is local.

    Elsewhere it is copied into the working directory. Refuses (`not-found`) what is not there.
    """
    if not _KEY.fullmatch(key):
        raise Refusal(Code.INVALID, f"{key!r} is not the key of a blob")
    files, path = _there(storage_url, blob_path(key))
    if isinstance(files, LocalFileSystem):
        return Path(path)
    local = Path.cwd() / key
    if not local.exists():
        bring(storage_url, blob_path(key), local)
    return local


def bring(storage_url: str, name: str, target: Path, between: Between = nothing) -> None:
    """Copy a file of the storage here. Refuses (`not-found`) what is not there."""
    files, path = _there(storage_url, name)
    target.parent.mkdir(parents=True, exist_ok=True)
    arriving = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        ahead = {"block_size": AHEAD_BYTES}
        with files.open(path, "rb", **ahead) as source, arriving.open("wb") as kept:
            copy(source, kept, between)
        arriving.rename(target)
    finally:
        arriving.unlink(missing_ok=True)


def save(storage_url: str, name: str, path: Path, between: Between = nothing) -> None:
    """Store a file under a name below the storage's root, over what was there. All or nothing."""
    files, target = _place(storage_url, name)
    if isinstance(files, LocalFileSystem):
        _write_local(Path(target), path, between)
        return
    size = part_bytes(path.stat().st_size)
    files.put_file(str(path), target, chunksize=size, max_concurrency=2, callback=_Between(between))


@contextmanager
def full_disk() -> Iterator[None]:
    """Refuse (`no-space`) where what runs in it meets a full disk, or the end of a quota."""
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise Refusal(
            Code.NO_SPACE,
            "The worker's disk is full. Nothing was stored; ask an administrator to make room, "
            "then retry",
        ) from error


def copy(source: BinaryIO, target: BinaryIO, between: Between) -> None:
    """Copy all of an open file. Refuses (`no-space`) on a full disk."""
    with full_disk():
        while chunk := source.read(CHUNK_BYTES):
            target.write(chunk)
            between()


def system(url: str) -> tuple[Any, str]:
    """The file system of an address, and the path in it."""
    # A path may hold what means something in an address: it is taken as it is.
    if url.startswith("file:///"):
        return LocalFileSystem(), url.removeprefix("file://")
    files, path = fsspec.core.url_to_fs(url, use_listings_cache=False)
    return files, path


def is_remote(url: str) -> bool:
    """Whether it takes a network to reach the storage, or a file."""
    files, _ = system(url)
    return not isinstance(files, LocalFileSystem)


def exists(storage_url: str, name: str) -> bool:
    """Whether there is a file of this name."""
    files, path = _place(storage_url, name)
    return bool(files.exists(path))


def read(storage_url: str, name: str) -> bytes:
    """The bytes of the file of this name. Raises FileNotFoundError."""
    files, path = _place(storage_url, name)
    content: bytes = files.cat_file(path)
    return content


def _there(storage_url: str, name: str) -> tuple[Any, str]:
    files, path = _place(storage_url, name)
    if not files.exists(path):
        raise Refusal(
            Code.NOT_FOUND,
            f"The file {PurePosixPath(name).name[:12]}… is not in the storage: it was removed, or "
            "this worker's STORAGE_URL is not the platform's. Upload it again, or set that right "
            "and retry",
        )
    return files, path


def _place(storage_url: str, name: str) -> tuple[Any, str]:
    parts = PurePosixPath(name).parts
    if not parts or ".." in parts or name.startswith("/"):
        raise Refusal(Code.INVALID, f"{name!r} does not lie in the storage")
    files, root = system(storage_url)
    return files, f"{root.rstrip('/')}/{name}"


class _Between(Callback):  # type: ignore[misc]  # fsspec has no types
    """Asks between the parts of a transfer whether to go on."""

    def __init__(self, between: Between) -> None:
        super().__init__()
        self._between = between

    def relative_update(self, inc: int = 1) -> None:
        """A part was sent."""
        self._between()


def _renew(storage_url: str, name: str) -> bool:
    """Whether a blob is there and counts as new from now on, so that no sweeper takes it."""
    files, path = _place(storage_url, name)
    try:
        if isinstance(files, LocalFileSystem):
            os.utime(path)
            return True
        return time.time() - changed_at(files.info(path)) < RENEWED_SECONDS
    except FileNotFoundError:
        return False


def _write_local(path: Path, content: Path, between: Between) -> None:
    _make_folder(path.parent)
    arriving = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with arriving.open("wb") as target, content.open("rb") as source, full_disk():
            copy(source, target, between)
            target.flush()
            os.fsync(target.fileno())
        arriving.replace(path)
    finally:
        arriving.unlink(missing_ok=True)
    _sync(path.parent)


def _make_folder(folder: Path) -> None:
    """A folder that a power cut leaves in place, with what is in it."""
    if not folder.is_dir():
        _make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        _sync(folder.parent)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

"""Bytes in and out of the storage: blobs by their sha256, other files by name. All or nothing."""

import hashlib
import os
import re
import secrets
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

import fsspec
from fsspec.implementations.local import LocalFileSystem

from annotator.contracts.errands import blob_path
from annotator.refusal import Code, Refusal

CHUNK_BYTES = 1 << 20
_KEY = re.compile(r"[0-9a-f]{64}")
Between = Callable[[], None]


def _nothing() -> None:
    """Between the pieces of a transfer that nobody watches."""


def put(storage_url: str, path: Path, between: Between = _nothing) -> str:
    """Store a file as a blob. Returns its key; one that is there already is kept."""
    with path.open("rb") as source:
        key = hashlib.file_digest(source, "sha256").hexdigest()
        if not exists(storage_url, blob_path(key)):
            source.seek(0)
            _write(storage_url, blob_path(key), source, between)
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


def bring(storage_url: str, name: str, target: Path, between: Between = _nothing) -> None:
    """Copy a file of the storage here. Refuses (`not-found`) what is not there."""
    files, path = _there(storage_url, name)
    target.parent.mkdir(parents=True, exist_ok=True)
    arriving = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with files.open(path, "rb") as source, arriving.open("wb") as kept:
            while chunk := source.read(CHUNK_BYTES):
                kept.write(chunk)
                between()
        arriving.rename(target)
    finally:
        arriving.unlink(missing_ok=True)


def save(storage_url: str, name: str, path: Path, between: Between = _nothing) -> None:
    """Store a file under a name below the storage's root, over what was there."""
    with path.open("rb") as source:
        _write(storage_url, name, source, between)


def is_remote(storage_url: str) -> bool:
    """Whether it takes a network to reach the storage."""
    files, _ = fsspec.core.url_to_fs(storage_url)
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
            f"The file {PurePosixPath(name).name[:12]}… is not in the storage. See that this "
            "worker's STORAGE_URL is the platform's, then retry",
        )
    return files, path


def _place(storage_url: str, name: str) -> tuple[Any, str]:
    parts = PurePosixPath(name).parts
    if not parts or ".." in parts or name.startswith("/"):
        raise Refusal(Code.INVALID, f"{name!r} does not lie in the storage")
    files, root = fsspec.core.url_to_fs(storage_url)
    return files, f"{root.rstrip('/')}/{name}"


def _write(storage_url: str, name: str, source: BinaryIO, between: Between) -> None:
    files, path = _place(storage_url, name)
    if isinstance(files, LocalFileSystem):
        _write_local(Path(path), source)
        return
    with files.open(path, "wb") as target:  # an object appears when it is closed, whole
        while chunk := source.read(CHUNK_BYTES):
            target.write(chunk)
            between()


def _write_local(path: Path, source: BinaryIO) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    arriving = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with arriving.open("wb") as target:
            while chunk := source.read(CHUNK_BYTES):
                target.write(chunk)
            target.flush()
            os.fsync(target.fileno())
        arriving.replace(path)
    finally:
        arriving.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)

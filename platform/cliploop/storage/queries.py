"""Reading bytes."""

import logging
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from pathlib import Path
from typing import BinaryIO
from urllib.parse import urlsplit

from django.conf import settings

from annotator.refusal import Code, Refusal
from cliploop.storage.place import place, reached

log = logging.getLogger(__name__)

_KEY = re.compile(r"[0-9a-f]{64}")
_SPARE = 256 * 1024 * 1024
# What one open file of an object store may hold of it; fsspec's own is 50 MB for each reader.
_AHEAD_BYTES = 2 * 1024 * 1024


def checked(key: str) -> str:
    """The key, if it is a sha256 in hex. Refuses (`invalid`) anything else."""
    if not is_key(key):
        raise Refusal(Code.INVALID, "A blob's key must be a sha256 in small hex letters")
    return key


def is_key(name: str) -> bool:
    """Whether this is what blobs are called: a sha256 in small hex letters."""
    return _KEY.fullmatch(name) is not None


@reached()
def exists(key: str) -> bool:
    """Whether the blob is here."""
    return bool(place().files.exists(place().blob(checked(key))))


def size(key: str) -> int:
    """How many bytes the blob has. Refuses (`gone`) a missing one."""
    try:
        with reached():
            return int(place().files.size(place().blob(checked(key))))
    except FileNotFoundError as error:
        raise _gone(key) from error


def open_blob(key: str) -> AbstractContextManager[BinaryIO]:
    """The blob, open for reading and seeking. Refuses as `open_path`."""
    return open_path(f"blobs/{checked(key)[:2]}/{key}")


@contextmanager
def open_path(relative: str) -> Iterator[BinaryIO]:
    """What lies at a path below the root, open for reading and seeking.

    For what is no blob, such as stills. Refuses (`gone`) what is missing, and (`unreached`) what
    the storage breaks off while it is read.
    """
    try:
        path = place().path(inside(relative))
        with reached(), place().files.open(path, "rb", block_size=_AHEAD_BYTES) as file:
            yield file
    except FileNotFoundError as error:
        raise _gone(relative) from error


@reached()
def path_exists(relative: str) -> bool:
    """Whether something lies at a path below the root."""
    return bool(place().files.exists(place().path(inside(relative))))


@reached()
def address(key: str, content_type: str, seconds: int) -> str:
    """An address at which the object store itself answers with the blob, for so long."""
    caching = f"private, immutable, max-age={seconds}"
    said = {"ResponseContentType": content_type, "ResponseCacheControl": caching}
    return str(place().files.sign(place().blob(checked(key)), expiration=seconds, **said))


def hands_out() -> bool:
    """Whether browsers are given addresses of the object store itself."""
    sends = settings.CLIPLOOP_UPLOADS == "direct" and "s3" in place().protocols
    return sends or settings.CLIPLOOP_HANDOVER == "redirect"


def origin() -> str:
    """Where browsers speak with the object store, as `https://host`; empty where they do not.

    Empty, too, where nothing can be signed: pages work without media, and what needs these says so.
    """
    try:
        return _origin(settings.STORAGE_URL) if hands_out() else ""
    except Refusal as refusal:
        log.error("%s", refusal.title)
        return ""


@cache
def _origin(storage_url: str) -> str:
    parts = urlsplit(address("0" * 64, "video/mp4", seconds=1))
    return f"{parts.scheme}://{parts.netloc}"


def free() -> int | None:
    """Bytes left, or none where the storage knows no end."""
    if not place().is_local:
        return None
    folder = Path(place().root)
    folder.mkdir(parents=True, exist_ok=True)
    return shutil.disk_usage(folder).free


def used() -> int | None:
    """Bytes taken on the disk that the storage lies on, or none where it knows no end."""
    return shutil.disk_usage(place().root).used if free() is not None else None


def require_space(size: int, folder: Path | None = None) -> None:
    """Refuse (`no-space`) `size` more bytes where they would fill the storage, or `folder`."""
    left = free() if folder is None else shutil.disk_usage(folder).free
    if left is not None and left - _SPARE < size:
        title = (
            f"The server's disk is full: {size / 1e6:.0f} MB are needed, {left / 1e6:.0f} MB are "
            "free. Ask an administrator to make room"
        )
        raise Refusal(Code.NO_SPACE, title)


def inside(relative: str) -> str:
    """The path, if it lies below the root. Refuses (`invalid`) any other."""
    if relative.startswith("/") or ".." in relative.split("/"):
        raise Refusal(Code.INVALID, "A path must lie inside of the storage")
    return os.path.normpath(relative)


def _gone(what: str) -> Refusal:
    return Refusal(Code.GONE, f"The stored file {what[:20]} is missing from the storage")

"""Videos that an ask names: a blob, or a file or folder of pictures that is read where it lies."""

import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, Protocol

from botocore.exceptions import BotoCoreError
from fsspec.implementations.local import LocalFileSystem

from annotator.contracts.errands import name_of, pictures_of, stamp_of, stamp_of_pictures
from annotator.refusal import Code, Refusal
from mlworker import blobs
from mlworker.blobs import Between


class Sourced(Protocol):
    """An ask about a video: a blob, or a file that is read where it lies."""

    @property
    def storage_url(self) -> str: ...
    @property
    def source_key(self) -> str: ...
    @property
    def source_url(self) -> str: ...
    @property
    def source_stamp(self) -> str: ...


def source(ask: Sourced) -> Path:
    """A local path with the bytes of the ask's video, for reading only.

    It leads to what was there when it was first asked for, whatever is put in its place later.
    Refuses (`not-found`) a blob that is not there, and (`gone`) a file that is not there any more
    or was changed since it was registered.
    """
    if not ask.source_url:
        return blobs.fetch(ask.storage_url, ask.source_key)
    _, path = unchanged(ask.source_url, ask.source_stamp)
    with _readable(path):
        held = _held(path, ask.source_stamp)
        if stamp(held) != ask.source_stamp:
            raise _changed(path)
    return held


@cache
def _held(path: str, _stamp: str) -> Path:
    """A path to the very file or folder that lies there, and to no other that is put there.

    It stays open as long as this process lives, which does one piece of work. Elsewhere than on
    Linux a path of its own for an open file has no beginning of its own to be read from.
    """
    if sys.platform != "linux":
        return Path(path)
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    held = Path(f"/proc/self/fd/{descriptor}")
    if os.readlink(held) != path:  # a folder on the way was a link when it was opened
        os.close(descriptor)
        raise _changed(path)
    return held


def unchanged(url: str, stamp: str) -> tuple[Any, str]:
    """The file system and path of a file read in place. Refuses (`gone`) one that is another now.

    So is one that is reached by a link: what was registered is the path of the file itself. An
    address that ends with a slash is a folder's, whose pictures are read as one file.
    """
    with _readable(url):
        files, path = blobs.system(url)
        path = path.rstrip("/")
        state = _state(files, path, is_folder=url.endswith("/"))
    linked = isinstance(files, LocalFileSystem) and os.path.realpath(path) != path
    if linked or not state or state != stamp:
        raise _changed(url)
    return files, path


def bring_unchanged(url: str, stamp: str, target: Path, between: Between = blobs.nothing) -> None:
    """Copy a file that is read in place here. Refuses as `unchanged`, also at the end."""
    files, path = unchanged(url, stamp)
    wanted = {path: target}
    if url.endswith("/"):
        target.mkdir()
        named = [name_of(one) for one in pictures_of(files.ls(path, detail=True))]
        wanted = {f"{path}/{name}": target / name for name in named}
    for one, near in wanted.items():
        with files.open(one, "rb", block_size=blobs.AHEAD_BYTES) as there, near.open("wb") as kept:
            blobs.copy(there, kept, between)
    unchanged(url, stamp)


def stamp(path: Path) -> str:
    """What `unchanged` knows a file here by, or a folder of pictures."""
    return _state(LocalFileSystem(), str(path), is_folder=path.is_dir())


def key_of(path: Path, between: Between = blobs.nothing) -> str:
    """The sha256 of a file's bytes in hex; of a folder that of its pictures and their names."""
    digest = hashlib.sha256()
    for one in pictures(path) if path.is_dir() else [path]:
        with path.open("rb") if one is path else opened(one) as file:
            if one is not path:
                digest.update(os.fsencode(f"{one.name}\0{os.fstat(file.fileno()).st_size}\0"))
            while chunk := file.read(blobs.CHUNK_BYTES):
                digest.update(chunk)
                between()
    return digest.hexdigest()


def pictures(folder: Path) -> list[Path]:
    """The pictures in a folder that is read as one file, by name."""
    listed = LocalFileSystem().ls(str(folder), detail=True)
    return [folder / name_of(one) for one in pictures_of(listed)]


def opened(path: Path) -> BinaryIO:
    """A file, open for reading, that is no link: one could have been put in its place just now."""
    return os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb")


@contextmanager
def _readable(url: str) -> Iterator[None]:
    """Refuse (`gone`) what cannot be reached at a place, with what to do."""
    name = PurePosixPath(url).name
    try:
        yield
    except FileNotFoundError as error:
        raise Refusal(
            Code.GONE,
            f"{name} is not where it was registered any more. Put it back and retry, or delete "
            "this clip",
        ) from error
    except (OSError, BotoCoreError) as error:
        raise Refusal(
            Code.GONE,
            f"{name} cannot be read where it lies ({getattr(error, 'strerror', None) or error}). "
            "See that the media worker has this folder or bucket and may read it, then retry",
        ) from error


def _changed(url: str) -> Refusal:
    return Refusal(
        Code.GONE,
        f"{PurePosixPath(url).name} has changed since it was registered. Register it again as a "
        "new clip",
    )


def _state(files: Any, path: str, *, is_folder: bool) -> str:
    """The stamp of what lies at a path; empty where it is no file, or no folder."""
    info = files.info(path)
    if info["type"] != ("directory" if is_folder else "file"):
        return ""
    if not is_folder:
        return stamp_of(info)
    return stamp_of_pictures(pictures_of(files.ls(path, detail=True)))

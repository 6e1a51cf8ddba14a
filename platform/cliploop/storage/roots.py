"""The folders and buckets whose files may be read in place, and what lies in them."""

import heapq
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath
from typing import Any

import fsspec
from botocore.exceptions import BotoCoreError
from django.conf import settings
from fsspec.implementations.local import LocalFileSystem

from annotator.contracts.errands import pictures_of, stamp_of, stamp_of_pictures
from annotator.refusal import Code, Refusal
from cliploop.storage.found import ENDINGS, Found, is_shown, suffix

MOST_LISTED = 50_000
LONGEST_PATH = 1_000
_MISSING = (FileNotFoundError, NotADirectoryError, PermissionError)
# What an object store's client raises of its own where it reaches none is no OSError.
_UNREACHABLE = (OSError, BotoCoreError)
# What lies in a folder: whether it is no folder, its name, and what a listing says of it already.
_Entry = tuple[bool, str, Mapping[str, Any] | None]


@dataclass(frozen=True)
class Root:
    """A folder or bucket that CLIPLOOP_ROOTS names. `base` is its path in `files`.

    All that looks into it refuses (`unreached`) where the folder or bucket does not answer.
    """

    name: str
    files: Any
    base: str

    def file(self, path: str) -> Found:
        """A file by its path. Refuses (`not-found`) what is no file below the root."""
        try:
            found = self._found(self._inside(path), path)
        except _UNREACHABLE as error:
            raise self._no(path, error) from error
        if found is None or found.is_folder:
            raise self._missing(path)
        return found

    def pictures(self, folder: str) -> Found:
        """The pictures in a folder as one file. Refuses (`not-found`) a folder without any."""
        folder = folder.strip("/")
        place = self._inside(folder) if folder else self.base
        try:
            is_folder = self.files.info(place)["type"] == "directory"
            found = pictures_of(self.files.ls(place, detail=True)) if is_folder else []
        except _UNREACHABLE as error:
            raise self._no(folder or self.name, error) from error
        if not found:
            raise Refusal(
                Code.NOT_FOUND,
                f"There are no pictures in {_shown(folder or self.name)}. Choose the folder that "
                "they lie in",
            )
        size = sum(int(one["size"] or 0) for one in found)
        url = f"{self._url(place)}/"
        return Found(folder or self.name, False, size, url, stamp_of_pictures(found))

    def children(self, folder: str, after: str, count: int) -> tuple[list[Found], str | None]:
        """Some of what lies in a folder, folders first, each by name, and where to go on.

        `after` is such a place, or empty. Refuses (`not-found`) a folder that is not there.
        """
        folder, behind = folder.strip("/"), (after[:1] == "1", after[1:])
        ahead = (one for one in self._entries(folder) if not after or one[:2] > behind)
        page = heapq.nsmallest(count + 1, ahead, key=lambda one: one[:2])
        found = [self._looked(f"{folder}/{name}".strip("/"), info) for _, name, info in page]
        more = f"{page[count - 1][0]:d}{page[count - 1][1]}" if len(page) > count else None
        return [one for one in found[:count] if one is not None], more

    def below(self, folder: str, after: str = "") -> Iterator[Found]:
        """Every video below a folder, by path, of those behind the path `after`.

        Refuses (`not-found`), and (`budget`) what is too much. Folders in it that went, or that may
        not be read, are left out.
        """
        seen, open_folders = 0, [self._sorted(folder.strip("/"), after.split("/"))]
        while open_folders:
            one = next(open_folders[-1], None)
            if one is None:
                open_folders.pop()
                continue
            seen += 1
            if seen > MOST_LISTED:
                raise _too_much()
            if one.is_folder:
                open_folders.append(self._readable(one.path, after.split("/")))
            else:
                yield one

    def holds(self, url: str) -> bool:
        """Whether a file that was found lies below this root."""
        return url.startswith(f"{self._url(self.base).rstrip('/')}/")

    def _readable(self, folder: str, after: list[str]) -> Iterator[Found]:
        try:
            yield from self._sorted(folder, after)
        except Refusal as refusal:
            if refusal.code is not Code.NOT_FOUND:
                raise

    def _sorted(self, folder: str, after: list[str]) -> Iterator[Found]:
        """What lies in a folder by name, of that which comes after a path or leads to it."""
        names: dict[str, Mapping[str, Any] | None] = {}
        for _, name, info in self._entries(folder):
            names[name] = info
            if len(names) > MOST_LISTED:
                raise _too_much()
        for name in sorted(names):
            path = f"{folder}/{name}".strip("/")
            parts = path.split("/")
            one = self._looked(path, names[name]) if parts >= after[: len(parts)] else None
            # Of the path itself only a folder goes on: what is behind it may lie in there.
            if one is not None and (one.is_folder or parts != after):
                yield one

    def _entries(self, folder: str) -> Iterator[_Entry]:
        """The folders and videos that are in a folder, as their names say, in any order."""
        folder = folder.strip("/")
        place = self._inside(folder) if folder else self.base
        try:
            for entry in self._listed(place):
                if is_shown(entry[1]) and (not entry[0] or suffix(entry[1]) in ENDINGS):
                    yield entry
        except _UNREACHABLE as error:
            raise self._no(folder or self.name, error) from error

    def _listed(self, place: str) -> Iterator[_Entry]:
        """What lies at a place; an object store says what it is in the same breath."""
        if self._is_local:
            with os.scandir(place) as listed:
                for one in listed:
                    yield not one.is_dir(follow_symlinks=False), one.name, None
        elif "s3" in self.files.protocol:
            yield from self._objects(place)
        else:
            for one in self.files.ls(place, detail=True):
                yield one["type"] != "directory", PurePosixPath(one["name"]).name, one

    def _objects(self, place: str) -> Iterator[_Entry]:
        """What lies at a place of an object store, asked for page by page."""
        bucket, prefix, _ = self.files.split_path(place)
        prefix = f"{prefix}/" if prefix else ""
        asked = {"Bucket": bucket, "Prefix": prefix, "Delimiter": "/"}
        seen = 0
        while True:
            told = self.files.call_s3("list_objects_v2", **asked)
            for one in told.get("CommonPrefixes", []):
                name = one["Prefix"].removeprefix(prefix).rstrip("/")
                yield False, name, {"type": "directory"}
            for one in told.get("Contents", []):
                if name := one["Key"].removeprefix(prefix):
                    yield True, name, {**one, "type": "file", "size": one["Size"]}
            seen += told.get("KeyCount", 0)
            if seen == 0 and place != self.base:
                raise FileNotFoundError(place)
            if seen > MOST_LISTED:
                raise _too_much()
            if not told.get("IsTruncated"):
                return
            asked["ContinuationToken"] = told["NextContinuationToken"]

    def _looked(self, path: str, info: Mapping[str, Any] | None) -> Found | None:
        """What lies at a path, if it is the root's."""
        try:
            return self._found(self._inside(path), path, info)
        except (OSError, Refusal):  # gone since it was listed, not readable, or a way out
            return None

    def _found(self, place: str, path: str, info: Mapping[str, Any] | None = None) -> Found | None:
        info = info or self.files.info(place)
        if info["type"] == "directory":
            # A linked folder could lead in a circle.
            return None if self._is_local and place != f"{self.base}/{path}" else Found(path, True)
        if info["type"] != "file":
            return None
        return Found(path, False, int(info["size"] or 0), self._url(place), stamp_of(info))

    def _url(self, place: str) -> str:
        return f"file://{place}" if self._is_local else str(self.files.unstrip_protocol(place))

    def _inside(self, path: str) -> str:
        """The path in the file system, with links followed. Refuses what leads out of the root."""
        parts = path.split("/")
        if not path or len(path) > LONGEST_PATH or not {"", ".", ".."}.isdisjoint(parts):
            raise self._missing(path)
        if not is_shown(parts[-1]) or "::" in path:
            raise self._missing(path)
        place = f"{self.base}/{path}"
        if not self._is_local:
            return place
        real = os.path.realpath(place)
        if not real.startswith(f"{self.base.rstrip('/')}/"):
            raise self._missing(path)
        return real

    @cached_property
    def _is_local(self) -> bool:
        return isinstance(self.files, LocalFileSystem)

    def _no(self, path: str, error: Exception) -> Refusal:
        if isinstance(error, _MISSING):
            return self._missing(path)
        return Refusal(
            Code.UNREACHED,
            f"{self.name} does not answer ({str(error)[:200]}). See that its folder or bucket can "
            "be reached from the server, then try again",
        )

    def _missing(self, path: str) -> Refusal:
        return Refusal(
            Code.NOT_FOUND,
            f"There is no {_shown(path)} in {self.name} that can be read. Look again",
        )


def roots() -> list[Root]:
    """The roots that there are, as they were written down."""
    return [_root(name, url) for name, url in settings.CLIPLOOP_ROOTS.items()]


def root(name: str) -> Root:
    """The root of that name. Refuses (`not-found`) what is not allowed."""
    url = settings.CLIPLOOP_ROOTS.get(name)
    if url is None:
        raise Refusal(
            Code.NOT_FOUND,
            f"The server has no folder called {name[:40]!r}. An administrator names them in "
            "CLIPLOOP_ROOTS",
        )
    return _root(name, url)


def require_allowed(url: str) -> None:
    """Refuse (`gone`) a file that lies below none of the roots that there are now."""
    if not any(one.holds(url) for one in roots()):
        raise Refusal(
            Code.GONE,
            f"{PurePosixPath(url).name} lies in a folder that is not read any more. Ask an "
            "administrator to put it back into CLIPLOOP_ROOTS, or upload the file itself",
        )


def _root(name: str, url: str) -> Root:
    if url.startswith("/"):
        return Root(name, LocalFileSystem(), os.path.realpath(url))
    files, base = fsspec.core.url_to_fs(url, use_listings_cache=False)
    return Root(name, files, base.rstrip("/"))


def _shown(path: str) -> str:
    return repr(path.encode(errors="replace").decode()[:200])


def _too_much() -> Refusal:
    return Refusal(
        Code.BUDGET,
        f"More than {MOST_LISTED:,} files lie there. Choose a folder inside of it",
    )

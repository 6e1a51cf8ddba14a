"""The folders and buckets whose files may be read in place, and what lies in them."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import fsspec
from django.conf import settings
from fsspec.implementations.local import LocalFileSystem

from annotator.contracts.errands import stamp_of
from annotator.refusal import Code, Refusal

# What is listed and taken of a whole folder; a file that is named may be called anything.
ENDINGS = frozenset(
    {".3g2", ".3gp", ".apng", ".asf", ".avi", ".avif", ".bmp", ".flv", ".gif", ".jpeg", ".jpg"}
    | {".m2ts", ".m4v", ".mj2", ".mkv", ".mov", ".mp4", ".mpeg", ".mpg", ".mts", ".ogg", ".ogv"}
    | {".png", ".tif", ".tiff", ".ts", ".vob", ".webm", ".webp", ".wmv", ".zip"}
)
MOST_LISTED = 50_000
LONGEST_PATH = 1_000


@dataclass(frozen=True, slots=True)
class Found:
    """A file or folder below a root. `path` is relative to it; `stamp` tells its content apart."""

    path: str
    is_folder: bool
    size_bytes: int = 0
    url: str = ""
    stamp: str = ""

    @property
    def name(self) -> str:
        """The last part of its path."""
        return PurePosixPath(self.path).name


@dataclass(frozen=True, slots=True)
class Root:
    """A folder or bucket that CLIPLOOP_ROOTS names. `base` is its path in `files`."""

    name: str
    files: Any
    base: str

    def file(self, path: str) -> Found:
        """A file by its path. Refuses (`not-found`) what is no file below the root."""
        try:
            found = self._found(self._inside(path), path)
        except OSError as error:
            raise self._missing(path) from error
        if found is None or found.is_folder:
            raise self._missing(path)
        return found

    def children(self, folder: str) -> list[Found]:
        """What lies in a folder, folders first, each by name. Refuses (`not-found`)."""
        listed = self._listed(folder)
        return sorted(listed, key=lambda one: (not one.is_folder, one.name))

    def below(self, folder: str) -> Iterator[Found]:
        """Every video below a folder. Refuses (`not-found`), and (`budget`) what is too much.

        Folders in it that went, or that may not be read, are left out.
        """
        start, seen = folder.strip("/"), 0
        waiting = [start]
        while waiting:
            path = waiting.pop()
            for one in self._listed(path) if path == start else self._readable(path):
                seen += 1
                if seen > MOST_LISTED:
                    raise Refusal(
                        Code.BUDGET,
                        f"More than {MOST_LISTED:,} files lie there. Choose a folder inside of it",
                    )
                if one.is_folder:
                    waiting.append(one.path)
                else:
                    yield one

    def _readable(self, folder: str) -> list[Found]:
        try:
            return self._listed(folder)
        except Refusal:
            return []

    def _listed(self, folder: str) -> list[Found]:
        folder = folder.strip("/")
        try:
            names = self._names(self._inside(folder) if folder else self.base)
        except OSError as error:
            raise self._missing(folder or self.name) from error
        found = []
        for name, info in names.items():
            path = f"{folder}/{name}".strip("/")
            if is_shown(name) and (one := self._looked(path, info)) is not None:
                found.append(one)
        return found

    def _looked(self, path: str, info: dict[str, Any] | None) -> Found | None:
        """What lies at a path, if it is a folder or looks like a video, and is the root's."""
        try:
            one = self._found(self._inside(path), path, info)
        except (OSError, Refusal):  # gone since it was listed, not readable, or a way out
            return None
        wanted = one is not None and (one.is_folder or suffix(one.name) in ENDINGS)
        return one if wanted else None

    def _names(self, place: str) -> dict[str, dict[str, Any] | None]:
        """The names in a folder; an object store says what they are in the same breath."""
        if self._is_local:
            return dict.fromkeys(os.listdir(place))
        return {PurePosixPath(one["name"]).name: one for one in self.files.ls(place, detail=True)}

    def _found(self, place: str, path: str, info: dict[str, Any] | None = None) -> Found | None:
        info = info or self.files.info(place)
        if info["type"] == "directory":
            # A linked folder could lead in a circle.
            return None if self._is_local and place != f"{self.base}/{path}" else Found(path, True)
        if info["type"] != "file":
            return None
        url = f"file://{place}" if self._is_local else self.files.unstrip_protocol(place)
        return Found(path, False, int(info["size"] or 0), url, stamp_of(info))

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

    @property
    def _is_local(self) -> bool:
        return isinstance(self.files, LocalFileSystem)

    def _missing(self, path: str) -> Refusal:
        shown = path.encode(errors="replace").decode()[:200]
        return Refusal(
            Code.NOT_FOUND, f"There is no {shown!r} in {self.name} that can be read. Look again"
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


def is_shown(name: str) -> bool:
    """Whether a name can be written down: hidden files and names that are no text are left out."""
    return not name.startswith(".") and name.isprintable() and len(name.encode("utf-8")) <= 255


def suffix(name: str) -> str:
    """How a name ends, in small letters."""
    return PurePosixPath(name).suffix.lower()


def _root(name: str, url: str) -> Root:
    if url.startswith("/"):
        return Root(name, LocalFileSystem(), os.path.realpath(url))
    files, base = fsspec.core.url_to_fs(url, use_listings_cache=False)
    return Root(name, files, base.rstrip("/"))

"""Where bytes lie: one file system below one URL."""

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import fsspec
from django.conf import settings
from fsspec.implementations.local import LocalFileSystem

from annotator.contracts.errands import blob_path


@dataclass(frozen=True, slots=True)
class Place:
    """A file system, and the path below which everything lies."""

    files: Any
    root: str

    @property
    def is_local(self) -> bool:
        """Whether this is a folder of this machine."""
        return isinstance(self.files, LocalFileSystem)

    @property
    def protocols(self) -> tuple[str, ...]:
        """What the file system calls itself, such as `s3`."""
        named = self.files.protocol
        return (named,) if isinstance(named, str) else tuple(named)

    def path(self, relative: str) -> str:
        """The full path of something below the root."""
        return f"{self.root}/{relative}"

    def blob(self, key: str) -> str:
        """The full path of the blob with this key."""
        return self.path(blob_path(key))


@cache
def _place(url: str, process: int) -> Place:
    # Other processes write here too, so what lies where is never remembered.
    files, root = fsspec.core.url_to_fs(url, use_listings_cache=False)
    return Place(files, root.rstrip("/"))


def place() -> Place:
    """The storage named by STORAGE_URL. Its connections are this process's own."""
    return _place(settings.STORAGE_URL, os.getpid())


def sync_folder(path: Path) -> None:
    """Make a rename in this folder last through a power cut."""
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

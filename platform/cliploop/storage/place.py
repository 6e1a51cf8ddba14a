"""Where bytes lie: one file system below one URL."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import fsspec
from aiohttp import ClientError
from botocore.exceptions import BotoCoreError
from django.conf import settings
from fsspec.implementations.local import LocalFileSystem

from annotator.contracts.errands import blob_path
from annotator.refusal import Code, Refusal

FULL = (errno.ENOSPC, errno.EDQUOT)


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


@contextmanager
def reached() -> Iterator[None]:
    """Refuse (`unreached`), naming the setting, where what runs in it is not let into the storage.

    What is only not there stays a FileNotFoundError, and a full disk what it is.
    """
    try:
        yield
    except FileNotFoundError:
        _require_bucket()
        raise
    except (BotoCoreError, ClientError) as error:
        raise _unreached(error) from error
    except OSError as error:
        if error.errno in FULL or (place().is_local and not isinstance(error, PermissionError)):
            raise
        raise _unreached(error) from error


def _require_bucket() -> None:
    """Refuse (`unreached`) where the bucket itself is missing: of a file in it one cannot tell."""
    if "s3" not in place().protocols:
        return
    bucket, _, _ = place().files.split_path(place().root)
    try:
        place().files.call_s3("head_bucket", Bucket=bucket)
    except BotoCoreError as error:
        raise _unreached(error) from error
    except FileNotFoundError:
        missing = FileNotFoundError(f"there is no bucket {bucket}")
        raise _unreached(missing) from missing
    except OSError:  # who may use a bucket need not be allowed to ask for it
        return


def _unreached(why: object) -> Refusal:
    wrong = (
        "give this user the right to write there"
        if place().is_local
        else "set the AWS_ variables right, or name a bucket that is there"
    )
    return Refusal(
        Code.UNREACHED,
        f"The storage does not work: STORAGE_URL={settings.STORAGE_URL} ({str(why)[:200]}). Ask an "
        f"administrator to {wrong}; `cliploop doctor` tells whether it works",
    )


def sync_folder(path: Path) -> None:
    """Make a rename in this folder last through a power cut."""
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

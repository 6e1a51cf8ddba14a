"""Folders of pictures, each sent as one file: a zip that is one clip, a picture a frame."""

import hashlib
import os
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from annotator.contracts.errands import PICTURES

_FORGOTTEN_SECONDS = 7 * 24 * 3600
# The same pictures are the same bytes, whenever they are packed.
_LONG_AGO = (1980, 1, 1, 0, 0, 0)


def pictures(folder: Path) -> list[Path]:
    """The pictures that lie in a folder itself, by name."""
    found = (one for one in folder.iterdir() if one.suffix.lower() in PICTURES and one.is_file())
    return sorted(one for one in found if not one.name.startswith("."))


@contextmanager
def packed(folder: Path, cache: Path) -> Iterator[Path]:
    """A zip of a folder's pictures. It stays in `cache` where what sends it fails.

    The same pictures are then the same file again, so that an upload goes on where it stopped.
    """
    found = pictures(folder)
    told = [(one.name, one.stat().st_size, one.stat().st_mtime_ns) for one in found]
    digest = hashlib.sha256(repr((str(folder.resolve()), told)).encode()).hexdigest()
    path = cache / "sequences" / f"{digest}.zip"
    path.parent.mkdir(parents=True, exist_ok=True)
    _forget(path.parent)
    if not path.exists():
        fresh = path.with_suffix(".new")
        with zipfile.ZipFile(fresh, "w") as target:
            for one in found:
                entry = zipfile.ZipInfo(one.name, _LONG_AGO)
                with one.open("rb") as source, target.open(entry, "w") as kept:
                    while piece := source.read(1 << 20):
                        kept.write(piece)
        newest = max((when for _, _, when in told), default=0)
        os.utime(fresh, ns=(time.time_ns(), newest))
        fresh.replace(path)
    yield path
    path.unlink()


def _forget(folder: Path) -> None:
    """Delete what was packed long ago and never sent."""
    for one in folder.iterdir():
        if time.time() - one.stat().st_atime > _FORGOTTEN_SECONDS:
            one.unlink(missing_ok=True)

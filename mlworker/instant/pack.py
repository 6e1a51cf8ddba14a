"""The vectors of a project in one file that is mapped: after a restart they are there at once."""

import fcntl
import os
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import orjson

from mlworker.blobs import full_disk
from mlworker.features.vectors import Halves, Vectors
from mlworker.zoo.linear import GROUPS

ROWS, INDEX = ".f16", ".index"
# Packs of projects that nobody labels any more.
KEPT_SECONDS = 30 * 24 * 3600

# The first row of a sample's clips, and how many there are.
Place = tuple[int, int]


class Pack:
    """Rows of float16, the groups side by side, and for each sample a line with how many are its.

    A line is written when its rows are on the disk, so what a killed process leaves is whole but
    for its end: a last line without its end, and rows without a line, are cut off. The file is
    mapped, never read into memory of its own: the system may take that back at any time.
    """

    def __init__(self, folder: Path, name: str) -> None:
        """Open or begin one. Raises BlockingIOError where another process has it."""
        self.name, path = name, folder / name
        self.sizes: Mapping[str, int] = {}
        self._places: dict[str, Place] = {}
        self._count, self._rows = 0, np.zeros((0, 0), np.float16)
        self._index = _opened(Path(f"{path}{INDEX}"))
        try:
            fcntl.flock(self._index, fcntl.LOCK_EX | fcntl.LOCK_NB)
            self._file = _opened(Path(f"{path}{ROWS}"))
        except BaseException:
            self._index.close()
            raise
        os.utime(Path(f"{path}{INDEX}"))
        self._restore()

    @property
    def rows(self) -> Halves:
        """All of them: float16 (rows, numbers), mapped."""
        return self._rows

    def find(self, name: str) -> Place | None:
        """Where a sample's vectors lie, by the name that they have in the cache."""
        return self._places.get(name)

    def add(self, found: Iterable[tuple[str, Vectors]]) -> None:
        """Append the vectors of samples, by their names. Those of another shape are left out.

        Refuses (`no-space`) on a full disk; what was there before stays.
        """
        lines = []
        try:
            with full_disk():
                for name, vectors in found:
                    if name not in self._places and self._fits(vectors):
                        lines.append(self._append(name, vectors))
                self._file.flush()
                os.fsync(self._file.fileno())
                self._index.write(b"".join(lines))
                self._index.flush()
        except BaseException:
            self._restore()
            raise
        self._map()

    def clear(self) -> None:
        """Begin anew."""
        self._index.truncate(0)
        self._restore()

    def close(self) -> None:
        """Let go of the file, and of the memory that it is mapped to."""
        self._rows = np.zeros((0, 0), np.float16)
        self._file.close()
        self._index.close()

    def _fits(self, vectors: Vectors) -> bool:
        sizes = {name: getattr(vectors, name).shape[1] for name in GROUPS}
        if not self.sizes:
            self.sizes = sizes
            self._index.write(_line(sizes))
        return bool(self.sizes == sizes)

    def _append(self, name: str, vectors: Vectors) -> bytes:
        rows = np.concatenate([getattr(vectors, one) for one in GROUPS], axis=1)
        self._file.write(np.ascontiguousarray(rows, np.float16).tobytes())
        self._places[name] = (self._count, len(rows))
        self._count += len(rows)
        return _line([name, len(rows)])

    def _restore(self) -> None:
        """Know what the files hold, and cut off what a killed process left half-done."""
        # To read what is mapped and cut off would end the process.
        self._rows = np.zeros((0, 0), np.float16)
        self.sizes, self._count = {}, 0
        self._places.clear()
        self._index.seek(0)
        whole, there = 0, os.fstat(self._file.fileno()).st_size
        for line in self._index:
            said = _said(line)
            if not self._believes(said, there):
                break
            whole += len(line)
        self._index.truncate(whole)
        self._file.truncate(self._count * self._row_bytes)
        self._map()

    def _believes(self, said: Any, there: int) -> bool:
        if isinstance(said, dict) and not self.sizes and set(said) == set(GROUPS):
            self.sizes = said
            return True
        if not isinstance(said, list) or not self.sizes:
            return False
        name, count = said
        if (self._count + count) * self._row_bytes > there:
            return False
        self._places[name] = (self._count, count)
        self._count += count
        return True

    @property
    def _row_bytes(self) -> int:
        return 2 * sum(self.sizes.values())

    def _map(self) -> None:
        shape = (self._count, sum(self.sizes.values()))
        self._rows = np.zeros(shape, np.float16)
        if self._count:
            self._rows = np.memmap(self._file, np.float16, "r", shape=shape)


def sweep(folder: Path) -> None:
    """Remove packs that nobody has opened for a month and nobody holds."""
    for index in folder.glob(f"*{INDEX}"):
        with suppress(OSError), _opened(index) as held:
            if time.time() - index.stat().st_mtime > KEPT_SECONDS:
                fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                index.with_suffix(ROWS).unlink(missing_ok=True)
                index.unlink()


def _opened(path: Path) -> BinaryIO:
    """A file to be read and appended to; never one that a link leads to."""
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW
    return os.fdopen(os.open(path, flags, 0o600), "r+b")


def _line(content: object) -> bytes:
    return orjson.dumps(content) + b"\n"


def _said(line: bytes) -> Any:
    """What a line says; None of one that was not written to its end."""
    if not line.endswith(b"\n"):
        return None
    try:
        return orjson.loads(line)
    except ValueError:
        return None

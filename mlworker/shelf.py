"""Videos of a storage elsewhere that were brought here: kept a while for the next job with them."""

import atexit
import os
import secrets
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from weakref import WeakValueDictionary

from annotator.refusal import Code, Refusal
from mlworker.workroom import workroom

# A long video is read for each of its segments, and again for each frame that is looked at.
MOST_BYTES = int(float(os.environ.get("CLIPLOOP_SOURCES_GB", "16")) * 2**30)
KEPT_SECONDS = 6 * 3600
LOOK_SECONDS = 0.5

Between = Callable[[], None]
# Size and times of the last change, of the bytes and of what is known of them.
State = tuple[int, int, int]


@dataclass(slots=True)
class Kept:
    """A file, how it was when it came, and how many jobs read it now."""

    path: Path
    state: State
    users: int = 1
    used: float = field(default_factory=time.monotonic)


class Shelf:
    """Files of this process, by name: within a number of bytes, but for those that are read now."""

    def __init__(self, most_bytes: int) -> None:
        """Nothing is on it, and nothing is left of it when the process ends."""
        self._most_bytes = most_bytes
        self._kept: dict[str, Kept] = {}
        self._changing = threading.Lock()
        # By name, for as long as anybody waits there: a worker sees videos without end.
        self._coming: WeakValueDictionary[str, threading.Lock] = WeakValueDictionary()
        self._room = ExitStack()
        self._folder: Path | None = None

    @contextmanager
    def held(self, name: str, fetch: Callable[[Path], None], between: Between) -> Iterator[Path]:
        """The file of that name for a while: the one that is kept, or what `fetch` writes.

        One that another thread is fetching is waited for; `between` is called meanwhile. Refuses
        as `fetch` does, on a full disk only when nothing that nobody reads is left here.
        """
        kept = self._taken(name, fetch, between)
        try:
            yield kept.path
        finally:
            with self._changing:
                kept.users -= 1
                kept.used = time.monotonic()
            self._trim(self._allowed())

    def close(self) -> None:
        """Let go of everything."""
        self._trim(0)
        self._room.close()

    def _taken(self, name: str, fetch: Callable[[Path], None], between: Between) -> Kept:
        with self._changing:
            lock = self._coming.setdefault(name, threading.Lock())
        while not lock.acquire(timeout=LOOK_SECONDS):
            between()
        try:
            with self._changing:
                kept = self._kept.pop(name, None)
                # Whoever reads strangers' files in a child could have written to it.
                if kept is not None and kept.state == _state(kept.path):
                    kept.users += 1
                    self._kept[name] = kept
                    return kept
            if kept is not None:
                kept.path.unlink(missing_ok=True)
            path = self._fetched(fetch)
            kept = Kept(path, _state(path))
            with self._changing:
                self._kept[name] = kept
            return kept
        finally:
            lock.release()

    def _fetched(self, fetch: Callable[[Path], None]) -> Path:
        with self._changing:
            if self._folder is None:
                self._folder = self._room.enter_context(workroom()).resolve()
                atexit.register(self.close)
        path = self._folder / secrets.token_hex(8)
        try:
            try:
                fetch(path)
            except Refusal as refusal:
                if refusal.code is not Code.NO_SPACE:
                    raise
                self._trim(0)
                fetch(path)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        return path

    def _allowed(self) -> int:
        """How many bytes may stay: as much of the disk is left to the jobs themselves."""
        assert self._folder is not None
        with self._changing:
            held = sum(kept.state[0] for kept in self._kept.values())
        return min(self._most_bytes, (shutil.disk_usage(self._folder).free + held) // 2)

    def _trim(self, most_bytes: int) -> None:
        """Let go of what nobody reads and was read longest ago, until the rest fits."""
        with self._changing:
            now = time.monotonic()
            left = sum(kept.state[0] for kept in self._kept.values() if kept.users)
            idle = [(kept.used, name) for name, kept in self._kept.items() if not kept.users]
            for used, name in sorted(idle, reverse=True):
                size = self._kept[name].state[0]
                if left + size > most_bytes or now - used > KEPT_SECONDS:
                    self._kept.pop(name).path.unlink(missing_ok=True)
                else:
                    left += size


def _state(path: Path) -> State:
    try:
        told = path.stat()
    except FileNotFoundError:
        return (0, 0, 0)
    return told.st_size, told.st_mtime_ns, told.st_ctime_ns

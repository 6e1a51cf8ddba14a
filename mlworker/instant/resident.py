"""Keeps the vectors of live projects at hand and answers asks one after the other, newest first.

Asks have no job behind them: nothing is claimed, cancelled or done at most once, for each is whole
in itself and an answer given twice is the same answer. Whatever is lost here is asked again.
"""

import logging
import os
import tempfile
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from hashlib import sha256
from pathlib import Path

from annotator.contracts.instant import Relearn, Relearned
from annotator.contracts.learning import Sample
from annotator.refusal import Refusal
from mlworker.features.vectors import Vectors
from mlworker.instant.pack import Pack, sweep
from mlworker.instant.posters import read_look
from mlworker.instant.project import Project, read_cached
from mlworker.instant.ranking import SHARES, Ranking
from mlworker.zoo.linear import Floats

log = logging.getLogger(__name__)

# What vectors may take of the memory; of a project larger than that the system gives back pages.
MOST_BYTES = int(float(os.environ.get("CLIPLOOP_INSTANT_MB", "640")) * 2**20)
IDLE_SECONDS = 1800.0
LOOK_SECONDS = 60.0
# Files of the cache that are opened at once, and that are read between two looks at who waits.
READERS, AT_ONCE = 8, 250
# After so many the first answer comes, then after twice as many, and so on.
FIRST = 1_000
# A poster takes as long as so many looks for vectors.
LOOKS = 4

Tells = Callable[[Relearned], None]


class Resident:
    """One thread that answers, and what it keeps between asks, longest unused first.

    Of each project only its newest ask waits: a burst of labels costs one answer, and the queue is
    never longer than there are projects.
    """

    def __init__(
        self,
        tells: Tells,
        folder: Path,
        *,
        most_bytes: int = MOST_BYTES,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        """Packs lie in `folder`; `tells` sends an answer."""
        self._tells, self._folder, self._most_bytes, self._now = tells, folder, most_bytes, now
        self._kept: OrderedDict[int, tuple[Ranking, float]] = OrderedDict()
        self._waiting: dict[int, Relearn] = {}
        self._changed = threading.Condition()
        self._threads = ThreadPoolExecutor(max(READERS, SHARES), "instant")
        self._thread: threading.Thread | None = None
        # Packs that another process holds are made again here, and are gone with it.
        self._private: tempfile.TemporaryDirectory[str] | None = None

    def take(self, ask: Relearn) -> None:
        """Let an ask wait, in place of an older one for the same project."""
        with self._changed:
            older = self._waiting.get(ask.project_id)
            if older is None or older.version <= ask.version:
                self._waiting[ask.project_id] = ask
            self._changed.notify()

    def start(self) -> None:
        """Answer what waits from now on, until the process ends."""
        with self._changed:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="instant", daemon=True)
                self._thread.start()

    def serve(self) -> bool:
        """Answer the ask that waits for longest. Returns whether there was one."""
        with self._changed:
            if not self._waiting:
                return False
            ask = self._waiting.pop(next(iter(self._waiting)))
        try:
            self._answer(ask)
        except Exception as problem:
            self._drop(ask.project_id)
            log.exception("Project %s", ask.project_id)
            self._tell(_failed(ask, problem))
        return True

    def let_go(self) -> None:
        """Let go of projects that nobody asked about for long, and of what does not fit."""
        used = self.size_bytes
        for project_id, (ranking, at) in list(self._kept.items()):
            is_last = len(self._kept) == 1
            idle = self._now() - at > IDLE_SECONDS
            if idle or (used > self._most_bytes and not is_last):
                used -= ranking.size_bytes
                self._drop(project_id)

    @property
    def size_bytes(self) -> int:
        """The memory that the vectors of projects at hand may take."""
        return sum(one.size_bytes for one, _ in self._kept.values())

    def close(self) -> None:
        """Let go of everything. Nothing may be running."""
        for project_id in self.kept:
            self._drop(project_id)
        self._threads.shutdown()
        if self._private is not None:
            self._private.cleanup()

    @property
    def kept(self) -> tuple[int, ...]:
        """The projects at hand, longest unused first."""
        return tuple(self._kept)

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting, LOOK_SECONDS)
            if not self.serve():
                self.let_go()

    def _answer(self, ask: Relearn) -> None:
        """Say what comes first, again and again as more is read, until somebody waits."""
        ranking = self._ranking(ask)
        ranking.project.apply(ask)
        most = FIRST
        while True:
            self._read(ranking.project, ask.storage_url, most)
            is_more = ranking.look(
                ask, max(1, most // LOOKS), partial(self._looked, ask.storage_url)
            )
            self._tell(ranking.rank(ask))
            self._kept[ask.project_id] = (ranking, self._now())
            self._kept.move_to_end(ask.project_id)
            self.let_go()
            if not (ranking.project.unread or is_more):
                return
            if self._waiting:
                with self._changed:
                    self._waiting.setdefault(ask.project_id, ask)
                return
            most *= 2

    def _read(self, project: Project, storage_url: str, most: int) -> None:
        reads = partial(self._cached, storage_url)
        done = 0
        while project.unread and done < most and (done < FIRST or not self._waiting):
            project.read(AT_ONCE, reads)
            done += AT_ONCE

    def _cached(
        self, storage_url: str, samples: list[Sample], version: str
    ) -> Iterable[Vectors | None]:
        return self._threads.map(lambda one: read_cached(storage_url, one, version), samples)

    def _looked(self, storage_url: str, keys: list[str]) -> Iterable[Floats | None]:
        return self._threads.map(partial(read_look, storage_url), keys)

    def _ranking(self, ask: Relearn) -> Ranking:
        """What is kept of the project, or what its state and its pack say."""
        kept, _ = self._kept.get(ask.project_id, (None, 0.0))
        if kept is not None and kept.project.state_key == ask.state_key:
            return kept
        project = Project(ask, partial(self._pack, ask, kept))
        if project.is_wasteful:
            project.pack.clear()
            project = Project(ask, lambda _: project.pack)
        if kept is None:
            return Ranking(project, self._threads)
        kept.turn_to(project)
        return kept

    def _pack(self, ask: Relearn, kept: Ranking | None, version: str) -> Pack:
        """The pack of a project's vectors: the one that is open, its file, or a private one."""
        name = pack_name(ask, version)
        if kept is not None:
            if kept.project.pack.name == name:
                return kept.project.pack
            kept.project.pack.close()
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self._folder.stat().st_uid != os.getuid():
                raise PermissionError(f"{self._folder} is another's")
            sweep(self._folder)
            return Pack(self._folder, name)
        except OSError as problem:
            log.warning("The pack %s is made anew in memory of this process: %s", name, problem)
        if self._private is None:
            self._private = tempfile.TemporaryDirectory(prefix="cliploop-packs-")
        return Pack(Path(self._private.name), name)

    def _drop(self, project_id: int) -> None:
        kept = self._kept.pop(project_id, None)
        if kept is not None:
            kept[0].project.pack.close()

    def _tell(self, answer: Relearned) -> None:
        """Send an answer. One that does not get through is no loss: it is asked for again."""
        try:
            self._tells(answer)
        except Exception:
            log.exception("The answer for project %s was not sent", answer.project_id)


def pack_name(ask: Relearn, version: str) -> str:
    """What the pack of a project's vectors of this version is called."""
    storage = sha256(ask.storage_url.encode()).hexdigest()[:16]
    return f"{storage}-{ask.project_id}-{version}"


def _failed(ask: Relearn, problem: Exception) -> Relearned:
    title = f"The order could not be renewed ({type(problem).__name__}); the worker's log says more"
    if isinstance(problem, Refusal):
        title = problem.title
    return Relearned(ask.job_id, ask.token, ask.project_id, ask.version, front=(), error=title)


def folder() -> Path:
    """Where packs lie: a folder that outlives the process, and is nobody else's."""
    default = Path(tempfile.gettempdir()) / f"cliploop-packs-{os.getuid()}"
    return Path(os.environ.get("CLIPLOOP_PACKS") or default)


def take(ask: Relearn, tells: Tells) -> None:
    """Have an ask answered by this process's own resident."""
    _resident(tells).take(ask)


@cache
def _resident(tells: Tells) -> Resident:
    made = Resident(tells, folder())
    made.start()
    return made

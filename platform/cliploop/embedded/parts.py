"""A part: one child process that lives and dies with the one that started it."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from cliploop.embedded.folder import CannotStart

MARK = "CLIPLOOP_PART_OF"
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Account:
    """The system user that a part runs as."""

    user: int
    group: int


@dataclass(slots=True)
class Part:
    """What to run, how to see that it is ready, and how to ask it to stop.

    `ready` is asked several times a second once the process runs. `stop_signal` is what this
    program takes for "finish and go"; `grace_seconds` later it is killed with all it started.
    `death_signal` is sent when our own process dies; without it, the same.
    """

    name: str
    title: str
    command: list[str]
    environment: Mapping[str, str]
    log: Path
    ready: Callable[[], bool] = lambda: True
    account: Account | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    grace_seconds: float = 4.0
    death_signal: signal.Signals | None = None
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def alive(self) -> bool:
        """Whether its process runs."""
        return self.process is not None and self.process.poll() is None

    def spawn(self) -> None:
        """Start the process, its output going to the log. Call from the main thread only.

        Linux sends the death signal when the *thread* that started the child ends.
        """
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                env={**self.environment, MARK: f"{self.name}:{self.log.parent}"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd="/",
                user=self.account.user if self.account else None,
                group=self.account.group if self.account else None,
                extra_groups=[] if self.account else None,
                start_new_session=True,
                preexec_fn=_die_with_parent(self.death_signal or self.stop_signal)
                if _libc
                else None,
            )

    def ask_to_stop(self) -> None:
        """Send the signal that ends it in order."""
        if self.alive and self.process is not None:
            self.process.send_signal(self.stop_signal)

    def kill(self) -> None:
        """End it and everything it started, at once."""
        if self.process is None:
            return
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        self.process.wait()

    def last_words(self, lines: int = 12) -> str:
        """The end of its log."""
        try:
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
        except OSError:
            return ""


_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def _die_with_parent(sent: signal.Signals) -> Callable[[], None]:
    parent = os.getpid()

    def in_child() -> None:
        if _libc is not None:
            _libc.prctl(_PR_SET_PDEATHSIG, int(sent), 0, 0, 0)
        if os.getppid() != parent:  # it died before the wish was known
            os._exit(1)

    return in_child


def sweep(logs: Path) -> list[str]:
    """Names of the parts that a killed run on this folder left behind; they are ended now.

    Refuses to go on beside one that does not end.
    """
    left = [(process, name) for process in psutil.process_iter() if (name := _part(process, logs))]
    for process, name in left:
        try:
            # SIGQUIT is PostgreSQL's immediate shutdown: nothing is lost, its log is replayed.
            process.send_signal(signal.SIGQUIT if name == "postgres" else signal.SIGKILL)
        except psutil.NoSuchProcess:
            continue
    _, stubborn = psutil.wait_procs([process for process, _ in left], timeout=10)
    if stubborn:
        raise CannotStart(
            f"A process of a former run does not end (number {stubborn[0].pid}). "
            "End it and start again"
        )
    return sorted({name for _, name in left})


def _part(process: psutil.Process, logs: Path) -> str | None:
    try:
        mark = process.environ().get(MARK, "")
    except (psutil.Error, OSError):
        return None
    name, _, folder = mark.partition(":")
    return name if folder == str(logs) and process.pid != os.getpid() else None

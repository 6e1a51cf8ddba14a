"""The processes of steps: forks of a template that has loaded their packages, to begin at once.

A worker has a template for each kind of packages, from its first such step until a while without
any; where nothing can be forked, a step has an interpreter of its own.

Not multiprocessing's forkserver: that has the environment of who starts it, secrets included, as
has all it forks; there is one per process, whatever is to be loaded; and it kills no groups.
"""

import atexit
import contextlib
import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from annotator.contracts.learning import FEATURES, PREDICT, TRAIN
from annotator.contracts.message import Work
from annotator.contracts.packaging import PACKAGE
from annotator.contracts.saliency import SALIENCY
from annotator.contracts.serving import BRING, INFER, MEASURE
from annotator.contracts.words import READ_CLIPS, READ_WORDS
from mlworker.template import Ends, kill

log = logging.getLogger(__name__)

START_SECONDS = 120.0
END_SECONDS = 10.0
# Home and temporary folder while packages load: that of whoever looks, and so each step's own.
HERE = "/proc/self/cwd"

DECODING = (
    "mlworker.decode.ingest", "mlworker.decode.segment", "mlworker.decode.join",
    "mlworker.decode.cut", "mlworker.decode.still", "mlworker.assist.track",
)  # fmt: skip
LEARNING = (
    "mlworker.features.compute", "mlworker.training.run", "mlworker.inference.run",
    "mlworker.saliency.show", "mlworker.serving.infer", "mlworker.packaging.package",
)  # fmt: skip
LEARNERS = (
    FEATURES, TRAIN, PREDICT, PACKAGE, SALIENCY, BRING, INFER, MEASURE, READ_CLIPS, READ_WORDS,
)  # fmt: skip


class Process(Protocol):
    """The process of a step, as who watches over it sees it."""

    @property
    def pid(self) -> int: ...

    @property
    def returncode(self) -> int | None: ...

    def poll(self) -> int | None:
        """The exit code, or minus the signal that ended it; none while it runs."""

    def wait(self, timeout: float | None = None) -> int:
        """The same once it has ended. Raises `subprocess.TimeoutExpired`."""

    def end(self) -> None:
        """Kill it with all that it started, at once."""


class Fresh(subprocess.Popen[bytes]):
    """A process of its own interpreter, where nothing can be forked."""

    def __init__(self, variables: Mapping[str, str], folder: Path, ends: Ends) -> None:
        """Start it. The calling thread must outlive it: its end is the process's."""
        super().__init__(
            [sys.executable, "-m", "mlworker.child", str(ends.replies), str(os.getpid())],
            stdin=ends.order,
            stdout=subprocess.DEVNULL,
            stderr=ends.errors,
            pass_fds=[ends.replies],
            cwd=folder,
            env=variables,
            start_new_session=True,
        )

    def end(self) -> None:
        """Kill it with all that it started."""
        kill(self.pid)
        self.wait()


class Forked:
    """A process of which its template tells."""

    def __init__(self, pid: int, lifeline: socket.socket) -> None:
        """`lifeline` brings the exit code once it has ended."""
        self.pid, self._lifeline = pid, lifeline
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """The exit code, or minus the signal that ended it; none while it runs."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """The same once it has ended. Raises `subprocess.TimeoutExpired`."""
        if self.returncode is None:
            self._lifeline.settimeout(timeout)
            try:
                said = self._lifeline.recv(64)
            except (BlockingIOError, TimeoutError):
                raise subprocess.TimeoutExpired("mlworker.template", timeout or 0) from None
            if not said:  # the template is dead, and with it the step, but not what that started
                kill(self.pid)
            self.returncode = int(said or -signal.SIGKILL)
        return self.returncode

    def end(self) -> None:
        """Kill it with all that it started."""
        with self._lifeline:
            try:
                if self.poll() is None:
                    self._lifeline.shutdown(socket.SHUT_WR)
                    self.wait(END_SECONDS)
            except (OSError, subprocess.TimeoutExpired):  # its template does not do its work
                kill(self.pid)
                self.returncode = -signal.SIGKILL


class Template:
    """A template, as its worker sees it."""

    def __init__(self, packages: Sequence[str], variables: Mapping[str, str]) -> None:
        """Start it. What it is told before it has loaded its packages waits."""
        self.packages, self.variables = packages, variables
        self._orders, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "mlworker.template", *packages],
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                cwd="/proc",  # nobody can leave a file there for a package to find
                env=variables,
                start_new_session=True,
            )

    def fork(self, ends: Ends) -> Forked | None:
        """A process that does what its order says; none of a template that forks no more."""
        lifeline, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            with theirs:
                sent = [theirs.fileno(), ends.order, ends.errors, ends.replies]
                socket.send_fds(self._orders, [b"fork"], sent)
            lifeline.settimeout(START_SECONDS)
            if said := lifeline.recv(64):
                return Forked(int(said), lifeline)
        except OSError as problem:
            log.warning("A template forks no more: %s", problem)
        lifeline.close()
        self._orders.close()
        return None

    def loads(self, packages: Sequence[str], variables: Mapping[str, str]) -> bool:
        """Whether it was to load these packages with these variables."""
        return (self.packages, self.variables) == (packages, variables)

    def is_open(self) -> bool:
        """Whether it takes orders."""
        return self._orders.fileno() >= 0

    def fate(self) -> int | None:
        """The exit code of a template that has ended; it is let go."""
        if self._process.poll() is not None:
            self._orders.close()
        code: int | None = self._process.returncode
        return code

    def close(self) -> None:
        """Let it go: it ends with its last step."""
        self._orders.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(1)


class Templates:
    """The templates of this process."""

    def __init__(self) -> None:
        """None yet."""
        self._lock = threading.Lock()
        self._running: list[Template] = []
        self._unfit: list[Template] = []

    def begin(self, work: Work, variables: Mapping[str, str], folder: Path, ends: Ends) -> Process:
        """A process for a step: forked where that can be, of an interpreter of its own else."""
        common = {**variables, "HOME": HERE, "TMPDIR": HERE, "OPENBLAS_NUM_THREADS": "1"}
        packages = packages_of(work)
        for _ in range(2):  # one that was let go, or killed, is started anew
            template = self._one(packages, common)
            forked = template and template.fork(ends)
            if forked:
                return forked
        return Fresh(variables, folder, ends)

    def close(self) -> None:
        """Let all go."""
        with self._lock:
            while self._running:
                self._running.pop().close()

    def _one(self, packages: Sequence[str], variables: Mapping[str, str]) -> Template | None:
        with self._lock:
            for template in [*self._running]:
                fate = template.fate()
                if fate is None:
                    continue
                self._running.remove(template)
                if fate > 0:  # its log says why
                    self._unfit.append(template)
            unfit = any(one.loads(packages, variables) for one in self._unfit)
            if unfit or not hasattr(os, "pidfd_open"):
                return None
            for template in self._running:
                if template.is_open() and template.loads(packages, variables):
                    return template
            self._running.append(Template(packages, variables))
            return self._running[-1]


TEMPLATES = Templates()
atexit.register(TEMPLATES.close)


def packages_of(work: Work) -> Sequence[str]:
    """What is loaded before a step of some work begins."""
    return LEARNING if work in LEARNERS else DECODING

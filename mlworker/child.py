"""Runs a step in a process of its own, within limits, and ends it with all it started.

Hostile files and torch live there, so that what they break is one attempt and not the worker.
"""

import contextlib
import ctypes
import errno
import importlib
import json
import os
import resource
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from annotator.contracts.message import Message, Work
from annotator.contracts.registry import WORKS
from annotator.refusal import Code, Refusal

REPORT_SECONDS = 0.25
GRACE = 5
_PR_SET_PDEATHSIG = 1
_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000


class Progress(Protocol):
    """What a step calls to say how far it is. Cheap: all but the latest are dropped.

    `detail` goes into the job's detail (a list there is appended to) and is never dropped. With
    `kept=True` the step says that it has stored what a next attempt will go on from.
    """

    def __call__(
        self, done: float = 0, total: float = 0, unit: str = "", message: str = "", **detail: Any
    ) -> None: ...


Step = Callable[[Any, Progress], Message]


@dataclass(frozen=True, slots=True)
class Limits:
    """What a step may use. 0 means no limit.

    `silence_seconds` is how long it may go without progress: what hangs inside a library cannot
    be interrupted, only killed. `way_out` is what to do where it took more than it may; without
    one it reads a video as it came. `folder_bytes` is what all files of its folder may gain.
    """

    memory_bytes: int = 0
    cpu_seconds: int = 0
    file_bytes: int = 0
    open_files: int = 0
    folder_bytes: int = 0
    wall_seconds: float = 0
    silence_seconds: float = 0
    niceness: int = 0
    network: bool = True
    way_out: str = ""


class Teller:
    """Writes what a step has to say, one JSON line each, to the parent."""

    def __init__(self, pipe: int) -> None:
        """`pipe` is a dedicated one: libraries print on the standard streams."""
        self._pipe = os.fdopen(pipe, "w", buffering=1, encoding="utf-8")
        self._lock = threading.Lock()  # those who decode ahead say so, too
        self._said = 0.0
        self._latest = (0.0, 0.0, "", "")
        self._begun = time.monotonic()

    def progress(
        self, done: float = 0, total: float = 0, unit: str = "", message: str = "", **detail: Any
    ) -> None:
        """Say how far the step is."""
        now = time.monotonic()
        if not detail and now - self._said < REPORT_SECONDS:
            return
        self._said, self._latest = now, (done, total, unit, message)
        words = {"done": done, "total": total, "unit": unit, "message": message, "detail": detail}
        self.tell("progress", words)

    def cost(self) -> None:
        """Say what the step took, beside how far it got."""
        seconds = round(time.monotonic() - self._begun, 3)
        self.progress(*self._latest, cost={"seconds": seconds, **_used()})

    def tell(self, kind: str, content: Mapping[str, Any]) -> None:
        """Say one thing."""
        with self._lock:
            self._pipe.write(json.dumps({kind: content}) + "\n")


def main(order: Mapping[str, Any], pipe: int, parent: int) -> None:
    """Do what an order says: its step, its ask, its limits. Answers on `pipe`."""
    limits = Limits(**order["limits"])
    confine(limits, parent)
    teller = Teller(pipe)
    try:
        work = named(order["work"])
        reply = find(order["step"])(work.ask.unpack(order["ask"]), teller.progress)
        teller.cost()
        teller.tell("reply" if isinstance(reply, work.reply) else "other", reply.pack())
    except Refusal as refusal:
        teller.tell("refused", {"code": refusal.code, "title": refusal.title})
    except Exception as problem:
        reason = exhausted(problem, limits) or _unexpected(problem)
        teller.tell("refused", {"code": reason.code, "title": reason.title})


def exhausted(problem: Exception, limits: Limits) -> Refusal | None:
    """The refusal of what ran into a limit, or into the end of the disk; none of another error."""
    number = getattr(problem, "errno", None)
    if isinstance(problem, MemoryError):
        most = f"{limits.memory_bytes >> 20:,} MB of " if limits.memory_bytes else ""
        smaller = "Make the video smaller (resolution, bit depth) and upload it again"
        return Refusal(
            Code.BUDGET,
            f"This needs more than the {most}memory that one job may use. "
            f"{limits.way_out or smaller}",
        )
    if number == errno.EFBIG:
        return Refusal(
            Code.BUDGET,
            f"This writes a file of more than the {limits.file_bytes >> 20:,} MB that one job may "
            "write. Split the video into shorter parts",
        )
    if number == errno.EMFILE:
        split = "Split the video into shorter parts"
        return Refusal(
            Code.BUDGET,
            f"This needs more than the {limits.open_files} open files that one job may have at "
            f"once. {limits.way_out or split}",
        )
    if number in (errno.ENOSPC, errno.EDQUOT):
        return Refusal(
            Code.NO_SPACE,
            "The disk of the machine that prepares videos is full. Free some space there, then "
            "retry",
        )
    return None


def find(step: str) -> Step:
    """The step of a dotted name, `package.module:function`."""
    module, _, name = step.partition(":")
    found: Step = getattr(importlib.import_module(module), name)
    return found


def named(work: str) -> Work:
    """The work of a name."""
    return next(one for one in WORKS if one.name == work)


def confine(limits: Limits, parent: int) -> None:
    """Take on limits for the rest of this process's life, and die when the parent does.

    The hard limit lies above the soft one: the soft one for time ends with a signal of its own.
    """
    for kind, most in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CPU, limits.cpu_seconds),
        (resource.RLIMIT_FSIZE, limits.file_bytes),
        (resource.RLIMIT_NOFILE, limits.open_files),
    ):
        if most:
            resource.setrlimit(kind, (most, most + GRACE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    os.nice(limits.niceness)
    if sys.platform != "linux":
        return
    library = ctypes.CDLL(None, use_errno=True)
    library.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:  # it died before the wish was known
        os._exit(1)
    if not limits.network and library.unshare(_CLONE_NEWNET):
        # Without the right to it, a user namespace of one's own gives it, where that is allowed.
        library.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def _used() -> dict[str, Any]:
    """On what this process computed, and the most memory that it had there; 0 is not known."""
    torch = sys.modules.get("torch")
    if torch is not None and torch.cuda.is_initialized():
        peak = int(torch.cuda.max_memory_allocated())
        return {"device": str(torch.cuda.get_device_name()), "peak_bytes": peak}
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:  # there is none but on Linux
        return {"device": "cpu", "peak_bytes": 0}
    return {"device": "cpu", "peak_bytes": int(status.partition("VmHWM:")[2].split()[0]) << 10}


def _unexpected(problem: Exception) -> Refusal:
    traceback.print_exception(problem)
    words = f"{type(problem).__name__}: {problem}"[:300]
    return Refusal(
        Code.UNEXPECTED,
        f"The worker met an error it did not expect ({words}). Retry; its log says more",
    )


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):  # the parent is gone, and so is the reason to speak
        main(json.loads(sys.stdin.read()), int(sys.argv[1]), int(sys.argv[2]))

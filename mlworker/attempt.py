"""Runs a step in a child process and watches over it: what it says, how long, whether wanted."""

import contextlib
import json
import logging
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from annotator.contracts.message import Message, Work
from annotator.refusal import Code, Refusal
from mlworker.child import Limits
from mlworker.processes import TEMPLATES
from mlworker.staging import staged
from mlworker.template import Ends
from mlworker.workroom import used_bytes, workroom

log = logging.getLogger(__name__)
LOOK_SECONDS = 0.25
WEIGH_SECONDS = 5.0
KEPT_BYTES = 8 << 10
PIPE_BYTES = 64 << 10
LONGEST_LINE_BYTES = 64 << 20
KEPT_VARIABLES = (
    "PATH",
    "LANG",
    "LC_ALL",
    "TZ",
    "LD_LIBRARY_PATH",
    "SSL_CERT_FILE",
    "CLIPLOOP_SAM2",
)
TORCH_VARIABLES = (
    "CUDA_",
    "NVIDIA_",
    "CLIPLOOP_DEVICE",
    "CLIPLOOP_WEIGHTS",
    "GOMP_",
    "OMP_",
    "TORCH_",
    "HF_",
)
REMOTE_VARIABLES = ("AWS_", "FSSPEC_", "S3_")

Hears = Callable[[Mapping[str, Any]], None]


class Attempt:
    """One step in one child process, from its start to its end."""

    def __init__(self, work: Work, step: str, ask: Message, limits: Limits, folder: Path) -> None:
        """Start the child, out of a template where there is one."""
        self._limits = limits
        self._replies = {"reply": work.reply, "other": work.other or work.reply}
        self._begun = self._heard = self._weighed = time.monotonic()
        self._folder, self._brought = folder, used_bytes(folder)
        self._errors = b""
        self._line = b""
        variables = environment(folder, limits, str(getattr(ask, "storage_url", "")))
        order = {
            "work": work.name, "step": step, "ask": ask.pack(), "limits": asdict(limits),
            "folder": str(folder), "variables": variables,
        }  # fmt: skip
        with contextlib.ExitStack() as theirs:
            (order_read, stdin), (self._stderr, errors), (self._pipe, pipe) = (
                os.pipe() for _ in range(3)
            )
            for end in (order_read, errors, pipe):
                theirs.callback(os.close, end)
            self._process = TEMPLATES.begin(work, variables, folder, Ends(order_read, errors, pipe))
        with contextlib.suppress(BrokenPipeError), os.fdopen(stdin, "wb") as writing:
            writing.write(json.dumps(order).encode())

    def finish(self, hears: Hears, wanted: Callable[[], bool]) -> Message:
        """The step's reply. `hears` gets its progress; `wanted` is asked several times a second.

        Refuses as the step did, and for what was ended (`cancelled`, `budget`), killed by others
        (`killed`) or died (`unexpected`).
        """
        try:
            answer = self._answer(hears, wanted)
        finally:
            self.kill()
        if answer is None:
            answer = self._cause_of_death()
        if not isinstance(answer, Refusal):
            return answer
        if answer.code in (Code.KILLED, Code.UNEXPECTED):
            log.error("%s. The end of what it wrote:\n%s", answer.title, self.errors)
        raise answer

    @property
    def errors(self) -> str:
        """The end of what it wrote on standard error."""
        return self._errors.decode(errors="replace").strip()

    def kill(self) -> None:
        """End the child and all it started, at once."""
        self._process.end()
        os.close(self._pipe)
        os.set_blocking(self._stderr, False)
        with contextlib.suppress(BlockingIOError):
            self._keep(os.read(self._stderr, PIPE_BYTES))
        os.close(self._stderr)

    def _answer(self, hears: Hears, wanted: Callable[[], bool]) -> Message | Refusal | None:
        """What it answers; none from one that died. Whatever it does after that is not waited for.

        An interpreter on its way out may wait without end for threads of its libraries.
        """
        for kind, words in self._said(wanted):
            if kind == "progress":
                hears(words)
            elif kind == "refused":
                return Refusal(Code(words["code"]), str(words["title"]))
            elif kind in self._replies:
                return self._replies[kind].unpack(words)
        return None

    def _said(self, wanted: Callable[[], bool]) -> Iterator[tuple[str, dict[str, Any]]]:
        with selectors.DefaultSelector() as selector:
            selector.register(self._pipe, selectors.EVENT_READ)
            selector.register(self._stderr, selectors.EVENT_READ)
            while True:
                ended = self._process.poll() is not None
                ready = [key.fd for key, _ in selector.select(0 if ended else LOOK_SECONDS)]
                if ended and not ready:
                    return
                for source in ready:
                    chunk = os.read(source, PIPE_BYTES)
                    if not chunk:
                        selector.unregister(source)
                    elif source == self._stderr:
                        self._keep(chunk)
                    else:
                        yield from self._lines(chunk)
                if not ended:
                    self._check(wanted)
                if not selector.get_map():  # it has closed both ends and is likely about to go
                    with contextlib.suppress(subprocess.TimeoutExpired):
                        self._process.wait(LOOK_SECONDS)

    def _keep(self, chunk: bytes) -> None:
        self._errors = (self._errors + chunk)[-KEPT_BYTES:]

    def _lines(self, chunk: bytes) -> Iterator[tuple[str, dict[str, Any]]]:
        self._heard = time.monotonic()
        *lines, self._line = (self._line + chunk).split(b"\n")
        if len(self._line) > LONGEST_LINE_BYTES:
            raise Refusal(
                Code.TOO_LARGE, "The reply of this job is too long. Ask for less at a time"
            )
        for line in lines:
            yield from json.loads(line).items()

    def _check(self, wanted: Callable[[], bool]) -> None:
        now, limits = time.monotonic(), self._limits
        if not wanted():
            raise Refusal(Code.CANCELLED, "Cancelled")
        if limits.wall_seconds and now - self._begun > limits.wall_seconds:
            raise Refusal(
                Code.BUDGET,
                f"This took longer than the {span(limits.wall_seconds)} that one job may take. "
                + (limits.way_out or "Split it into smaller parts"),
            )
        if limits.silence_seconds and now - self._heard > limits.silence_seconds:
            raise Refusal(Code.BUDGET, _fell_silent(limits))
        if limits.folder_bytes and now - self._weighed > WEIGH_SECONDS:
            self._weighed = now
            self._weigh()

    def _weigh(self) -> None:
        most = self._limits.folder_bytes
        if used_bytes(self._folder) - self._brought > most:
            raise Refusal(
                Code.BUDGET,
                f"This writes more than the {most >> 20:,} MB in all that one job may write. "
                + (self._limits.way_out or "Split the video into shorter parts"),
            )

    def _cause_of_death(self) -> Refusal:
        code = self._process.returncode or 0
        if code == -signal.SIGXCPU:
            return Refusal(
                Code.BUDGET,
                f"This used up the {span(self._limits.cpu_seconds)} of processor time that one "
                f"job may use. {self._limits.way_out or 'Split the video into shorter parts'}",
            )
        if code == -signal.SIGKILL:
            return Refusal(
                Code.KILLED,
                "The process doing this was killed, most likely because the machine ran out of "
                "memory. Close other programs or give the machine more memory, then retry",
            )
        how = f"signal {signal.Signals(-code).name}" if code < 0 else f"code {code}"
        last = self.errors.splitlines()[-1][:200] if self.errors else "nothing in its log"
        return Refusal(Code.UNEXPECTED, f"The process doing this ended ({how}; {last}). Retry")


def run(
    work: Work, step: str, ask: Message, limits: Limits, hears: Hears, wanted: Callable[[], bool]
) -> Message:
    """The reply of a step, done in a child process in an empty folder. Refuses as `finish`."""

    def between() -> None:
        if not wanted():
            raise Refusal(Code.CANCELLED, "Cancelled")

    with workroom() as folder:
        if limits.network:
            return Attempt(work, step, ask, limits, folder).finish(hears, wanted)
        with staged(ask, folder / "storage", between) as near:
            return Attempt(work, step, near, limits, folder).finish(hears, wanted)


def environment(folder: Path, limits: Limits, storage_url: str) -> dict[str, str]:
    """The variables a child gets: no secret but those of a storage that is elsewhere."""
    kept = KEPT_VARIABLES + (TORCH_VARIABLES if limits.network else ())
    if limits.network and "://" in storage_url and not storage_url.startswith("file:"):
        kept += REMOTE_VARIABLES
    passed = {name: value for name, value in os.environ.items() if name.startswith(kept)}
    # Threads that wait for each other by turning in circles hold up the one that they wait for
    # wherever cores are shared. So they soon sleep, which costs a machine with nothing else little.
    threads = {"GOMP_SPINCOUNT": "1000"}
    if not limits.network:
        threads = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    source = os.pathsep.join(filter(None, sys.path))
    return {
        **threads, **passed, "HOME": str(folder), "TMPDIR": str(folder), "PYTHONPATH": source,
        "PYTHONSAFEPATH": "1", "PYTHONUNBUFFERED": "1", "MALLOC_ARENA_MAX": "2",
    }  # fmt: skip


def _fell_silent(limits: Limits) -> str:
    long = span(limits.silence_seconds)
    if limits.way_out:
        return f"Nothing was heard of this for {long}. {limits.way_out}"
    return (
        f"Nothing came out of this file for {long}: it is damaged or made to hold readers up. "
        "Re-encode it (for example with HandBrake) and upload it again"
    )


def span(seconds: float) -> str:
    """A length of time in words."""
    if seconds < 120:
        return f"{seconds:.0f} seconds"
    return f"{seconds / 60:.0f} minutes" if seconds < 7200 else f"{seconds / 3600:.0f} hours"

"""Steps that behave badly, for the tests of what watches over them."""

import errno
import json
import os
import resource
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import numpy as np
import psutil
from threadpoolctl import threadpool_info  # type: ignore[import-untyped]  # it has no types

from annotator.contracts.media import (
    DrawStill,
    IngestVideo,
    StillDrawn,
    VideoIngested,
)
from annotator.refusal import Code, Refusal
from mlworker import blobs
from mlworker.child import Progress
from mlworker.decode.ingest import ingest


def answer(ask: DrawStill, progress: Progress) -> StillDrawn:
    """Reply at once, after chatter on the standard streams that is not for the parent."""
    os.write(1, b'{"reply": "not this one"}\n')
    os.write(2, b"chatter\n")
    progress(1, 2, "frames", curve=[{"step": 1}])
    progress(2, 2, "frames", curve=[{"step": 2}])
    return StillDrawn(ask.job_id, ask.token, 1, ask.source_frame)


def linger(ask: DrawStill, progress: Progress) -> StillDrawn:
    """Reply, and leave something behind that the interpreter's end waits for."""
    threading.Thread(target=time.sleep, args=[600]).start()
    return StillDrawn(ask.job_id, ask.token, 1, ask.source_frame)


def stumble(ask: DrawStill, progress: Progress) -> StillDrawn:
    """Meet an error that nobody expected."""
    raise ZeroDivisionError("by nothing")


def refuse(ask: DrawStill, progress: Progress) -> StillDrawn:
    """Refuse."""
    raise Refusal(Code.UNSUPPORTED, "Not this. Try that")


def hang(ask: DrawStill, progress: Progress) -> StillDrawn:
    """Start a process of its own, write its number to the target, and say nothing more."""
    child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
    with open(ask.target_path, "w") as target:
        target.write(f"{os.getpid()} {child.pid}")
    time.sleep(600)
    raise AssertionError


def crash(ask: DrawStill, progress: Progress) -> StillDrawn:
    """Die as a decoder would."""
    os.abort()


def fall(ask: DrawStill, progress: Progress) -> StillDrawn:
    """Keep something, and be killed, as by a system that runs out of memory."""
    progress(1, 2, "frames", kept=True)
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def devour(ask: DrawStill, progress: Progress) -> StillDrawn:
    """Ask for more memory than there is to have."""
    bytearray(8 << 30)
    raise AssertionError


def write(ask: DrawStill, progress: Progress) -> StillDrawn:
    """Write a file without end."""
    with open("endless", "wb", buffering=0) as target:
        while True:
            target.write(bytes(1 << 20))


def fill(ask: DrawStill, progress: Progress) -> StillDrawn:
    """Write to a disk that is full."""
    with open("/dev/full", "wb", buffering=0) as target:
        target.write(b"1")
    raise AssertionError


def overrun(ask: DrawStill, progress: Progress) -> StillDrawn:
    """Write past the end of a quota."""
    raise OSError(errno.EDQUOT, "Disk quota exceeded")


def fall_silent(ask: DrawStill, progress: Progress) -> StillDrawn:
    """Close all that the parent listens to, and stay."""
    os.closerange(1, 256)
    time.sleep(600)
    raise AssertionError


def call(ask: DrawStill, progress: Progress) -> StillDrawn:
    """Connect to a port of this machine: the frame asked for."""
    with socket.create_connection(("127.0.0.1", ask.source_frame), timeout=5):
        return StillDrawn(ask.job_id, ask.token, 1, 1)


def spin(ask: DrawStill, progress: Progress) -> StillDrawn:
    """Use processor time without end."""
    while True:
        progress()


def look_around(ask: DrawStill, progress: Progress) -> StillDrawn:
    """Refuse with the names of the variables it was given and the files it finds."""
    raise Refusal(Code.INVALID, " ".join([*sorted(os.environ), "|", *os.listdir()]))


def show_origin(ask: DrawStill, progress: Progress) -> StillDrawn:
    """Refuse with what a process has from where it was started or forked, as JSON."""
    parent = Path(f"/proc/{os.getppid()}")
    torch = sys.modules.get("torch")
    seen = {
        "parent": os.getppid(),
        "threads": len(list((parent / "task").iterdir())),
        "inherited": Path("/proc/self/environ").read_text() + (parent / "environ").read_text(),
        "home": [os.environ["HOME"], os.environ["TMPDIR"], os.getcwd()],
        "files": sorted(os.listdir("/proc/self/fd")),
        "nice": os.nice(0),
        "memory": resource.getrlimit(resource.RLIMIT_AS)[0],
        "session": os.getsid(0) == os.getpid(),
        "torch": torch is not None,
        "cuda": torch is not None and torch.cuda.is_initialized(),
        "blas": [one["num_threads"] for one in threadpool_info() if one["prefix"] != "libgomp"],
        "drawn": np.random.random(),
    }
    raise Refusal(Code.INVALID, json.dumps(seen))


def meet(ask: DrawStill, progress: Progress) -> StillDrawn:
    """Reply once another step has come to the same folder."""
    Path(ask.target_path, str(os.getpid())).touch()
    while len(os.listdir(ask.target_path)) < 2:
        time.sleep(0.01)
    return StillDrawn(ask.job_id, ask.token, 1, 1)


def weigh(ask: IngestVideo, progress: Progress) -> VideoIngested:
    """Take a video in, and say what memory that took at most, whatever comes of it."""
    try:
        return ingest(ask, progress)
    finally:
        progress(peak_bytes=memory_bytes("VmHWM"))


def hoard(ask: DrawStill, progress: Progress) -> StillDrawn:
    """Open files without end."""
    held = []
    while True:
        held.append(open(os.devnull, "rb"))  # noqa: SIM115  they are held on purpose


def litter(ask: DrawStill, progress: Progress) -> StillDrawn:
    """Write many small files, and stay."""
    for number in range(8):
        Path(f"small-{number}").write_bytes(os.urandom(1 << 20))
    time.sleep(600)
    raise AssertionError


def copy(ask: DrawStill, progress: Progress) -> StillDrawn:
    """Copy the source to the target, and leave a blob, a file and a link where none belong."""
    source = blobs.fetch(ask.storage_url, ask.source_key)
    blobs.save(ask.storage_url, ask.target_path, source)
    made = Path("made")
    made.write_bytes(b"made")
    blobs.put(ask.storage_url, made)
    blobs.save(ask.storage_url, "free", made)
    storage = source.parents[2]
    (storage / "link").symlink_to("/etc/hostname")
    return StillDrawn(ask.job_id, ask.token, 1, ask.source_frame)


def is_running(pid: int) -> bool:
    """Whether a process still does anything: one that nobody has waited for yet does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def steps_of(worker: psutil.Process) -> list[psutil.Process]:
    """The processes of a worker's steps: forks of its templates, or its own children."""
    found = []
    for child in worker.children():
        with suppress(psutil.NoSuchProcess):  # it has ended by itself
            command = child.cmdline()
            if "mlworker.template" in command:
                found += child.children()
            elif "mlworker.child" in command:
                found.append(child)
    return found


def memory_bytes(kind: str) -> int:
    """What this process holds of memory: `VmRSS` now, `VmHWM` at most so far.

    What getrusage says begins with what its parent held.
    """
    status = Path("/proc/self/status").read_text()
    return int(status.partition(f"{kind}:")[2].split()[0]) << 10


def kill_steps(worker: psutil.Process) -> int:
    """kill -9 the processes that a worker has started for steps; how many."""
    killed = 0
    for step in steps_of(worker):
        with suppress(psutil.NoSuchProcess):  # it has ended by itself
            step.kill()
            killed += 1
    return killed

"""The real stack, as a newcomer starts it: `cliploop up` on a folder and port of its own."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import fsspec
import httpx
import psutil
import pytest

from annotator.contracts.errands import blob_path
from cliploop.client import Client, Unreachable
from cliploop.embedded.valkey import free_port

START_SECONDS = 180.0
# A minute of video is long here, so that what happens to long ones can be seen soon.
SEGMENT_SECONDS = 0.6
_STACKS = {"stack", "stopped"}
_COMMAND = [sys.executable, "-c", "from cliploop.cli import main; main()"]


class Stack:
    """One installation: its address, its admin's key, and the means to hurt it.

    What lies in the folder `shelf` can be registered.
    """

    def __init__(self, folder: Path, settings: Mapping[str, str] | None = None) -> None:
        """`folder` is its data folder; it may have run before. `settings` go over its own."""
        self.folder = folder
        self.settings = _usual() if settings is None else settings
        self.shelf = folder.with_name("shelf")
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.key = ""
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it and wait until it is ready."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with (self.folder / "up.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*_COMMAND, "up", "--data", str(self.folder), "--port", str(self.port)],
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self._environment(),
            )
        wait_for(lambda: self._is_ready() or self._gone(), START_SECONDS, "start")
        if self._gone():
            pytest.fail(f"The stack did not start:\n{self.said()[-4000:]}")
        if not self.key:
            self.key = str(self.cliploop("keys", "create", "--admin")["key"])

    def stop(self) -> None:
        """Stop it in order, as Ctrl-C does."""
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(timeout=30)
            self._process = None

    def kill(self) -> None:
        """Kill the supervisor as a power cut would."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def kill_part(self, name: str) -> int:
        """kill -9 a part, once it runs; its process number."""
        wait_for(lambda: self.part(name) is not None, START_SECONDS, f"{name} runs")
        part = self.part(name)
        assert part, name
        part.kill()
        return int(part.pid)

    def part(self, name: str) -> psutil.Process | None:
        """The process of a part as it runs now."""
        mark = f"{name}:{self.folder / 'logs'}"
        for process in psutil.process_iter():
            try:
                if process.environ().get("CLIPLOOP_PART_OF") == mark:
                    return process
            except psutil.Error:
                continue
        return None

    def processes(self) -> list[psutil.Process]:
        """Everything that runs in it, its supervisor first."""
        if self._process is None:
            return []
        root = psutil.Process(self._process.pid)
        return [root, *root.children(recursive=True)]

    def state(self) -> dict[str, Any] | None:
        """What it wrote down about itself once it was ready."""
        try:
            read: dict[str, Any] = json.loads((self.folder / "state.json").read_text())
        except (OSError, ValueError):
            return None
        return read

    def answers(self) -> bool:
        """Whether the web server says that it is ready."""
        try:
            return httpx.get(f"{self.url}/readyz", timeout=2).status_code == 200
        except httpx.HTTPError:
            return False

    def said(self) -> str:
        """What it printed."""
        return (self.folder / "up.log").read_text(errors="replace")

    def sign_in_link(self) -> str:
        """The address that it printed last."""
        found = [word for word in self.said().split() if word.startswith(self.url)]
        return found[-1]

    def stored_bytes(self, key: str) -> int:
        """How large the blob with this key is in its storage."""
        url = self.settings.get("STORAGE_URL", (self.folder / "storage").as_uri())
        files, root = fsspec.core.url_to_fs(url, use_listings_cache=False)
        return int(files.size(f"{root}/{blob_path(key)}"))

    def client(self) -> Client:
        """A client with the admin's key."""
        return Client(self.url, self.key)

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """What a `cliploop` command said, as its admin."""
        return subprocess.run(
            [*_COMMAND, *arguments],
            capture_output=True,
            text=True,
            check=False,
            env={**self._environment(), "CLIPLOOP_URL": self.url, "CLIPLOOP_KEY": self.key},
        )

    def script(self, text: str, folder: Path) -> subprocess.CompletedProcess[str]:
        """What a shell said that ran a script in a folder that looks like a checkout."""
        (folder / ".venv").symlink_to(sys.prefix)
        return subprocess.run(
            ["bash", "-euc", text],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            env=self._environment(),
        )

    def cliploop(self, *arguments: str) -> Any:
        """The JSON answer of a command that must succeed."""
        done = self.command(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def _is_ready(self) -> bool:
        state = self.state()  # or what a killed run wrote
        return bool(state and self._process and state["pid"] == self._process.pid)

    def _gone(self) -> bool:
        return self._process is None or self._process.poll() is not None

    def _environment(self) -> dict[str, str]:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("CLIPLOOP_", "DATABASE_URL", "REDIS_URL", "STORAGE_URL"))
            and name != "OMP_NUM_THREADS"  # that one is for the tests' own process
        }
        own = {
            "CLIPLOOP_DATA": self.folder,
            "XDG_CACHE_HOME": self.folder / "cache",
            "CLIPLOOP_SEGMENT_SECONDS": SEGMENT_SECONDS,
        }
        roots = {"CLIPLOOP_ROOTS": f"shelf={self.shelf}"}
        paths = {name: str(path) for name, path in own.items()}
        return {**kept, **paths, **roots, **self.settings}


def _usual() -> dict[str, str]:
    """Where all tests keep their files in a bucket, each stack has a part of it of its own."""
    if os.environ.get("CLIPLOOP_TEST_STORAGE") != "s3":
        return {}
    return {"STORAGE_URL": f"{os.environ['STORAGE_URL']}/{uuid.uuid4().hex}"}


@contextmanager
def running(folder: Path) -> Iterator[Stack]:
    """A stack that runs, and is stopped in the end."""
    stack = Stack(folder)
    stack.start()
    try:
        yield stack
    finally:
        stack.stop()


@contextmanager
def place() -> Iterator[Path]:
    """A folder that the database's own user may enter: pytest's are for their owner only."""
    with tempfile.TemporaryDirectory(prefix="cliploop-stack-") as made:
        folder = Path(made)
        folder.chmod(0o755)
        yield folder / "data"


def pytest_itemcollected(item: pytest.Item) -> None:
    """Tests on a stack run in one process of xdist, so that one stack runs at a time.

    So do those of a file that makes something once for all of them: it is not made in each process.
    Marked as they are collected: once all are, xdist has read the marks before anybody else.
    """
    if not isinstance(item, pytest.Function):
        return
    if _STACKS & set(item.fixturenames):
        item.add_marker(pytest.mark.xdist_group("stack"))
    elif any(made[-1].scope == "module" for made in item._fixtureinfo.name2fixturedefs.values()):
        item.add_marker(pytest.mark.xdist_group(item.path.stem))


@pytest.fixture(scope="session")
def stack() -> Iterator[Stack]:
    """One stack for all tests of this process."""
    with place() as folder, running(folder) as started:
        yield started


@contextmanager
def callers(stack: Stack) -> Iterator[set[str]]:
    """The addresses off this machine that its processes spoke with meanwhile; none is none."""
    found: set[str] = set()
    over = threading.Event()

    def look() -> None:
        while not over.wait(0.5):
            for process in stack.processes():
                with suppress(psutil.Error):
                    found.update(_far(process))

    watching = threading.Thread(target=look)
    watching.start()
    try:
        yield found
    finally:
        over.set()
        watching.join()


def _far(process: psutil.Process) -> Iterator[str]:
    for one in process.net_connections("inet"):
        if one.raddr and not ip_address(one.raddr.ip).is_loopback:
            yield f"{process.name()} → {one.raddr.ip}:{one.raddr.port}"


def wait_for(there: Callable[[], bool], within_seconds: float, what: str) -> None:
    """Wait for something to become true; fail the test, naming it, where it does not."""
    until = time.monotonic() + within_seconds
    while True:
        try:
            if there():
                return
        except Unreachable:
            pass
        if time.monotonic() > until:
            pytest.fail(f"Not within {within_seconds:.0f} s: {what}")
        time.sleep(0.1)

"""Starting everything on one machine, and stopping it."""

import os
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from types import FrameType

from cliploop.embedded.folder import CannotStart, Folder
from cliploop.embedded.local import prepared
from cliploop.embedded.parts import sweep
from cliploop.embedded.postgres import ensure_database, postgres
from cliploop.embedded.programs import programs, settings_for
from cliploop.embedded.supervisor import Supervisor
from cliploop.embedded.valkey import valkey

STOPPED_BY_FORCE = 130
_STOP_ORDER = (
    ("web", "platform", "media", "assist", "instant", "hooks", "gpu"),
    ("valkey",),
    ("postgres",),
)
_LOOK_SECONDS = 0.25
_DEFAULT_PORT = 8000


def up(folder: Folder, port: int, say: Callable[[str], None]) -> int:
    """Start everything, keep it running until a signal, stop it; the exit code.

    Refuses (`CannotStart`) a folder or a port that is taken, with the way out.
    """
    began = time.monotonic()
    folder.prepare()
    held = folder.lock()
    folder.forget()  # of a run that was killed
    supervisor = Supervisor(say)
    try:
        _require_free(port)
        _obey_signals(supervisor, say)
        left = sweep(folder.logs)
        if left:
            say(f"Ended what a killed run had left: {', '.join(left)}")
        _start(folder, port, supervisor, say, began)
        while not supervisor.stopping:
            if supervisor.watch():
                folder.remember({**(folder.state() or {}), "processes": supervisor.processes})
            time.sleep(_LOOK_SECONDS)
        supervisor.stop(_STOP_ORDER)
        say("Stopped.")
        return 0
    finally:
        supervisor.stop(_STOP_ORDER)
        folder.forget()
        os.close(held)


def _start(
    folder: Folder, port: int, supervisor: Supervisor, say: Callable[[str], None], began: float
) -> None:
    say(f"Cliploop starts. Data is in {folder.root}")
    url = f"http://127.0.0.1:{port}"
    stores = _start_stores(folder, supervisor)
    if supervisor.stopping:
        return
    settings = settings_for(folder, url, stores)
    environment = {**os.environ, **settings}
    link = prepared(environment, "link")
    supervisor.start(programs(folder, port, environment))
    if supervisor.stopping:
        return
    folder.remember(
        {
            "url": url,
            "pid": os.getpid(),
            "processes": supervisor.processes,
            "environment": settings,
        }
    )
    say(f"Ready after {time.monotonic() - began:.1f} s. Ctrl-C stops everything.")
    say(f"\n  {url}{link['path']}\n")
    say("The link signs you in, once and within a day. Each start prints a new one.")


def _start_stores(folder: Folder, supervisor: Supervisor) -> dict[str, str]:
    """The URLs of the database and the broker that were started, none where one is given."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    given: dict[str, str] = {}
    stores = []
    if not os.environ.get("DATABASE_URL"):
        part, given["DATABASE_URL"] = postgres(folder, plain, _socket_folder(folder))
        stores.append(part)
    if not os.environ.get("REDIS_URL"):
        part, given["REDIS_URL"] = valkey(folder, plain)
        stores.append(part)
    supervisor.start(stores)
    if "DATABASE_URL" in given and not supervisor.stopping:
        ensure_database(given["DATABASE_URL"])
    return given


def chosen_port(given: int | None = None) -> int:
    """The port named, else that of CLIPLOOP_PORT, else 8000. Refuses (`CannotStart`) no number."""
    text = str(given or os.environ.get("CLIPLOOP_PORT") or _DEFAULT_PORT)
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise CannotStart(f"CLIPLOOP_PORT is {text}. Choose a number from 1 to 65535")
    return int(text)


def _socket_folder(folder: Folder) -> Path:
    """Where sockets lie when the data folder's path is too long for one."""
    name = sha256(str(folder.root).encode()).hexdigest()[:10]
    path = Path(tempfile.gettempdir()) / f"cliploop-{os.getuid()}-{name}"
    path.mkdir(mode=0o700, exist_ok=True)
    return path


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError as error:
            raise CannotStart(
                f"Port {port} needs the rights of root. Choose one above 1023 with --port"
            ) from error
        except OSError as error:
            raise CannotStart(
                f"Port {port} is in use by another program. Choose another with "
                f"`cliploop up --port {port + 1}` or `make run CLIPLOOP_PORT={port + 1}`"
            ) from error


def _obey_signals(supervisor: Supervisor, say: Callable[[str], None]) -> None:
    """The first signal stops everything in order, the second one at once."""

    def stop(number: int, frame: FrameType | None) -> None:
        if supervisor.stopping:
            supervisor.kill()
            os._exit(STOPPED_BY_FORCE)
        supervisor.stopping = True
        say("\nStopping. Once more to stop at once." if sys.stdin.isatty() else "Stopping.")

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)

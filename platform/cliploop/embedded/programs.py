"""The web server and the workers, as parts."""

import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

import httpx

from cliploop.embedded.folder import Folder
from cliploop.embedded.parts import Part

# What the workers have no business with: an ask names all they may read and write.
_NOT_FOR_WORKERS = ("DATABASE_URL", "CLIPLOOP_SECRET", "CLIPLOOP_KEY", "DJANGO_SETTINGS_MODULE")


def settings_for(folder: Folder, url: str, stores: Mapping[str, str]) -> dict[str, str]:
    """What tells a process of this installation where everything is.

    `stores` has the URLs of what was started here; the others come from the environment.
    """
    return {
        "CLIPLOOP_DATA": str(folder.root),
        "CLIPLOOP_URL": url,
        "DATABASE_URL": stores.get("DATABASE_URL") or os.environ["DATABASE_URL"],
        "REDIS_URL": stores.get("REDIS_URL") or os.environ["REDIS_URL"],
        "STORAGE_URL": os.environ.get("STORAGE_URL") or folder.storage.as_uri(),
        "DJANGO_SETTINGS_MODULE": "cliploop.settings",
    }


def programs(folder: Folder, port: int, environment: Mapping[str, str]) -> list[Part]:
    """The parts besides the stores, in no order."""
    workers = {name: value for name, value in environment.items() if name not in _NOT_FOR_WORKERS}
    return [
        _web(folder, port, environment),
        _worker(
            folder,
            "platform",
            "platform worker",
            "cliploop.celery",
            environment,
            ["-B", "-s", str(folder.root / "beat"), "--concurrency", "4"],
        ),
        _worker(
            folder,
            "media",
            "media worker",
            "mlworker.tasks",
            workers,
            ["--concurrency", "2"],
            more=",segments",
        ),
        # Somebody waits for what it does: it is never behind an upload.
        _worker(
            folder, "assist", "assist worker", "mlworker.tasks", workers, ["--concurrency", "2"]
        ),
        # It holds vectors in memory and forks nothing: one, whatever the machine.
        _worker(
            folder,
            "instant",
            "instant worker",
            "mlworker.tasks",
            {"CLIPLOOP_PACKS": str(folder.root / "packs"), **workers},
            ["--concurrency", "1"],
        ),
        # Who is called may be slow: that holds up nobody else.
        _worker(folder, "hooks", "hook worker", "mlworker.tasks", workers, ["--concurrency", "4"]),
        _worker(folder, "gpu", "gpu worker", "mlworker.tasks", workers, ["--concurrency", "1"]),
    ]


def _web(folder: Folder, port: int, environment: Mapping[str, str]) -> Part:
    return Part(
        name="web",
        title="web",
        command=[
            sys.executable,
            "-m",
            "uvicorn",
            "cliploop.asgi:application",
            "--host",
            "127.0.0.1",
            "--port",
            str(port),
            "--lifespan",
            "off",
            "--no-access-log",
            # Longer than those who call keep a connection: who closes first must be them.
            "--timeout-keep-alive",
            "75",
            "--timeout-graceful-shutdown",
            "2",
        ],
        environment=environment,
        log=folder.logs / "web.log",
        ready=lambda: _answers(f"http://127.0.0.1:{port}/readyz"),
    )


def _worker(
    folder: Folder,
    queue: str,
    title: str,
    application: str,
    environment: Mapping[str, str],
    options: list[str],
    more: str = "",
) -> Part:
    """A worker is called by its first queue; `more` are those that it turns to between."""
    log = folder.logs / f"{queue}.log"
    begun = log.stat().st_size if log.exists() else 0
    return Part(
        name=queue,
        title=title,
        command=[
            sys.executable,
            "-m",
            "celery",
            "-A",
            application,
            "worker",
            "-Q",
            queue + more,
            "-n",
            f"{queue}@%h",
            "--pool",
            "threads",
            "--loglevel",
            "INFO",
            "--without-gossip",
            "--without-mingle",
            *options,
        ],
        environment=environment,
        log=log,
        ready=lambda: _says_ready(log, begun),
        # Only the platform worker has a child to end in order; the others would finish their work.
        death_signal=signal.SIGTERM if queue == "platform" else signal.SIGKILL,
    )


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2).status_code == 200
    except httpx.HTTPError:
        return False


def _says_ready(log: Path, begun: int) -> bool:
    """Whether Celery's line is there, after what former runs wrote."""
    with log.open("rb") as file:
        file.seek(begun)
        return b" ready." in file.read()

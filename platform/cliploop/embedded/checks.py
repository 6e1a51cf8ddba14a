"""What a machine needs, looked at piece by piece, each with the way out."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil
import psycopg
import redis

from cliploop.embedded.folder import CannotStart, Folder
from cliploop.embedded.local import prepared
from cliploop.embedded.up import chosen_port

_LEAST_PYTHON = (3, 11)
_LEAST_FREE_BYTES = 5 << 30
_TORCH = (
    "import json, torch; print(json.dumps([torch.__version__, "
    "torch.cuda.get_device_name() if torch.cuda.is_available() else 'cpu']))"
)


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: what was found, and what to do where that is wrong."""

    name: str
    ok: bool
    found: str
    way_out: str = ""


def examine(folder: Folder) -> list[Check]:
    """Every check on this machine and, where a server runs in the folder, on the server."""
    state = folder.state()
    environment = {**os.environ, **(state["environment"] if state else {})}
    checks = [_python(), _disk(folder), _page(), _torch(), _storage(folder, environment)]
    if state is None:
        return [*checks, _port(), Check("server", True, "not running; `make run` starts it")]
    return [
        *checks,
        _server(state["url"]),
        _database(environment["DATABASE_URL"]),
        _broker(environment["REDIS_URL"]),
        _audit(environment),
        *[_process(name, pid, folder) for name, pid in sorted(state["processes"].items())],
    ]


def _python() -> Check:
    found = ".".join(map(str, sys.version_info[:3]))
    ok = sys.version_info >= _LEAST_PYTHON
    return Check("python", ok, found, "Install Python 3.11 or newer and run `make clean run`")


def _disk(folder: Folder) -> Check:
    place = next(path for path in (folder.root, *folder.root.parents) if path.exists())
    free = shutil.disk_usage(place).free
    way_out = "Make room, or choose another disk with CLIPLOOP_DATA"
    return Check("disk", free > _LEAST_FREE_BYTES, f"{free / 2**30:.0f} GiB free", way_out)


def _page() -> Check:
    page = Path(__file__).parents[1] / "static" / "app" / "index.html"
    ok = page.exists()
    return Check("page", ok, "built" if ok else "not built", "Run `make build`")


def _torch() -> Check:
    done = subprocess.run(
        [sys.executable, "-c", _TORCH], capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        words = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        return Check("torch", False, words, "Run `make install`; on a GPU box with EXTRA=gpu")
    version, device = json.loads(done.stdout)
    return Check("torch", True, f"{version} on {device}")


def bucket(url: str, environment: Mapping[str, str]) -> Check:
    """Whether a storage that is no folder takes a file, and lets addresses of it be signed."""
    way_out = (
        "Set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and where it is not Amazon's "
        "AWS_ENDPOINT_URL_S3, or name a bucket that is there in STORAGE_URL"
    )
    try:
        said = prepared({"CLIPLOOP_SECRET": "asks nobody in", **environment}, "storage")
    except CannotStart as error:
        return Check("storage", False, str(error), way_out)
    trouble = said["trouble"]
    return Check("storage", not trouble, f"{url}: {trouble or 'is writable'}", way_out)


def _storage(folder: Folder, environment: Mapping[str, str]) -> Check:
    url = environment.get("STORAGE_URL", "")
    if "://" in url and not url.startswith("file://"):
        return bucket(url, environment)
    place = Path(url.removeprefix("file://")) if url else folder.storage
    if not place.exists() and not folder.root.exists():
        return Check("storage", True, f"{place}, made at the first start")
    try:
        with tempfile.NamedTemporaryFile(dir=place):
            return Check("storage", True, f"{place} is writable")
    except OSError as error:
        found = f"{place}: {error.strerror}"
        return Check("storage", False, found, "Give this user the right to write there")


def _port() -> Check:
    try:
        port = chosen_port()
    except CannotStart as error:
        return Check("port", False, "no port", str(error))
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            way_out = "Stop what listens there, or choose another by CLIPLOOP_PORT"
            return Check("port", False, f"{port} is in use", way_out)
    return Check("port", True, f"{port} is free")


def _server(url: str) -> Check:
    try:
        answer = httpx.get(f"{url}/readyz", timeout=5)
    except httpx.HTTPError as error:
        return Check("server", False, f"{url} does not answer ({error})", "See logs/web.log")
    ok = answer.status_code == 200
    return Check("server", ok, f"{url} answers {answer.status_code}", "See logs/web.log")


def _database(url: str) -> Check:
    try:
        with psycopg.connect(url, connect_timeout=3) as connection:
            row: Any = connection.execute("show server_version").fetchone()
    except psycopg.Error as error:
        return Check("database", False, str(error).strip(), "See logs/postgres.log")
    return Check("database", True, f"PostgreSQL {row[0]}")


def _broker(url: str) -> Check:
    client = redis.Redis.from_url(url, socket_timeout=3)
    try:
        said: Any = client.info("server")
    except redis.RedisError as error:
        return Check("broker", False, str(error), "See logs/valkey.log")
    finally:
        client.close()
    name, version = "Valkey", said.get("valkey_version")
    if version is None:
        name, version = "Redis", said["redis_version"]
    return Check("broker", True, f"{name} {version}")


def _audit(environment: Mapping[str, str]) -> Check:
    """Whether the log of who did what is as it was written."""
    try:
        said = prepared(environment, "audit")
    except CannotStart as error:
        return Check("audit", False, str(error), "See logs/postgres.log")
    if said["broken"] is not None:
        found = f"entry {said['broken']} was changed, or one before it is gone"
        way_out = f"Find who changed table audit_entry at id {said['broken']}; trust a backup"
        return Check("audit", False, found, way_out)
    return Check("audit", True, f"{said['chains']} chains hold")


def _process(name: str, pid: int, folder: Folder) -> Check:
    alive = psutil.pid_exists(pid)
    found = f"runs as process {pid}" if alive else f"process {pid} is gone"
    return Check(name, alive, found, f"It is started again by itself; see {folder.logs}/{name}.log")

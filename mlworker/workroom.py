"""The empty folder that a step works in; those of workers that were killed are swept away."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PREFIX = "cliploop-work-"


@contextmanager
def workroom() -> Iterator[Path]:
    """An empty folder of one's own, gone afterwards. Whose holder is dead is not locked any more.

    It is locked before it has its name, so that no sweep finds it unlocked.
    """
    sweep()
    made = Path(tempfile.mkdtemp(prefix=".cliploop-"))
    lock = os.open(made, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = made.rename(made.with_name(PREFIX + made.name.removeprefix(".cliploop-")))
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)
        os.close(lock)


def used_bytes(room: Path) -> int:
    """What the files in a folder take of the disk. What goes away meanwhile takes nothing."""
    used = 0
    for folder, _, names in os.walk(room):
        for name in names:
            with suppress(FileNotFoundError):
                used += os.lstat(os.path.join(folder, name)).st_blocks * 512
    return used


def sweep() -> None:
    """Remove the folders that no living worker holds."""
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):  # held, somebody else's, or swept by another at the same time
            lock = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(lock)

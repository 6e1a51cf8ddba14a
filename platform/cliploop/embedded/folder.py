"""The data folder: where one installation on this machine keeps everything it has."""

import fcntl
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class CannotStart(Exception):
    """Why Cliploop cannot start here: one sentence with the way out."""


@dataclass(frozen=True, slots=True)
class Folder:
    """Paths below the data folder, and its lock."""

    root: Path

    @property
    def logs(self) -> Path:
        """Where each part writes its log."""
        return self.root / "logs"

    @property
    def storage(self) -> Path:
        """Where blobs lie when no STORAGE_URL is given."""
        return self.root / "storage"

    @property
    def uploads(self) -> Path:
        """Where unfinished uploads lie."""
        return self.root / "uploads"

    def prepare(self) -> None:
        """Make what is missing. Refuses a place where this user may not write."""
        try:
            self.root.mkdir(parents=True, exist_ok=True)
            for path in (self.logs, self.storage, self.uploads):
                path.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise CannotStart(
                f"Cannot make {error.filename}: {error.strerror}. "
                "Choose another folder with --data DIR or CLIPLOOP_DATA"
            ) from error

    def lock(self) -> int:
        """Hold the folder while this process lives. Refuses where another one holds it."""
        handle = os.open(self.root / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(handle)
            state = self.state()
            where = f" at {state['url']}" if state else ""
            raise CannotStart(
                f"Cliploop is already running on {self.root}{where}. Stop it there with Ctrl-C, "
                "or start a second one with another --data and --port"
            ) from error
        return handle

    def secret(self) -> str:
        """The key that signs sessions and links: made once, readable by its owner only."""
        path = self.root / "secret"
        if not path.exists():
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w") as file:
                file.write(secrets.token_urlsafe(48))
        return path.read_text().strip()

    def state(self) -> dict[str, Any] | None:
        """What the running instance wrote down about itself; none where none runs."""
        if not self._is_held():
            return None  # of a run that was killed
        try:
            read = json.loads((self.root / "state.json").read_text())
        except (OSError, ValueError):
            return None
        return read if isinstance(read, dict) else None

    def remember(self, state: dict[str, Any]) -> None:
        """Write down how this instance is reached: old state or new state, never half."""
        path = self.root / "state.json"
        fresh = path.with_suffix(".new")
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w") as file:
            json.dump(state, file, indent=1)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)

    def _is_held(self) -> bool:
        try:
            handle = os.open(self.root / "lock", os.O_RDONLY | os.O_CLOEXEC)
        except OSError:
            return False
        try:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        finally:
            os.close(handle)
        return False

    def forget(self) -> None:
        """Remove the state once nothing runs."""
        (self.root / "state.json").unlink(missing_ok=True)


def data_folder(given: str | None = None) -> Folder:
    """The folder named, else that of CLIPLOOP_DATA, else ./data."""
    return Folder(Path(given or os.environ.get("CLIPLOOP_DATA") or "data").expanduser().resolve())

"""Deleting the bytes that nothing refers to, once they have been left alone for a while."""

import logging
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from annotator.contracts.errands import changed_at
from cliploop.storage.place import place
from cliploop.storage.queries import is_key

log = logging.getLogger(__name__)

# What is still being written is never so old.
_ARRIVING = timedelta(days=1)
_AT_ONCE = 2_000
_ASIDE = "swept-"
Found = tuple[str, Mapping[str, Any]]
Keeper = Callable[[Collection[str]], set[str]]


@dataclass(slots=True)
class Swept:
    """What a sweep deleted."""

    files: int = 0
    size_bytes: int = 0

    def count(self, info: Mapping[str, Any]) -> None:
        """Count a file that is gone."""
        self.files += 1
        self.size_bytes += info["size"]


def sweep(now: datetime) -> Swept:
    """Delete blobs that no room refers to and that are older than the grace period.

    So is what was left half written, and what workers keep by name for something that is gone. What
    is stored again meanwhile counts as new.
    """
    swept, before = Swept(), now - settings.CLIPLOOP_GRACE
    _put_back()
    old = _old(now)
    while found := list(islice(old, _AT_ONCE)):
        keys = {Path(path).name for path, _ in found}
        kept = held({key for key in keys if is_key(key)})
        for path, info in found:
            if Path(path).name not in kept and _delete(path, before):
                swept.count(info)
    for folder, keeper in settings.CLIPLOOP_KEEPERS.items():
        _sweep_named(folder, import_string(keeper), before, swept)
    if swept.files:
        log.info("Swept %d files, %.1f MB", swept.files, swept.size_bytes / 1e6)
    return swept


def held(keys: set[str]) -> set[str]:
    """Which of these blobs some room still refers to."""
    found: set[str] = set()
    for name in settings.CLIPLOOP_HOLDERS:
        found |= import_string(name)(keys)
    return found


def _sweep_named(folder: str, kept: Keeper, before: datetime, swept: Swept) -> None:
    """Delete the old files of a folder that nobody keeps by their names below the root."""
    root = place().path("")
    walked = place().files.walk(place().path(folder), detail=True)
    listed = (one for _, _, files in walked for one in files.values())
    old = (info for info in listed if changed_at(info) < before.timestamp())
    while found := {info["name"].removeprefix(root): info for info in islice(old, _AT_ONCE)}:
        for name in found.keys() - kept(found.keys()):
            if _delete_there(place().path(name), before):
                swept.count(found[name])


def _old(now: datetime) -> Iterator[Found]:
    """Blobs past the grace period, and temporary files that nobody goes on with."""
    for folder in [*_folders(), place().path("tmp")]:
        for path, info in place().files.find(folder, detail=True).items():
            spared = settings.CLIPLOOP_GRACE if is_key(Path(path).name) else _ARRIVING
            if changed_at(info) < (now - spared).timestamp():
                yield path, info


def _folders() -> list[str]:
    """The folders of blobs, one of which fits into memory."""
    try:
        return list(place().files.ls(place().path("blobs"), detail=False))
    except FileNotFoundError:
        return []


def _delete(path: str, before: datetime) -> bool:
    """Delete a file, unless somebody stored it again since it was found."""
    with suppress(FileNotFoundError):
        if not place().is_local:
            return _delete_there(path, before)
        # Out of the way first: who looks for it now stores it again, who renewed it is seen.
        aside = Path(place().path(f"tmp/{_ASIDE}{Path(path).name}"))
        aside.parent.mkdir(parents=True, exist_ok=True)
        Path(path).rename(aside)
        if aside.stat().st_mtime < before.timestamp():
            aside.unlink()
            return True
        aside.rename(path)
    return False


def _delete_there(path: str, before: datetime) -> bool:
    with suppress(FileNotFoundError):
        if changed_at(place().files.info(path)) < before.timestamp():
            place().files.rm_file(path)
            return True
    return False


def _put_back() -> None:
    """Undo what a crash left between the two steps of deleting a blob."""
    if place().is_local:
        for aside in Path(place().path("tmp")).glob(f"{_ASIDE}*"):
            key = aside.name.removeprefix(_ASIDE)
            if is_key(key):
                aside.rename(place().blob(key))

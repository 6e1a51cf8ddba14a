"""The storage of a child without network: what its ask names is brought, what it made taken out."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any

from annotator.contracts.errands import blob_path
from annotator.contracts.message import Message
from mlworker import blobs, places


@contextmanager
def staged(ask: Message, folder: Path, between: Callable[[], None]) -> Iterator[Message]:
    """The ask with a storage in `folder` in place of a remote one; what it gains is stored after.

    A video that is read in place elsewhere is brought too. `between` is called between pieces of
    the transfer, and may refuse to go on.
    """
    ask = _sourced(ask, folder, between)
    storage_url = str(getattr(ask, "storage_url", ""))
    if not blobs.is_remote(storage_url):
        yield ask
        return
    brought = {blob_path(key) for key in _keys(ask)}
    for name in brought:
        blobs.bring(storage_url, name, folder / name, between)
    changes: dict[str, Any] = {"storage_url": folder.as_uri()}
    yield replace(ask, **changes)
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink() or not path.is_file() or name in brought:
            continue
        if name == getattr(ask, "target_path", None):
            blobs.save(storage_url, name, path, between)
        else:  # its true hash is its name, whatever the child called it
            blobs.put(storage_url, path, between)


def _sourced(ask: Message, folder: Path, between: Callable[[], None]) -> Message:
    url = str(getattr(ask, "source_url", ""))
    if not url or not blobs.is_remote(url):
        return ask
    near = folder.parent.resolve() / "source"
    places.bring_unchanged(url, str(getattr(ask, "source_stamp", "")), near, between)
    slash = "/" if near.is_dir() else ""
    changes: dict[str, Any] = {
        "source_url": f"file://{near}{slash}",
        "source_stamp": places.stamp(near),
    }
    return replace(ask, **changes)


def _keys(ask: Any) -> Iterator[str]:
    read_in_place = bool(getattr(ask, "source_url", ""))
    for field in fields(ask):
        value = getattr(ask, field.name)
        if field.name == "source_key" and read_in_place:
            continue
        if field.name.endswith("_key") and value:
            yield value
        elif is_dataclass(value):
            yield from _keys(value)
        elif isinstance(value, tuple):
            yield from (key for one in value if is_dataclass(one) for key in _keys(one))

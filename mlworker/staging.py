"""The storage of a child without network: what its ask names is brought, what it made taken out."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import fields, is_dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from annotator.contracts.errands import blob_path
from annotator.contracts.message import Message
from mlworker import blobs, places
from mlworker.blobs import Between
from mlworker.shelf import MOST_BYTES, Shelf

SHELF = Shelf(MOST_BYTES)


@contextmanager
def staged(ask: Message, folder: Path, between: Between) -> Iterator[Message]:
    """The ask with a storage in `folder` in place of a remote one; what it gains is stored after.

    A video that is read in place elsewhere is brought too, and videos stay for the next that names
    them. `between` is called between pieces of the transfer, and may refuse to go on.
    """
    with ExitStack() as held:
        ask = _sourced(ask, folder, between, held)
        storage_url = str(getattr(ask, "storage_url", ""))
        if not blobs.is_remote(storage_url):
            yield ask
            return
        brought = {blob_path(key) for key in _keys(ask)}
        video = blob_path(str(getattr(ask, "source_key", "")))
        for name in brought:
            if name == video:
                _bring_video(storage_url, name, folder / name, between, held)
            else:
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


def _bring_video(
    storage_url: str, name: str, target: Path, between: Between, held: ExitStack
) -> None:
    fetch = partial(blobs.bring, storage_url, name, between=between)
    if not blobs.exists(storage_url, name):  # what is kept here was deleted there
        fetch(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.symlink_to(held.enter_context(SHELF.held(f"{storage_url} {name}", fetch, between)))


def _sourced(ask: Message, folder: Path, between: Between, held: ExitStack) -> Message:
    url, stamp = (str(getattr(ask, name, "")) for name in ("source_url", "source_stamp"))
    if not url or not blobs.is_remote(url):
        return ask
    fetch = partial(places.bring_unchanged, url, stamp, between=between)
    if url.endswith("/"):
        near = folder.parent.resolve() / "source"
        fetch(near)
    else:
        places.unchanged(url, stamp)
        near = held.enter_context(SHELF.held(f"{url} {stamp}", fetch, between))
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

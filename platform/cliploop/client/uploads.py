"""Uploads by tus 1.0: a file goes in pieces, and goes on where it stopped."""

import hashlib
import json
import time
from base64 import b64encode
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from cliploop.client.http import PAUSES_SECONDS, Http
from cliploop.client.problems import Refused, Unreachable, is_away

PIECE_BYTES = 8 << 20
_TUS = {"Tus-Resumable": "1.0.0"}
_Known = Callable[[int], None]


class Unfinished:
    """Where interrupted uploads go on: addresses by what was sent where, in one small file."""

    def __init__(self, path: Path) -> None:
        """`path` is made when first needed."""
        self._path = path

    def find(self, key: str) -> dict[str, Any] | None:
        """The address and item of an upload begun before."""
        found: dict[str, Any] | None = self._read().get(key)
        return found

    def keep(self, key: str, upload: dict[str, Any] | None) -> None:
        """Remember one, or forget it (None)."""
        known = self._read()
        known.pop(key, None)
        if upload is not None:
            known[key] = upload
        self._path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._path.with_suffix(".new")
        fresh.write_text(json.dumps(known))
        fresh.replace(self._path)

    def _read(self) -> dict[str, Any]:
        try:
            known = json.loads(self._path.read_text())
        except (OSError, ValueError):
            return {}
        return known if isinstance(known, dict) else {}


def upload(
    http: Http,
    project_id: int,
    path: Path,
    metadata: Mapping[str, str],
    *,
    unfinished: Unfinished,
    sent: Callable[[int, int], None] = lambda done, total: None,
    known: _Known = lambda item_id: None,
) -> int:
    """The item that a file became. Goes on with an upload of the same file that was cut off.

    `sent` hears the bytes done and in all, `known` the item of the dataset that has the same bytes
    at the same rate already, if one has. Refuses what the server refuses; a lost connection is
    tried again for about a minute, then `Unreachable`.
    """
    size = path.stat().st_size
    key = _fingerprint(http.url, project_id, path, metadata)
    begun = unfinished.find(key)
    offset = _offset(http, begun["address"], known) if begun else None
    if begun is None or offset is None:
        begun = _create(http, project_id, size, {"filename": path.name, **metadata})
        unfinished.keep(key, begun)
        offset = 0
    with path.open("rb") as file:
        while offset < size:
            file.seek(offset)
            offset = _send(http, begun["address"], offset, file.read(PIECE_BYTES), known)
            sent(offset, size)
    unfinished.keep(key, None)
    return int(begun["item"])


def _create(http: Http, project_id: int, size: int, metadata: Mapping[str, str]) -> dict[str, Any]:
    pairs = [
        f"{name} {b64encode(value.encode()).decode()}" for name, value in metadata.items() if value
    ]
    answer = http.request(
        "POST",
        f"projects/{project_id}/uploads",
        headers={**_TUS, "Upload-Length": str(size), "Upload-Metadata": ",".join(pairs)},
    )
    # Only the path: behind a proxy the server may not know its own address.
    address = urlsplit(answer.headers["Location"]).path
    return {"address": address, "item": int(answer.headers["Cliploop-Item"])}


def _offset(http: Http, address: str, known: _Known) -> int | None:
    """How many bytes the server has; none where it no longer knows the upload."""
    try:
        answer = http.request("HEAD", address, headers=_TUS)
    except Refused as no:
        if no.status in {403, 404, 410}:
            return None
        raise
    return _heard(answer, known)


def _heard(answer: httpx.Response, known: _Known) -> int:
    if twin := answer.headers.get("Cliploop-Twin"):
        known(int(twin))
    return int(answer.headers["Upload-Offset"])


def _send(http: Http, address: str, offset: int, piece: bytes, known: _Known) -> int:
    checksum = b64encode(hashlib.sha1(piece, usedforsecurity=False).digest()).decode()
    headers = {
        **_TUS,
        "Upload-Offset": str(offset),
        "Content-Type": "application/offset+octet-stream",
        "Upload-Checksum": f"sha1 {checksum}",
    }
    try:
        return _heard(http.request("PATCH", address, content=piece, headers=headers), known)
    except (Unreachable, Refused) as error:
        if not is_away(error) and getattr(error, "status", 0) not in {409, 460}:
            raise
        return _recovered(http, address, known, error)


def _recovered(http: Http, address: str, known: _Known, error: Exception) -> int:
    """The offset to go on from, once the server answers again."""
    for pause in PAUSES_SECONDS:
        time.sleep(pause)
        try:
            offset = _offset(http, address, known)
        except (Unreachable, Refused) as again:
            error = again
            continue
        if offset is None:
            break
        return offset
    raise error


def _fingerprint(url: str, project_id: int, path: Path, metadata: Mapping[str, str]) -> str:
    status = path.stat()
    said = [url, project_id, str(path.resolve()), status.st_size, status.st_mtime_ns]
    return hashlib.sha256(json.dumps([*said, dict(metadata)]).encode()).hexdigest()

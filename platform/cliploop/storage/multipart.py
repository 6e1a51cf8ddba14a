"""Files that others send to the object store themselves, in parts, by addresses that we sign."""

import hashlib
import math
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from annotator.contracts.errands import part_bytes
from cliploop.storage import actions
from cliploop.storage.place import place, reached

_CHUNK = 8 * 1024 * 1024
_ARRIVING = "incoming"
# Files arrive under the ids of their uploads.
_NAME = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def is_possible() -> bool:
    """Whether the storage is an object store that takes parts."""
    return "s3" in place().protocols


def path_of(name: str) -> str:
    """Where below the root a file with this name arrives."""
    return f"{_ARRIVING}/{name}"


def sizes(length: int) -> list[int]:
    """How many bytes each part of a file has, in order. Parts are numbered from 1."""
    whole = part_bytes(length)
    count = math.ceil(length / whole)
    return [whole] * (count - 1) + [length - whole * (count - 1)]


def begin(name: str) -> str:
    """Begin a file; the store's own name for what is on its way."""
    return str(_call("create_multipart_upload", name)["UploadId"])


@reached()
def address(name: str, begun: str, number: int, seconds: int) -> str:
    """An address that takes one part by PUT, for so long."""
    path, what = place().path(path_of(name)), {"UploadId": begun, "PartNumber": number}
    return str(place().files.url(path, expires=seconds, client_method="upload_part", **what))


def arrived(name: str, begun: str) -> dict[int, dict[str, Any]] | None:
    """The parts that are there by number, with Size and ETag; none where all is over."""
    found: dict[int, dict[str, Any]] = {}
    after = 0
    while True:
        try:
            told = _call("list_parts", name, UploadId=begun, PartNumberMarker=after)
        except FileNotFoundError:
            return None
        found |= {one["PartNumber"]: one for one in told.get("Parts", [])}
        if not told.get("IsTruncated"):
            return found
        after = told["NextPartNumberMarker"]


def finish(name: str, begun: str, parts: dict[int, dict[str, Any]]) -> None:
    """Make one file of all the parts."""
    named = [{"PartNumber": number, "ETag": parts[number]["ETag"]} for number in sorted(parts)]
    _call("complete_multipart_upload", name, UploadId=begun, MultipartUpload={"Parts": named})


def size(name: str) -> int | None:
    """How many bytes of a finished file lie there; none where there is none."""
    try:
        with reached():
            return int(place().files.size(place().path(path_of(name))))
    except FileNotFoundError:
        return None


@reached()
def hash_of(name: str, between: Callable[[], None]) -> str:
    """The sha256 of a finished file in hex, read here: what the sender says of it is no proof."""
    digest = hashlib.sha256()
    with place().files.open(place().path(path_of(name)), "rb", block_size=_CHUNK) as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            between()
    return digest.hexdigest()


@reached()
def adopt(name: str, key: str) -> None:
    """Make a finished file the blob with this key. The store copies it; may be done again."""
    there = place().path(path_of(name))
    if size(name) is None:
        return
    if not actions.renew(key):
        place().files.cp_file(there, place().blob(key))
    place().files.rm_file(there)


def forget(name: str, begun: str) -> None:
    """Delete what is there of a file, whole or in parts."""
    if begun and arrived(name, begun) is not None:
        _call("abort_multipart_upload", name, UploadId=begun)
    actions.delete_path(path_of(name))


def sweep(before: datetime, known: Callable[[set[str]], set[str]]) -> int:
    """Forget files begun before then that nobody knows any more; how many.

    What others keep there, under names that we give nothing, is left alone.
    """
    begun = [
        (name, one["UploadId"])
        for one in _begun()
        if one["Initiated"] < before and (name := _name(one["Key"]))
    ]
    whole = place().files.find(place().path(_ARRIVING), detail=True)
    late = [
        name
        for path, one in whole.items()
        if one["LastModified"] < before and (name := _name(path))
    ]
    kept = known({name for name, _ in begun} | set(late))
    lost = [one for one in (*begun, *((name, "") for name in late)) if one[0] not in kept]
    for name, number in lost:
        forget(name, number)
    return len(lost)


def _name(path: str) -> str:
    """The name of a file of ours at a path; empty for any other."""
    folder, _, name = path.rpartition("/")
    return name if folder.endswith(_ARRIVING) and _NAME.fullmatch(name) else ""


def _begun() -> Iterator[dict[str, Any]]:
    """What is on its way, as the store tells of it page by page."""
    bucket, prefix, _ = place().files.split_path(place().path(_ARRIVING))
    asked = {"Bucket": bucket, "Prefix": f"{prefix}/"}
    while True:
        told = place().files.call_s3("list_multipart_uploads", **asked)
        yield from told.get("Uploads", [])
        if not told.get("IsTruncated"):
            return
        asked |= {"KeyMarker": told["NextKeyMarker"], "UploadIdMarker": told["NextUploadIdMarker"]}


@reached()
def _call(method: str, name: str, **what: Any) -> dict[str, Any]:
    bucket, key, _ = place().files.split_path(place().path(path_of(name)))
    told: dict[str, Any] = place().files.call_s3(method, Bucket=bucket, Key=key, **what)
    return told

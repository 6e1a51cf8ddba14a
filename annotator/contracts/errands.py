"""What any work may say while it runs, and where blobs lie."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from annotator.contracts.message import Message

PROGRESS_TASK = "cliploop.jobs.progressed"
FAILURE_TASK = "cliploop.jobs.failed"
KEPT = "kept"
VECTORS = "vectors"


@dataclass(frozen=True, slots=True)
class Progressed(Message):
    """How far an attempt is: `done` of `total` `unit`s. Extends the lease.

    `detail` is merged into the job's detail by key; a list there is appended to. `KEPT` in it says
    that something was stored which a next attempt goes on from, and `VECTORS` in which folder of
    `features/` vectors were: an earlier version of the worker stored them in another.
    """

    done: float = 0
    total: float = 0
    unit: str = ""
    message: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Failed(Message):
    """Why an attempt ended without a reply: a `Code` and a sentence a person can act on."""

    code: str
    title: str


# Bytes stored again count as new: whoever finds them there renews what is older than this, so that
# the sweeper, which spares what is new, never takes what somebody is about to refer to.
RENEWED_SECONDS = 3_600
# The pieces in which a file goes to an object store, which takes 10,000 of them at most.
PART_BYTES = 16 * 1024 * 1024
MOST_PARTS = 9_000


def part_bytes(size: int) -> int:
    """How large the parts are in which a file of `size` bytes goes to an object store."""
    return max(PART_BYTES, -(-size // MOST_PARTS))


def blob_path(key: str) -> str:
    """Where the blob with this sha256 (hex) lies below the storage's root."""
    return f"blobs/{key[:2]}/{key}"


def checkpoints_path(job_id: str) -> str:
    """The folder below the storage's root in which a training keeps its way back after a kill."""
    return f"checkpoints/{job_id}"


def stamp_of(info: Mapping[str, Any]) -> str:
    """What tells a file that is read in place from what replaces it: its size and its state.

    `info` is fsspec's: an object store's entity tag, or a folder's time of last change.
    """
    state = info.get("ETag") or info.get("etag") or info.get("mtime") or info.get("LastModified")
    return f"{info.get('size')}-{str(state).strip(chr(34))}"[:200]


# What may be a frame of a folder that is one clip, by the end of its name; its content decides.
PICTURES = (".avif", ".bmp", ".jp2", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp")


def name_of(info: Mapping[str, Any]) -> str:
    """The last part of the path of a file that fsspec tells of."""
    return str(info["name"]).rsplit("/", 1)[-1]


def pictures_of(infos: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Of all that fsspec tells of in a folder the pictures, by name. Links are never followed."""
    found = [
        one
        for one in infos
        if one["type"] == "file"
        and not one.get("islink")
        and name_of(one).lower().endswith(PICTURES)
        and not name_of(one).startswith(".")
    ]
    return sorted(found, key=name_of)


def stamp_of_pictures(pictures: Sequence[Mapping[str, Any]]) -> str:
    """What tells a folder of pictures that is read in place from what becomes of it."""
    told = "\n".join(f"{name_of(one)} {stamp_of(one)}" for one in pictures)
    return f"{len(pictures)}-{sha256(told.encode(errors='surrogateescape')).hexdigest()}"


def changed_at(info: Mapping[str, Any]) -> float:
    """When a stored file that fsspec tells of was written, in seconds since 1970."""
    if "mtime" in info:
        return float(info["mtime"])
    written = info.get("LastModified") or info["created"]
    return float(written.timestamp())


def cancel_key(job_id: str, token: str) -> str:
    """The broker's key that tells an attempt to stop."""
    return f"cliploop:cancel:{job_id}:{token}"


def secret_key(job_id: str) -> str:
    """The broker's key of what a job needs to know and no row or message may hold."""
    return f"cliploop:secret:{job_id}"


def claim_key(token: str) -> str:
    """The broker's key that the first worker with this attempt sets (`SET NX`)."""
    return f"cliploop:claimed:{token}"

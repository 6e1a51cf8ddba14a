"""Uploads: bytes come in, any size, over any number of connections, and none is lost."""

import fcntl
import hashlib
import os
import uuid
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from annotator.access import Actor, Capability, require
from annotator.refusal import Code, Refusal
from cliploop.api.afterwards import afterwards
from cliploop.storage import actions as storage
from cliploop.storage import multipart
from cliploop.storage import queries as blobs
from cliploop.videos import queries, tus
from cliploop.videos.body import ConnectionLost
from cliploop.videos.models import Upload

LARGEST_BYTES = 256 * 2**30
KEPT = timedelta(days=7)
# What a crash may cost at most; each of these is synced and written down.
SAVED_EVERY_BYTES = 32 * 2**20


def create(actor: Actor, length: int, metadata: Mapping[str, str]) -> Upload:
    """Begin an upload of `length` bytes. Refuses (`too-large`, `no-space`) what cannot be kept."""
    require(actor, Capability.UPLOAD)
    if length < 1:
        raise Refusal(Code.INVALID, "The file is empty")
    if length > LARGEST_BYTES:
        raise Refusal(Code.TOO_LARGE, f"A file has at most {LARGEST_BYTES} bytes")
    folder().mkdir(parents=True, exist_ok=True)
    blobs.require_space(length)
    if settings.CLIPLOOP_UPLOADS != "direct":
        blobs.require_space(length, folder())
    return Upload.objects.create(
        id=_free_id(metadata),
        project_id=actor.project_id,
        created_by_id=actor.user_id,
        length_bytes=length,
        metadata=dict(metadata),
        file_name=tus.file_name(metadata),
        expires_at=timezone.now() + KEPT,
    )


def begun(actor: Actor, length: int, metadata: Mapping[str, str]) -> Upload | None:
    """The unfinished upload that this person began under the id in the metadata."""
    mine = Upload.objects.filter(project_id=actor.project_id, created_by_id=actor.user_id)
    wanted = _given_id(metadata)
    return mine.filter(pk=wanted, length_bytes=length, finished_at=None).first() if wanted else None


def _free_id(metadata: Mapping[str, str]) -> uuid.UUID:
    given = _given_id(metadata)
    if given is None or Upload.objects.filter(pk=given).exists():
        return uuid.uuid4()
    return given


def _given_id(metadata: Mapping[str, str]) -> uuid.UUID | None:
    try:
        return uuid.UUID(metadata.get("id", ""))
    except ValueError:
        return None


def append(
    actor: Actor,
    upload_id: uuid.UUID,
    offset: int,
    chunks: Iterable[bytes],
    checksum: tus.Checksum | None = None,
) -> Upload:
    """Write the bytes that follow `offset`, as far as they arrive.

    A connection that breaks keeps what came, unless a checksum spoke of all of it. Refuses
    (`offset-mismatch`) a wrong offset, (`taken`) while another request writes, (`too-large`) bytes
    past the end, (`checksum-mismatch`) other bytes than announced.
    """
    require(actor, Capability.UPLOAD)
    queries.upload(actor, upload_id)
    with _writing(upload_id) as file:
        upload = queries.upload(actor, upload_id)
        if upload.multipart:
            raise Refusal(Code.TAKEN, "This upload goes straight to the storage; ask for its parts")
        if offset != upload.offset_bytes:
            raise Refusal(
                Code.OFFSET_MISMATCH,
                f"The upload is at {upload.offset_bytes}, not at {offset}",
                extra={"offset": upload.offset_bytes},
            )
        if upload.key or upload.offset_bytes == upload.length_bytes:
            return upload
        if os.fstat(file.fileno()).st_size < offset:
            raise Refusal(Code.GONE, "What was uploaded so far is lost; begin again")
        file.truncate(offset)
        file.seek(offset)
        try:
            with storage.space():
                _receive(upload, file, chunks, checksum)
        except Refusal:
            file.truncate(offset)
            _save(upload, file, offset)
            raise
    return upload


def settle(upload: Upload) -> Upload:
    """Move a complete upload's bytes into the storage. May be done again after any crash.

    Refuses (`gone`) one that was ended meanwhile.
    """
    path = path_of(upload.pk)
    try:
        if not upload.key:
            with path.open("rb") as file:
                upload.key = hashlib.file_digest(file, "sha256").hexdigest()
            Upload.objects.filter(pk=upload.pk).update(key=upload.key)
        if path.exists():
            storage.put(path, key=upload.key, move=True)
    except FileNotFoundError as error:
        # Another request may have moved them a moment ago.
        if not Upload.objects.filter(pk=upload.pk).exclude(key="").exists():
            raise Refusal(Code.GONE, "This upload was ended, or its bytes are lost") from error
    return upload


@transaction.atomic
def drop(upload: Upload) -> None:
    """Forget a locked upload, and its bytes once that is committed."""
    afterwards(_drop_bytes, upload.pk, upload.multipart)
    upload.delete()


def _drop_bytes(upload_id: uuid.UUID, begun: str) -> None:
    path_of(upload_id).unlink(missing_ok=True)
    if begun:
        multipart.forget(str(upload_id), begun)


def sweep(now: datetime) -> int:
    """Delete the files of uploads that are no more, which a crash left; how many."""
    lost = 0
    for path in folder().glob("*-*"):
        old = path.stat().st_mtime < (now - KEPT).timestamp()
        if old and not Upload.objects.filter(pk=path.name, finished_at=None).exists():
            path.unlink()
            lost += 1
    return lost


def folder() -> Path:
    """Where uploads lie until they are complete."""
    return Path(settings.CLIPLOOP_DATA) / "uploads"


def path_of(upload_id: uuid.UUID) -> Path:
    """The file of one upload. The name is ours: nothing of a stranger's is in it."""
    return folder() / str(upload_id)


@contextmanager
def _writing(upload_id: uuid.UUID) -> Iterator[BinaryIO]:
    """The upload's file, ours alone until we are done or die."""
    folder().mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path_of(upload_id), os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+b", buffering=0) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Refusal(Code.TAKEN, "Another request is writing to this upload") from error
        yield file


def _receive(
    upload: Upload, file: BinaryIO, chunks: Iterable[bytes], checksum: tus.Checksum | None
) -> None:
    seen = checksum.begin() if checksum else None
    at = saved = upload.offset_bytes
    try:
        for chunk in chunks:
            if at + len(chunk) > upload.length_bytes:
                raise Refusal(Code.TOO_LARGE, f"The file ends at {upload.length_bytes} bytes")
            _write(file, chunk)
            at += len(chunk)
            if seen:
                seen.update(chunk)
            elif at - saved >= SAVED_EVERY_BYTES:
                _save(upload, file, at)
                saved = at
    except ConnectionLost as error:
        if checksum:
            raise Refusal(Code.CHECKSUM_MISMATCH, "The chunk did not arrive whole") from error
    if checksum and seen and seen.digest() != checksum.digest:
        raise Refusal(Code.CHECKSUM_MISMATCH, "The bytes are not those that the checksum is of")
    _save(upload, file, at)


def _write(file: BinaryIO, chunk: bytes) -> None:
    left = memoryview(chunk)
    while left:
        left = left[file.write(left) :]


def _save(upload: Upload, file: BinaryIO, at: int) -> None:
    """Write down how far the upload is, once the bytes are truly on the disk."""
    os.fsync(file.fileno())
    upload.offset_bytes = at
    now = timezone.now()
    upload.expires_at = now + KEPT
    Upload.objects.filter(pk=upload.pk).update(
        offset_bytes=at, expires_at=upload.expires_at, written_at=now
    )

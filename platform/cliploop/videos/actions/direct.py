"""Uploads that send their bytes to the object store, by addresses that we sign."""

import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from annotator.access import Actor, Capability, require
from annotator.contracts.errands import part_bytes
from annotator.refusal import Code, Refusal
from cliploop.storage import multipart
from cliploop.videos import queries
from cliploop.videos.actions.uploads import KEPT
from cliploop.videos.models import Upload

MOST_PARTS = 16
PART_SECONDS = 3600
_NOTED_EVERY_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Part:
    """The bytes [offset, offset + size) of the file, to be PUT to `url`. Numbers begin at 1."""

    number: int
    offset: int
    size: int
    url: str


def is_offered() -> bool:
    """Whether uploads may send their bytes to the storage themselves."""
    return bool(settings.CLIPLOOP_UPLOADS == "direct") and multipart.is_possible()


def next_parts(actor: Actor, upload_id: uuid.UUID) -> list[Part]:
    """The next parts that are missing; none once the file is there, which this sees to.

    Refuses (`unsupported`) where bytes go to the server, (`offset-mismatch`) where some did.
    """
    require(actor, Capability.UPLOAD)
    upload = _begun(actor, upload_id)
    if upload.offset_bytes == upload.length_bytes:
        return []
    name, sizes = str(upload.pk), multipart.sizes(upload.length_bytes)
    there = multipart.arrived(name, upload.multipart)
    if there is None:  # it was finished, but the answer was lost
        _finished(upload)
        return []
    missing = [
        number
        for number, size in enumerate(sizes, 1)
        if number not in there or there[number]["Size"] != size
    ]
    if not missing:
        multipart.finish(name, upload.multipart, there)
        _finished(upload)
        return []
    whole = part_bytes(upload.length_bytes)
    _note(upload, upload.length_bytes - sum(sizes[number - 1] for number in missing))
    return [
        Part(
            number,
            (number - 1) * whole,
            sizes[number - 1],
            multipart.address(name, upload.multipart, number, PART_SECONDS),
        )
        for number in missing[:MOST_PARTS]
    ]


def settle(upload: Upload) -> Upload:
    """Make a blob of a complete upload's file. May be done again after any crash.

    Refuses (`gone`) one that was ended meanwhile.
    """
    name = str(upload.pk)
    if not upload.key:
        try:
            upload.key = multipart.hash_of(name, _noting(upload))
        except FileNotFoundError as error:
            raise Refusal(Code.GONE, "This upload was ended, or its bytes are lost") from error
        Upload.objects.filter(pk=upload.pk).update(key=upload.key)
    multipart.adopt(name, upload.key)
    return upload


def sweep(now: datetime) -> int:
    """Forget what the store has of uploads that are no more; how many."""

    def known(names: set[str]) -> set[str]:
        found = Upload.objects.filter(finished_at=None, pk__in=names)
        return {str(pk) for pk in found.values_list("pk", flat=True)}

    return multipart.sweep(now - KEPT, known) if multipart.is_possible() else 0


@transaction.atomic
def _begun(actor: Actor, upload_id: uuid.UUID) -> Upload:
    queries.upload(actor, upload_id)
    upload = Upload.objects.select_for_update().get(pk=upload_id)
    if upload.multipart:
        return upload
    if not is_offered():
        raise Refusal(Code.UNSUPPORTED, "Uploads go to this server: send the bytes by PATCH")
    if upload.offset_bytes:
        title = "This upload began with PATCH; go on with it"
        raise Refusal(Code.OFFSET_MISMATCH, title, extra={"offset": upload.offset_bytes})
    upload.multipart = multipart.begin(str(upload.pk))
    upload.save(update_fields=["multipart"])
    return upload


def _finished(upload: Upload) -> None:
    size = multipart.size(str(upload.pk))
    if size != upload.length_bytes:
        raise Refusal(
            Code.GONE, f"The storage has {size or 0} bytes of {upload.length_bytes}; begin again"
        )
    _note(upload, upload.length_bytes)


def _note(upload: Upload, offset: int) -> None:
    now = timezone.now()
    upload.offset_bytes, upload.expires_at = offset, now + KEPT
    Upload.objects.filter(pk=upload.pk).update(
        offset_bytes=offset, expires_at=upload.expires_at, written_at=now
    )


def _noting(upload: Upload) -> Callable[[], None]:
    """Says now and then that somebody is at it, so that nobody else begins."""
    noted = time.monotonic()

    def note() -> None:
        nonlocal noted
        if time.monotonic() - noted > _NOTED_EVERY_SECONDS:
            noted = time.monotonic()
            Upload.objects.filter(pk=upload.pk).update(written_at=timezone.now())

    return note

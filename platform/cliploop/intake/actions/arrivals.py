"""From an upload to an item that can be labeled."""

import logging
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db import transaction

from annotator.access import Actor, Capability, require
from annotator.refusal import Code, Refusal
from cliploop.audit import actions as audit
from cliploop.datasets.models import Item
from cliploop.events import actions as events
from cliploop.intake.actions import entry, ingest
from cliploop.jobs.broker import send
from cliploop.videos import queries as videos
from cliploop.videos.actions import direct, renditions, uploads
from cliploop.videos.actions.direct import Part
from cliploop.videos.models import Upload

log = logging.getLogger(__name__)

# A request may still be hashing the file that it has just received.
SETTLING = timedelta(minutes=5)
SETTLE = "cliploop.intake.settle"
QUEUE = "platform"


@transaction.atomic
def receive(actor: Actor, length: int, metadata: Mapping[str, str]) -> Item:
    """Begin an upload, and the item that it becomes; one that was begun under its id stays it."""
    require(actor, Capability.UPLOAD)
    if (begun := uploads.begun(actor, length, metadata)) and (known := item_of(begun)):
        return known
    rate = entry.parse_rate(metadata.get("fps", "native"))
    wanted = entry.Wanted(metadata.get("dataset", ""), rate, metadata.get("as") == "frames")
    dataset = entry.dataset_of(actor.project_id, wanted.dataset)
    upload = uploads.create(actor, length, metadata)
    where, source = metadata.get("folder", ""), metadata.get("source", "")
    return entry.make_item(actor, dataset, wanted, upload.file_name, where, source, upload=upload)


def item_of(upload: Upload) -> Item | None:
    """The item that an upload becomes; None where that is deleted."""
    return Item.objects.filter(upload=upload).select_related("upload").order_by("id").first()


def complete(upload: Upload) -> None:
    """Take in an upload whose bytes are all there. May be called again after any crash."""
    if upload.finished_at is None:
        _take_in(direct.settle(upload) if upload.multipart else uploads.settle(upload))


def next_parts(actor: Actor, upload_id: uuid.UUID) -> tuple[Upload, list[Part]]:
    """An upload that goes straight to the storage, and the parts that are missing.

    Once none is, it is taken in: beside the request, for what was sent has to be read.
    """
    before = videos.upload(actor, upload_id).offset_bytes
    parts = direct.next_parts(actor, upload_id)
    upload = videos.upload(actor, upload_id)
    if not parts and before != upload.length_bytes:
        send(SETTLE, QUEUE, {"upload": str(upload.pk)})
    return upload, parts


def settle(upload_id: uuid.UUID) -> None:
    """Take in an upload that went straight to the storage, if it is still there."""
    found = Upload.objects.filter(pk=upload_id).first()
    if found is not None and found.offset_bytes == found.length_bytes:
        complete(found)


def recover(now: datetime) -> int:
    """Take in what a crash left between the last byte and its ingest; how many."""
    waiting = list(videos.unsettled(now - SETTLING))
    for upload in waiting:
        try:
            complete(upload)
        except Exception:  # one broken upload must not stop the others
            log.exception("Cannot take in upload %s", upload.pk)
    return len(waiting)


@transaction.atomic
def abandon(actor: Actor, upload_id: uuid.UUID) -> None:
    """End an upload and the item that it was to become. Refuses (`gone`) a finished one."""
    require(actor, Capability.UPLOAD)
    videos.upload(actor, upload_id)
    # Whoever takes it in holds it: then it is finished once it is ours, and not before.
    upload = Upload.objects.select_for_update().filter(pk=upload_id).first()
    if upload is None or upload.finished_at is not None:
        raise Refusal(Code.GONE, "This upload is finished; delete its clip instead")
    for item in Item.objects.filter(upload=upload):
        audit.record(actor, "item.abandon", f"item:{item.pk}", before=item.name)
        item.delete()
    uploads.drop(upload)
    events.publish(f"project:{actor.project_id}", "items", count=1)


def expire(now: datetime) -> int:
    """Drop the uploads that nobody went on with, and the items they were to become; how many."""
    dropped = sum(_expire(upload_id, now) for upload_id in videos.expired(now))
    return dropped + uploads.sweep(now) + direct.sweep(now)


@transaction.atomic
def _expire(upload_id: uuid.UUID, now: datetime) -> bool:
    # Looked at again: somebody may have gone on with it a moment ago.
    upload = Upload.objects.select_for_update(skip_locked=True).filter(pk=upload_id).first()
    if upload is None or upload.finished_at is not None or upload.expires_at >= now:
        return False
    Item.objects.filter(upload=upload).delete()
    uploads.drop(upload)
    return True


@transaction.atomic
def _take_in(upload: Upload) -> None:
    locked = Upload.objects.select_for_update().filter(pk=upload.pk).first()
    if locked is None or locked.finished_at is not None:  # ended, or taken in, by somebody else
        return
    video = renditions.keep(locked)
    for item in Item.objects.select_for_update().filter(upload=locked):
        found = renditions.rendition(video, (item.asked_numerator, item.asked_denominator))
        ingest.attach(item, found)

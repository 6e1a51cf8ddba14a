"""From an upload to an item that can be labeled."""

import logging
import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from fractions import Fraction

from django.db import transaction

from annotator.access import Actor, Capability, require
from annotator.refusal import Code, Refusal
from cliploop.audit import actions as audit
from cliploop.datasets import queries
from cliploop.datasets.models import Dataset, Item
from cliploop.events import actions as events
from cliploop.intake.actions import ingest
from cliploop.videos import queries as videos
from cliploop.videos import tus
from cliploop.videos.actions import renditions, uploads
from cliploop.videos.models import Upload

log = logging.getLogger(__name__)

FIRST_DATASET = "Clips"
FASTEST_RATE = 1_000
# A request may still be hashing the file that it has just received.
SETTLING = timedelta(minutes=5)


@transaction.atomic
def receive(actor: Actor, length: int, metadata: Mapping[str, str]) -> Item:
    """Begin an upload, and the item that it becomes."""
    require(actor, Capability.UPLOAD)
    numerator, denominator = parse_rate(metadata.get("fps", "native"))
    dataset = _dataset(actor, metadata.get("dataset", ""))
    upload = uploads.create(actor, length, metadata)
    folder = tus.cut(tus.visible(metadata.get("folder", "")).strip(" /\\"), 255)
    source = tus.cut(tus.visible(metadata.get("source", "")).strip(), 255)
    stage = queries.workflow_of(dataset).entry
    item = Item.objects.create(
        project_id=actor.project_id,
        dataset=dataset,
        upload=upload,
        name=upload.file_name,
        source=source or tus.cut("/".join(filter(None, (folder, upload.file_name))), 255),
        folder=folder,
        stage=stage.id,
        stage_kind=stage.kind.value,
        asked_numerator=numerator,
        asked_denominator=denominator,
        created_by_id=actor.user_id,
    )
    audit.record(actor, "item.create", f"item:{item.pk}", after=item.name)
    events.publish(f"project:{actor.project_id}", "item", id=item.pk)
    return item


def complete(upload: Upload) -> None:
    """Take in an upload whose bytes are all there. May be called again after any crash."""
    if upload.finished_at is None:
        _take_in(uploads.settle(upload))


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
    upload = videos.upload(actor, upload_id)
    if upload.finished_at is not None:
        raise Refusal(Code.GONE, "This upload is finished; delete its clip instead")
    for item in Item.objects.filter(upload=upload):
        audit.record(actor, "item.abandon", f"item:{item.pk}", before=item.name)
        item.delete()
    uploads.drop(upload)
    events.publish(f"project:{actor.project_id}", "items", count=1)


def expire(now: datetime) -> int:
    """Drop the uploads that nobody went on with, and the items they were to become; how many."""
    stale = list(videos.expired(now))
    for upload in stale:
        Item.objects.filter(upload=upload).delete()
        uploads.drop(upload)
    return len(stale)


def parse_rate(text: str) -> tuple[int, int]:
    """The rate asked, as a fraction; 0/1 is native. Refuses (`invalid`) anything else."""
    if text in ("", "native"):
        return 0, 1
    try:
        rate = Fraction(text[:40]).limit_denominator(100_000)
    except (ValueError, ZeroDivisionError) as error:
        raise _bad_rate() from error
    if not 0 < rate <= FASTEST_RATE:
        raise _bad_rate()
    return rate.numerator, rate.denominator


def _bad_rate() -> Refusal:
    why = f"Must be native, or frames per second up to {FASTEST_RATE}"
    return Refusal(Code.INVALID, f"fps: {why}", fields={"fps": why})


@transaction.atomic
def _take_in(upload: Upload) -> None:
    locked = Upload.objects.select_for_update().get(pk=upload.pk)
    if locked.finished_at is not None:
        return
    video = renditions.keep(locked)
    for item in Item.objects.select_for_update().filter(upload=locked):
        found = renditions.rendition(video, (item.asked_numerator, item.asked_denominator))
        item.rendition = found
        item.frames, item.seconds = found.frames, found.duration_seconds
        item.save(update_fields=["rendition", "frames", "seconds"])
        if renditions.is_wanting(found):
            ingest.start(item, found)
        events.publish(f"project:{item.project_id}", "item", id=item.pk)


def _dataset(actor: Actor, wanted: str) -> Dataset:
    """The dataset of that id or name; without one the first, or a new one."""
    mine = Dataset.objects.filter(project_id=actor.project_id, deleted_at=None)
    if wanted.isdecimal() and len(wanted) <= 18 and (found := mine.filter(pk=wanted).first()):
        return found
    if not wanted and (first := mine.order_by("id").first()):
        return first
    name = wanted.strip() or FIRST_DATASET
    if len(name) > 120 or name != tus.visible(name):
        raise Refusal(Code.INVALID, "dataset: must be up to 120 visible characters")
    made, _ = Dataset.objects.get_or_create(project_id=actor.project_id, name=name, deleted_at=None)
    return made

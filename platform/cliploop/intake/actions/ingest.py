"""Asking a worker to take a video in, and storing what it made."""

from django.conf import settings
from django.db import transaction

from annotator.contracts.media import INGEST, IngestVideo, VideoIngested
from cliploop.datasets.actions import changes
from cliploop.datasets.models import Item
from cliploop.events import actions as events
from cliploop.intake.actions import cutting, identity
from cliploop.jobs import actions as jobs
from cliploop.jobs.models import Job
from cliploop.storage.place import place
from cliploop.videos import queries as videos
from cliploop.videos.actions import renditions, sweeping
from cliploop.videos.models import Rendition, Video

# What a worker copies in a second from a store that is elsewhere, and how many such copies' time a
# segment is worth, so that copying is a small part of it.
COPIED_BYTES = 100_000_000
COPIES = 5


def attach(item: Item, found: Rendition) -> None:
    """Give an item its rendition, and ask for it where nobody has. Call it atomically."""
    item.rendition = found
    item.frames, item.seconds = found.frames, found.duration_seconds
    item.quality = videos.quality(found)
    item.save(update_fields=["rendition", "frames", "seconds", "quality"])
    if renditions.is_wanting(found):
        start(item, found)
    elif found.ready_at is not None and item.as_frames:
        cutting.take_apart(item)
    events.publish(f"project:{item.project_id}", "item", id=item.pk)


def start(item: Item, found: Rendition) -> None:
    """Ask for a rendition that an item waits for. Call it atomically."""
    source = videos.source(found.video)
    job = jobs.start(
        INGEST,
        lambda job_id, token: IngestVideo(
            str(job_id),
            token,
            renditions.storage_url(),
            source.key,
            found.asked_numerator,
            found.asked_denominator,
            source.url,
            source.stamp,
            _segment_seconds(found.video, source.url),
        ),
        project_id=item.project_id,
        kind="ingest",
        title=f"Preparing {item.name}",
        created_by=item.created_by_id,
        subject=("item", item.pk),
    )
    renditions.attach(found, job)


def _segment_seconds(video: Video, url: str) -> float:
    """How much work a segment is. Where each begins with a copy of the file, several copies."""
    wanted: float = settings.CLIPLOOP_SEGMENT_SECONDS
    near = url.startswith("file:") if url else place().is_local
    return wanted if near or not wanted else max(wanted, COPIES * video.size_bytes / COPIED_BYTES)


@transaction.atomic
def ingested(reply: VideoIngested) -> None:
    """Store what the worker made. A stale reply changes nothing."""
    job = jobs.finish(reply.job_id, reply.token, {"frames": reply.frames})
    if job is not None:
        store(job, reply)


def store(job: Job, reply: VideoIngested) -> None:
    """Store what became of a job that is done. Call it atomically."""
    made = Rendition.objects.filter(job=job)
    sweeping.lock(made.values_list("pk", flat=True))
    for rendition in made:
        found = identity.settled(rendition, reply.source_key)
        if found.pk == rendition.pk or renditions.is_wanting(found):
            renditions.store(found, reply)
        if found.ready_at is not None:
            _ready(found)


def _ready(found: Rendition) -> None:
    items = Item.objects.filter(rendition=found)
    items.update(frames=found.frames, seconds=found.duration_seconds)
    for item in items.select_related("rendition__video"):
        events.publish(f"project:{item.project_id}", "item", id=item.pk)
        changes.tell(item.project_id, [item.pk])
        if item.as_frames and item.deleted_at is None:
            cutting.take_apart(item)

"""Asking a worker to take a video in, and storing what it made."""

from django.db import transaction

from annotator.contracts.media import INGEST, IngestVideo, VideoIngested
from cliploop.datasets.models import Item
from cliploop.events import actions as events
from cliploop.jobs import actions as jobs
from cliploop.videos.actions import renditions
from cliploop.videos.models import Rendition


def start(item: Item, found: Rendition) -> None:
    """Ask for a rendition that an item waits for. Call it atomically."""
    job = jobs.start(
        INGEST,
        lambda job_id, token: IngestVideo(
            str(job_id),
            token,
            renditions.storage_url(),
            found.video.key,
            found.asked_numerator,
            found.asked_denominator,
        ),
        project_id=item.project_id,
        kind="ingest",
        title=f"Preparing {item.name}",
        created_by=item.created_by_id,
        subject=("item", item.pk),
    )
    renditions.attach(found, job)


@transaction.atomic
def ingested(reply: VideoIngested) -> None:
    """Store what the worker made. A stale reply changes nothing."""
    job = jobs.finish(reply.job_id, reply.token, {"frames": reply.frames})
    if job is None:
        return
    for rendition in Rendition.objects.select_for_update(of=("self",)).filter(job=job):
        renditions.store(rendition, reply)
        items = Item.objects.filter(rendition=rendition)
        items.update(frames=reply.frames, seconds=reply.duration_seconds)
        for item in items:
            events.publish(f"project:{item.project_id}", "item", id=item.pk)

"""What the media worker replies, and what is found again after a crash."""

from typing import Any
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from annotator.contracts.media import (
    CUT,
    INGEST,
    JOIN,
    SEGMENT,
    PlanContradicted,
    SegmentMade,
    VideoCut,
    VideoIngested,
    VideoPlanned,
)
from cliploop.intake.actions import arrivals, cutting, ingest, long, retention, watching


@shared_task(name=INGEST.reply_task)
def ingested(reply: dict[str, Any]) -> None:
    """A video was taken in."""
    ingest.ingested(VideoIngested.unpack(reply))


@shared_task(name=INGEST.other_task)
def planned(reply: dict[str, Any]) -> None:
    """A long video was planned."""
    long.planned(VideoPlanned.unpack(reply))


@shared_task(name=SEGMENT.reply_task)
def segment_made(reply: dict[str, Any]) -> None:
    """A segment of a long video was made."""
    long.segment_made(SegmentMade.unpack(reply))


@shared_task(name=SEGMENT.other_task)
def contradicted(reply: dict[str, Any]) -> None:
    """A long video is not as it was planned."""
    long.contradicted(PlanContradicted.unpack(reply))


@shared_task(name=JOIN.reply_task)
def joined(reply: dict[str, Any]) -> None:
    """All segments of a long video were put together."""
    long.joined(VideoIngested.unpack(reply))


@shared_task(name=CUT.reply_task)
def cut(reply: dict[str, Any]) -> None:
    """Parts of an item were made."""
    cutting.store(VideoCut.unpack(reply))


@shared_task(name=arrivals.SETTLE)
def settle(ask: dict[str, Any]) -> None:
    """An upload's bytes are all in the storage."""
    arrivals.settle(UUID(ask["upload"]))


@shared_task(name="cliploop.intake.recover")
def recover() -> None:
    """Some seconds have passed: take in what a crash left behind."""
    arrivals.recover(timezone.now())


@shared_task(name="cliploop.intake.watch")
def watch() -> None:
    """Some seconds have passed: look into the watched folders."""
    watching.look(timezone.now())


@shared_task(name="cliploop.intake.retain")
def retain() -> None:
    """An hour has passed: remove the originals that are not kept any longer."""
    retention.retain(timezone.now())


@shared_task(name="cliploop.intake.sweep")
def sweep() -> None:
    """An hour has passed: end the uploads that were never finished."""
    arrivals.expire(timezone.now())

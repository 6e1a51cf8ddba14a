"""What the media worker replies, and what is found again after a crash."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from annotator.contracts.media import CUT, INGEST, VideoCut, VideoIngested
from cliploop.intake.actions import arrivals, cutting, ingest


@shared_task(name=INGEST.reply_task)
def ingested(reply: dict[str, Any]) -> None:
    """A video was taken in."""
    ingest.ingested(VideoIngested.unpack(reply))


@shared_task(name=CUT.reply_task)
def cut(reply: dict[str, Any]) -> None:
    """Parts of an item were made."""
    cutting.store(VideoCut.unpack(reply))


@shared_task(name="cliploop.intake.recover")
def recover() -> None:
    """Some seconds have passed: take in what a crash left behind."""
    arrivals.recover(timezone.now())


@shared_task(name="cliploop.intake.sweep")
def sweep() -> None:
    """An hour has passed: end the uploads that were never finished."""
    arrivals.expire(timezone.now())

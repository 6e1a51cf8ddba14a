"""What the media worker replies, and what is found again after a crash."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from annotator.contracts.media import INGEST, VideoIngested
from cliploop.datasets.actions import intake, records


@shared_task(name=INGEST.reply_task)
def ingested(reply: dict[str, Any]) -> None:
    """A video was taken in."""
    intake.ingested(VideoIngested.unpack(reply))


@shared_task(name="cliploop.datasets.recover")
def recover() -> None:
    """Some seconds have passed: take in what a crash left behind."""
    intake.recover(timezone.now())


@shared_task(name="cliploop.datasets.sweep")
def sweep() -> None:
    """An hour has passed: end what lay in the trash, or was never finished."""
    now = timezone.now()
    records.purge(now)
    intake.expire(now)

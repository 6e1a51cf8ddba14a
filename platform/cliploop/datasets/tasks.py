"""What time does to items, and what a worker finds in them."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from annotator.contracts.shots import SHOTS, ShotsFound
from cliploop.datasets.actions import records, shots


@shared_task(name=SHOTS.reply_task)
def shots_found(reply: dict[str, Any]) -> None:
    """The shots of some items were found."""
    shots.store(ShotsFound.unpack(reply))


@shared_task(name="cliploop.datasets.purge")
def purge() -> None:
    """An hour has passed: end what lay in the trash for long."""
    records.purge(timezone.now())

"""What time does to items."""

from celery import shared_task
from django.utils import timezone

from cliploop.datasets.actions import records


@shared_task(name="cliploop.datasets.purge")
def purge() -> None:
    """An hour has passed: end what lay in the trash for long."""
    records.purge(timezone.now())

"""What the storage does by the clock."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from cliploop.storage import actions, sweeping


@shared_task(name="cliploop.storage.sweep")
def sweep() -> None:
    """An hour has passed: delete what nothing refers to, and what the cache has too much of."""
    sweeping.sweep(timezone.now())
    actions.trim("stills", settings.CLIPLOOP_STILLS_BYTES)

"""What workers may say about any job, and the reconciler's tick."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from annotator.contracts.errands import FAILURE_TASK, PROGRESS_TASK, Failed, Progressed
from cliploop.jobs import actions


@shared_task(name=PROGRESS_TASK)
def progressed(message: dict[str, Any]) -> None:
    """An attempt is alive and this far."""
    actions.progressed(Progressed.unpack(message))


@shared_task(name=FAILURE_TASK)
def failed(message: dict[str, Any]) -> None:
    """An attempt ended without a reply."""
    actions.failed(Failed.unpack(message))


@shared_task(name="cliploop.jobs.reconcile")
def reconcile() -> None:
    """Two seconds have passed."""
    actions.reconcile(timezone.now())

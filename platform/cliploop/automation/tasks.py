"""The tick that keeps vectors fresh, and what it hears back."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from annotator.contracts.learning import FEATURES, FeaturesComputed
from cliploop.automation import actions, scheduling


@shared_task(name=FEATURES.reply_task)
def featured(reply: dict[str, Any]) -> None:
    """Vectors were computed."""
    actions.featured(FeaturesComputed.unpack(reply))


@shared_task(name="cliploop.automation.start_due")
def start_due() -> None:
    """Some seconds have passed."""
    scheduling.start_due(timezone.now())


@shared_task(name="cliploop.automation.compute_vectors")
def compute_vectors() -> None:
    """Some seconds have passed."""
    actions.compute_vectors()

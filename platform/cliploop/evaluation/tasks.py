"""What is worked out before anybody asks."""

from celery import shared_task
from django.utils import timezone

from cliploop.evaluation import actions


@shared_task(name="cliploop.evaluation.prepare")
def prepare() -> None:
    """Have the reports of new models ready."""
    actions.prepare(timezone.now())

"""What keeps the order of queues fresh."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from annotator.contracts.instant import INSTANT, Relearned
from cliploop.instant.actions import answering, asking


@shared_task(name=INSTANT.reply_task)
def relearned(reply: dict[str, Any]) -> None:
    """There is a new order."""
    answering.relearned(Relearned.unpack(reply))


@shared_task(name=asking.ASK_TASK)
def ask(errand: dict[str, Any]) -> None:
    """Somebody labeled something."""
    asking.ask(int(errand["project_id"]), timezone.now())


@shared_task(name="cliploop.instant.tick")
def tick() -> None:
    """Some seconds have passed."""
    asking.tick(timezone.now())

"""What is worked out before anybody asks, and what workers reply."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from annotator.contracts.saliency import SALIENCY, SaliencyShown
from cliploop.evaluation import actions, saliency


@shared_task(name="cliploop.evaluation.prepare")
def prepare() -> None:
    """Have the reports of new models ready."""
    actions.prepare(timezone.now())


@shared_task(name=SALIENCY.reply_task)
def saliency_shown(reply: dict[str, Any]) -> None:
    """It was found where a model looked."""
    saliency.shown(SaliencyShown.unpack(reply))

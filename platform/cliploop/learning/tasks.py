"""What workers reply."""

from typing import Any

from celery import shared_task

from annotator.contracts.learning import PREDICT, TRAIN, ItemsPredicted, ModelTrained
from cliploop.learning.actions import replies


@shared_task(name=TRAIN.reply_task)
def trained(reply: dict[str, Any]) -> None:
    """A model was trained."""
    replies.trained(ModelTrained.unpack(reply))


@shared_task(name=PREDICT.reply_task)
def predicted(reply: dict[str, Any]) -> None:
    """Items were predicted."""
    replies.predicted(ItemsPredicted.unpack(reply))

"""What workers reply, and the tick that keeps vectors fresh."""

from typing import Any

from celery import shared_task

from annotator.contracts.learning import (
    FEATURES,
    PREDICT,
    TRAIN,
    FeaturesComputed,
    ItemsPredicted,
    ModelTrained,
)
from cliploop.learning.actions import replies, vectors


@shared_task(name=TRAIN.reply_task)
def trained(reply: dict[str, Any]) -> None:
    """A model was trained."""
    replies.trained(ModelTrained.unpack(reply))


@shared_task(name=PREDICT.reply_task)
def predicted(reply: dict[str, Any]) -> None:
    """Items were predicted."""
    replies.predicted(ItemsPredicted.unpack(reply))


@shared_task(name=FEATURES.reply_task)
def featured(reply: dict[str, Any]) -> None:
    """Vectors were computed."""
    replies.featured(FeaturesComputed.unpack(reply))


@shared_task(name="cliploop.learning.compute_vectors")
def compute_vectors() -> None:
    """Some seconds have passed."""
    vectors.compute()

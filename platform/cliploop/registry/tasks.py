"""What workers reply."""

from typing import Any

from celery import shared_task

from annotator.contracts.packaging import PACKAGE, ModelPackaged
from cliploop.registry import actions


@shared_task(name=PACKAGE.reply_task)
def packaged(reply: dict[str, Any]) -> None:
    """A version was written in a form."""
    actions.packaged(ModelPackaged.unpack(reply))

"""What the assist worker tells about single pictures."""

from typing import Any

from celery import shared_task

from annotator.contracts.media import STILL
from cliploop.jobs import broker


@shared_task(name=STILL.reply_task)
def still_drawn(reply: dict[str, Any]) -> None:
    """The picture lies in the storage, where whoever waits looks: there is nothing to store."""
    broker.end(str(reply["job_id"]))

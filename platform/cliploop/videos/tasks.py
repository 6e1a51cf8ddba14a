"""What the assist worker tells about single pictures."""

from typing import Any

from celery import shared_task

from annotator.contracts.media import STILL


@shared_task(name=STILL.reply_task)
def still_drawn(reply: dict[str, Any]) -> None:
    """The picture lies in the storage, where whoever waits looks: there is nothing to store."""

"""What workers suggest while somebody draws."""

from typing import Any

from celery import shared_task

from annotator.contracts.assist import OUTLINE, TRACK, ShapeTracked, ThingOutlined
from cliploop.annotations.actions import assist


@shared_task(name=TRACK.reply_task)
def tracked(reply: dict[str, Any]) -> None:
    """A shape was followed."""
    assist.tracked(ShapeTracked.unpack(reply))


@shared_task(name=OUTLINE.reply_task)
def outlined(reply: dict[str, Any]) -> None:
    """A thing was outlined."""
    assist.outlined(ThingOutlined.unpack(reply))

"""What workers say when they are done."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from annotator.contracts.outside import GREET, HOOK, HookCalled, ModelGreeted
from annotator.contracts.serving import (
    BRING,
    INFER,
    MEASURE,
    ClipInferred,
    ModelBrought,
    ModelsMeasured,
)
from cliploop.serving.actions import alerting, inferring, measuring, outside, renewing


@shared_task(name=INFER.reply_task)
def inferred(reply: dict[str, Any]) -> None:
    """A model has said what it says of a clip."""
    inferring.inferred(ClipInferred.unpack(reply))


@shared_task(name="cliploop.serving.forget")
def forget() -> None:
    """An hour has passed."""
    inferring.forget(timezone.now())


@shared_task(name=GREET.reply_task)
def greeted(reply: dict[str, Any]) -> None:
    """A model of elsewhere has said what it knows."""
    outside.greeted(ModelGreeted.unpack(reply))


@shared_task(name=BRING.reply_task)
def brought(reply: dict[str, Any]) -> None:
    """A folder's classifier is there."""
    outside.brought(ModelBrought.unpack(reply))


@shared_task(name=MEASURE.reply_task)
def measured(reply: dict[str, Any]) -> None:
    """Models were measured."""
    measuring.measured(ModelsMeasured.unpack(reply))


@shared_task(name=HOOK.reply_task)
def hooked(reply: dict[str, Any]) -> None:
    """An address was told of an event."""
    alerting.hooked(HookCalled.unpack(reply))


@shared_task(name="cliploop.serving.tell")
def tell() -> None:
    """Some seconds have passed."""
    alerting.tell(timezone.now())


@shared_task(name="cliploop.serving.renew")
def renew() -> None:
    """An hour has passed."""
    renewing.renew()

"""Counting who looks."""

from datetime import datetime

from django.db import transaction

from annotator.access import Actor
from cliploop.audit import actions as audit
from cliploop.evaluation.models import Look
from cliploop.learning.models import Model


@transaction.atomic
def look(actor: Actor, model: Model, now: datetime) -> None:
    """Count that somebody looked at what judged a model; once an hour for each person."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    _, is_first = Look.objects.get_or_create(model=model, user_id=actor.user_id, hour=hour)
    if is_first:
        audit.record(actor, "model.look", f"model:{model.pk}")

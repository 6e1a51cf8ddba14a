"""Counting who looks, and having it ready when they do."""

from contextlib import suppress
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db import transaction

from annotator.access import Actor
from annotator.refusal import Refusal
from cliploop.audit import actions as audit
from cliploop.evaluation import queries
from cliploop.evaluation.models import Look
from cliploop.learning.models import Model

# Older models were made ready when they were new, or are when somebody asks.
NEW = timedelta(hours=1)


def prepare(now: datetime) -> None:
    """Work out what new models' reports say, which takes long of many clips, before anybody asks.

    Once for each: a report that is lost or empty says so to whoever opens it.
    """
    known = Model.objects.filter(created_at__gte=now - NEW).order_by("pk")
    for model in known.select_related("run__release", "run__project", "parent__run__release"):
        key = f"evaluation:prepared:{queries.VERSION}:{model.pk}:{model.report_key}"
        if cache.add(key, True, queries.KEPT_SECONDS):
            with suppress(Refusal):
                queries.evaluated(model)
                if model.parent is not None:
                    queries.comparison(model, model.parent)


@transaction.atomic
def look(actor: Actor, model: Model, now: datetime) -> None:
    """Count that somebody looked at what judged a model; once an hour for each person."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    _, is_first = Look.objects.get_or_create(model=model, user_id=actor.user_id, hour=hour)
    if is_first:
        audit.record(actor, "model.look", f"model:{model.pk}")

"""Whose turn an item is: taken for half an hour, longer while they work on it."""

from datetime import datetime, timedelta

from django.db.models import F, Func, QuerySet, Value

from annotator.access import Actor
from annotator.workflow.graph import Step
from cliploop.datasets import queries
from cliploop.datasets.actions import stages
from cliploop.datasets.models import Item

LEASE = timedelta(minutes=30)


def hold(actor: Actor, item: Item, now: datetime) -> None:
    """Make a locked item the actor's for a while; from the dataset it goes into annotation.

    What a lead assigned has no end, and keeps none.
    """
    if item.stage_kind == "dataset":
        stages.advance(actor, item, Step.TAKE)
    if item.assignee_id != actor.user_id:
        item.assignee_id = actor.user_id
        item.leased_until = now + LEASE
    elif item.leased_until is not None:
        item.leased_until = now + LEASE
    if actor.user_id not in item.holders:
        item.holders = [*item.holders, actor.user_id]
    item.save(update_fields=["assignee", "leased_until", "holders"])


def remember(user_id: int, items: QuerySet[Item]) -> None:
    """Write down who was given, or shown, these items.

    What they say of one is kept from then on, though somebody else takes it meanwhile.
    """
    fresh = items.exclude(holders__contains=[user_id])
    fresh.update(holders=Func(F("holders"), Value(user_id), function="array_append"))


def is_free(actor: Actor, item: Item, now: datetime) -> bool:
    """Whether the actor may work on an open item: it is theirs, nobody's, or left."""
    if item.assignee_id is None or item.assignee_id == actor.user_id:
        return True
    if item.leased_until is not None and item.leased_until < now:
        return True
    return not queries.annotates(item.project_id, item.assignee_id)

"""Whose turn an item is: taken for half an hour, longer while they work on it."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import F, Func, QuerySet, Value

from annotator.access import Actor
from annotator.workflow.graph import Step
from cliploop.datasets import queries
from cliploop.datasets.actions import stages
from cliploop.datasets.models import Item

LEASE = timedelta(minutes=30)


def hold(actor: Actor, items: Sequence[Item], now: datetime) -> None:
    """Make locked items the actor's for a while; from the dataset they go into annotation.

    What a lead assigned has no end, and keeps none. Many take as many statements as one.
    """
    stages.advance(actor, [item for item in items if item.stage_kind == "dataset"], Step.TAKE)
    for item in items:
        if item.assignee_id != actor.user_id or item.leased_until is not None:
            item.leased_until = now + LEASE
        item.assignee_id = actor.user_id
        if actor.user_id not in item.holders:
            item.holders = [*item.holders, actor.user_id]
    Item.objects.bulk_update(items, ["assignee", "leased_until", "holders"])


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

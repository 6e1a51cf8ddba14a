"""Holding clips that somebody looks at in a feed, and letting them go."""

from collections.abc import Collection
from datetime import datetime

from annotator.access import Actor
from cliploop.datasets import queries as datasets
from cliploop.datasets.actions import leases
from cliploop.datasets.models import Item


def show(actor: Actor, items: Collection[Item], now: datetime) -> set[int]:
    """Make locked, open items the actor's for a while: the ids of those that were not theirs.

    They only look so far, so no item takes a step for it. What a lead assigned keeps having no end.
    """
    theirs = {item.pk for item in items if item.assignee_id == actor.user_id}
    fresh = {item.pk for item in items} - theirs
    until = now + leases.LEASE
    Item.objects.filter(pk__in=fresh).update(assignee_id=actor.user_id, leased_until=until)
    Item.objects.filter(pk__in=theirs, leased_until__isnull=False).update(leased_until=until)
    if actor.user_id is not None and fresh:
        leases.remember(actor.user_id, Item.objects.filter(pk__in=fresh))
    return fresh


def give_back(actor: Actor, item_ids: Collection[int]) -> list[int]:
    """Let go of those of the locked items that the actor has for a while; the ids of these."""
    held = Item.objects.filter(pk__in=item_ids, assignee_id=actor.user_id)
    held = held.filter(leased_until__isnull=False, stage_kind__in=datasets.OPEN_KINDS)
    ids = list(held.values_list("pk", flat=True))
    Item.objects.filter(pk__in=ids).update(assignee=None, leased_until=None)
    return ids

"""The queue: what comes next for whom, and why."""

from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Case, Q, QuerySet, Value, When

from annotator.access import Actor
from cliploop.datasets import queries as datasets
from cliploop.datasets import shapes
from cliploop.datasets.models import USEFUL, Item

OLDEST = {"code": "oldest", "text": "The oldest clip that nobody has labeled", "score": None}
UNSURE = {"code": "unsure", "text": "Whoever labeled it was not sure", "score": None}
ASSIGNED = {"code": "assigned", "text": "Assigned to you", "score": None}


def queue(actor: Actor, now: datetime) -> QuerySet[Item]:
    """What the actor may take, in order: assigned to them, then most useful, then oldest."""
    mine = _assigned(actor)
    ranked = (
        _ready(actor)
        .filter(mine | datasets.takeable(now))
        .annotate(
            is_mine=Case(When(mine, then=Value(True)), default=False, output_field=BooleanField())
        )
    )
    return ranked.order_by("-is_mine", *USEFUL)


def turns(actor: Actor, now: datetime) -> tuple[QuerySet[Item], QuerySet[Item]]:
    """The same in two: what is assigned to the actor, and what is to be had once that is empty.

    The first of each is found by an index, however many wait.
    """
    ready = _ready(actor).order_by(*USEFUL)
    return ready.filter(_assigned(actor)), ready.filter(datasets.takeable(now))


def _assigned(actor: Actor) -> Q:
    return Q(assignee_id=actor.user_id, stage_kind__in=datasets.OPEN_KINDS)


def _ready(actor: Actor) -> QuerySet[Item]:
    return datasets.within(actor).filter(deleted_at=None, frames__isnull=False)


def reason(actor: Actor, item: Item, was_assigned: bool) -> dict[str, Any]:
    """Why this item comes next."""
    if was_assigned:
        return dict(ASSIGNED)
    return dict(shapes.reason(item) or OLDEST)


def sure(item: Item) -> dict[str, Any] | None:
    """What is left of an item's reason once somebody is sure of it."""
    found: dict[str, Any] | None = item.reason
    return None if found and found["code"] == UNSURE["code"] else found


def mine(actor: Actor) -> int:
    """How many open items are the actor's."""
    open_ones = datasets.within(actor).filter(deleted_at=None, assignee_id=actor.user_id)
    return open_ones.filter(stage_kind__in=datasets.OPEN_KINDS).count()

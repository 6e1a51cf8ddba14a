"""Taking the cards of a feed, giving them back, and saying that what it doubts is right."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from annotator.access import Actor, Capability, require
from annotator.fields import invalid
from cliploop.audit import actions as audit
from cliploop.audit.actions import Deed
from cliploop.datasets import queries as datasets
from cliploop.datasets.actions import bulk, leases
from cliploop.feeds import holding, queries
from cliploop.feeds.asking import Card, free
from cliploop.feeds.models import Look, Upheld
from cliploop.feeds.queries import Asked

# As often other clips are looked for, where somebody else was faster.
TURNS = 20


def take(actor: Actor, name: str, given: Mapping[str, Any], most: int) -> dict[str, Any]:
    """A page of a feed that is the actor's for half an hour: nobody else is shown these clips.

    Two who ask at once get different ones. Refuses as `queries.asked`.
    """
    require(actor, Capability.ANNOTATE)
    wanted, most = queries.asked(actor, name, given), min(most, queries.MOST)
    found = first = wanted.found
    rest, cards, held = wanted, list[Card](), set[int]()
    for _ in range(TURNS):
        shown = found.cards(list(found.rows[: most - len(cards)]))
        mine, fresh = _hold(rest, [one.item_id for one in shown])
        cards += [one for one in shown if one.item_id in mine]
        held |= fresh
        if len(cards) == most or len(mine) == len(shown):
            break
        rest = rest.without([one.item_id for one in shown])
        found = rest.found
    return queries.told(wanted, first, cards, held)


@transaction.atomic
def _hold(wanted: Asked, item_ids: Collection[int]) -> tuple[set[int], set[int]]:
    """Those of the clips that are the actor's now, and of these the ones that were not before."""
    if not item_ids:
        return set(), set()
    now, actor = timezone.now(), wanted.ask.actor
    items = free(replace(wanted.ask, now=now)).filter(pk__in=item_ids).order_by("pk")
    if not wanted.kind.labeled:
        items = items.filter(stage_kind__in=datasets.OPEN_KINDS)
    locked = list(items.select_for_update(of=("self",), no_key=True))
    if wanted.kind.labeled:
        mine, fresh = _look(actor, {one.pk for one in locked}, now)
    else:
        mine, fresh = {one.pk for one in locked}, holding.show(actor, locked, now)
    audit.record_many(actor, "feed.take", [Deed(f"item:{one}", None, None) for one in fresh])
    bulk.tell(actor, len(fresh))
    return mine, fresh


def _look(actor: Actor, ids: set[int], now: datetime) -> tuple[set[int], set[int]]:
    # Who looks is asked once the items are locked: whoever had the lock may have begun to.
    looks = dict(Look.objects.filter(item__in=ids, until__gt=now).values_list("item_id", "user_id"))
    mine = {one for one in ids if looks.get(one, actor.user_id) == actor.user_id}
    until = now + leases.LEASE
    Look.objects.bulk_create(
        [Look(item_id=one, user_id=actor.user_id, until=until) for one in sorted(mine)],
        update_conflicts=True,
        unique_fields=["item"],
        update_fields=["user", "until"],
    )
    return mine, mine - looks.keys()


@transaction.atomic
def give_back(actor: Actor, item_ids: Collection[int]) -> int:
    """Let go of what the actor holds for a while of these, in a feed or elsewhere; how many."""
    require(actor, Capability.ANNOTATE)
    items = datasets.within(actor).filter(pk__in=item_ids).order_by("pk")
    # First the items, as whoever takes them does: neither waits for the other then.
    locked = [one.pk for one in items.select_for_update(of=("self",), no_key=True)]
    looks = Look.objects.filter(item__in=locked, user_id=actor.user_id)
    left = set(looks.values_list("item_id", flat=True))
    looks.delete()
    left |= set(holding.give_back(actor, locked))
    audit.record_many(actor, "feed.release", [Deed(f"item:{one}", None, None) for one in left])
    bulk.tell(actor, len(left))
    return len(left)


@transaction.atomic
def uphold(actor: Actor, kind: str, item_ids: Collection[int], *, upheld: bool) -> int:
    """Items stay as they are, or are doubted again; how many. The same again changes nothing.

    Refuses (`invalid`) a feed that doubts nothing. What the actor may not see is left alone.
    """
    require(actor, Capability.REVIEW)
    if kind not in queries.UPHELD:
        raise invalid("kind", f"Must be one of {', '.join(queries.UPHELD)}")
    seen = datasets.visible(actor).filter(pk__in=item_ids, deleted_at=None)
    items = list(seen.order_by("pk").select_for_update(of=("self",), no_key=True))
    if upheld:
        rows = [
            Upheld(item=item, kind=kind, revision=item.revision, user_id=actor.user_id)
            for item in items
        ]
        Upheld.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["item", "kind"],
            update_fields=["revision", "user"],
        )
    else:
        Upheld.objects.filter(item__in=items, kind=kind).delete()
    deeds = [Deed(f"item:{item.pk}", not upheld, upheld) for item in items]
    audit.record_many(actor, "feed.uphold", deeds)
    return len(items)

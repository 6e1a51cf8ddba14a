"""Saying that what a feed doubts is right."""

from collections.abc import Collection

from django.db import transaction

from annotator.access import Actor, Capability, require
from annotator.fields import invalid
from cliploop.audit import actions as audit
from cliploop.audit.actions import Deed
from cliploop.datasets import queries as datasets
from cliploop.feeds import queries
from cliploop.feeds.models import Upheld


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

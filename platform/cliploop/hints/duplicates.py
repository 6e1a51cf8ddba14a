"""Items that are copies of one another, and which of them to keep."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from rest_framework import serializers

from annotator.access import Actor
from annotator.learning.duplicates import BYTES, WORDS, Candidate, best, groups, why
from cliploop.datasets import queries as datasets
from cliploop.datasets.shapes import ItemOut, Shower
from cliploop.learning import queries
from cliploop.learning.models import Embedding

# More are shown once these are dealt with.
MOST = 50
WHYS = ("labels", "pixels", "age")


class DuplicatesOut(serializers.Serializer[Any]):
    """Copies of one another: the one to keep, and why: it has people's labels, the larger picture,
    or was there first. The others can go to the trash.
    """

    keep = ItemOut()
    why = serializers.ChoiceField(choices=WHYS)
    remove = ItemOut(many=True)


def duplicates(actor: Actor) -> list[dict[str, Any]]:
    """Groups of copies among the items that the actor may see, at most 50, the oldest first.

    Known once their vectors were computed. Nothing is removed: that is done as always.
    """
    present = datasets.visible(actor).filter(deleted_at=None)
    printed = Embedding.objects.filter(item__in=present).exclude(print=b"").order_by("item_id")
    facts = list(
        printed.values_list(
            "item_id",
            "item__label_sources",
            "item__rendition__width",
            "item__rendition__height",
            "item__seconds",
            "print",
        )
    )
    whole = b"".join(bytes(row[-1]) for row in facts)
    prints = np.frombuffer(whole, np.uint64).reshape(len(whole) // BYTES, WORDS)
    people = set(queries.PEOPLE)
    found = [
        Candidate(pk, bool(people & set(made)), (width or 0) * (height or 0), seconds or 0.0)
        for pk, made, width, height, seconds, _ in facts
    ]
    seconds = np.array([one.seconds for one in found], np.float64)
    alike = [[found[row] for row in rows] for rows in groups(prints, seconds)[:MOST]]
    return _shown(actor, alike)


def _shown(actor: Actor, alike: Sequence[Sequence[Candidate]]) -> list[dict[str, Any]]:
    ids = [one.item_id for group in alike for one in group]
    items = datasets.shown(datasets.visible(actor)).in_bulk(ids)
    show, rows = Shower(actor), []
    for group in alike:
        kept = best(group)
        others = [one for one in group if one is not kept]
        if not all(one.item_id in items for one in group):
            continue
        rows.append(
            {
                "keep": show(items[kept.item_id]),
                "why": why(kept, others),
                "remove": [show(items[one.item_id]) for one in others],
            }
        )
    return rows

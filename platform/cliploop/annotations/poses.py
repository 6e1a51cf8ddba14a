"""Skeletons that people drew, beside the clips that models are to see."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from annotator.contracts.learning import Sample
from annotator.contracts.poses import drawn
from annotator.edits.record import Source
from annotator.geometry.registry import Kind
from annotator.learning.zoo.registry import ENTRIES
from cliploop.annotations.models import Annotation


def beside(found: Sequence[Sample], *entries: str) -> list[Sample]:
    """The samples with their skeletons, if one of these entries of the zoo sees those.

    What has some already keeps them: a snapshot stays as it was frozen.
    """
    if not any(one.poses for one in ENTRIES if one.key in entries):
        return list(found)
    rows = Annotation.objects.filter(
        item_id__in=[one.item_id for one in found if not one.poses],
        kind=Kind.SKELETON,
        removed=False,
    ).exclude(source=Source.MODEL)
    by_item: dict[int, list[Any]] = defaultdict(list)
    for row in rows.order_by("created_at", "id").values("item_id", "kind", "spans", "keyframes"):
        by_item[row["item_id"]].append(row)
    return [one if one.poses else replace(one, poses=drawn(by_item[one.item_id])) for one in found]

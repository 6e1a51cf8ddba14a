"""What items' rows say about their annotations, for lists to show and filter by."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.db.models import F, Min, Q, Window
from django.db.models.functions import RowNumber

from cliploop.annotations.models import Annotation
from cliploop.datasets.models import Item

COLUMNS = ("class_ids", "label_sources", "tags", "confidence")
MOST_TAGS = 200


def fill(items: Collection[Item]) -> None:
    """Work out the `COLUMNS` of locked items, to be saved. Negatives are no labels."""
    rows = Annotation.objects.filter(item__in=items, removed=False, negative=False)
    by_model = Min("confidence", filter=Q(source="model"))
    found = rows.values("item_id", "label_class_id", "source").annotate(low=by_model).order_by()
    said: dict[int, list[Any]] = defaultdict(list)
    for row in found:
        said[row["item_id"]].append(row)
    tags = _tags(items)
    for item in items:
        told = said[item.pk]
        item.class_ids = sorted({row["label_class_id"] for row in told})
        item.label_sources = sorted({row["source"] for row in told})
        item.tags = tags[item.pk]
        item.confidence = min((row["low"] for row in told if row["low"] is not None), default=None)


def _tags(items: Collection[Item]) -> dict[int, list[dict[str, Any]]]:
    """The first tags of each item."""
    rows = Annotation.objects.filter(item__in=items, removed=False, negative=False, kind="tag")
    order = ("created_at", "id")
    place = Window(RowNumber(), partition_by=F("item_id"), order_by=order)
    first = rows.annotate(place=place).filter(place__lte=MOST_TAGS).order_by("item_id", "place")
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in first.only("id", "item_id", "label_class_id", "spans", "source", "confidence"):
        found[row.item_id].append(_tag(row))
    return found


def _tag(row: Annotation) -> dict[str, Any]:
    return {
        "annotation": str(row.pk),
        "class_id": row.label_class_id,
        "spans": row.spans,
        "source": row.source,
        "confidence": row.confidence,
    }

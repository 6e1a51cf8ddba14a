"""What an item's row says about its annotations, for lists to show and filter by."""

from typing import Any

from django.db.models import Min, Q

from cliploop.annotations.models import Annotation
from cliploop.datasets.models import Item

COLUMNS = ("class_ids", "label_sources", "tags", "confidence")
MOST_TAGS = 200


def fill(item: Item) -> None:
    """Work out the `COLUMNS` of a locked item, to be saved. Negatives are no labels."""
    rows = Annotation.objects.filter(item=item, removed=False, negative=False)
    by_model = Min("confidence", filter=Q(source="model"))
    told = list(rows.order_by().values("label_class_id", "source").annotate(low=by_model))
    item.class_ids = sorted({row["label_class_id"] for row in told})
    item.label_sources = sorted({row["source"] for row in told})
    tags = rows.filter(kind="tag").order_by("created_at", "id")
    item.tags = [_tag(row) for row in tags[:MOST_TAGS]]
    item.confidence = min((row["low"] for row in told if row["low"] is not None), default=None)


def _tag(row: Annotation) -> dict[str, Any]:
    return {
        "annotation": str(row.pk),
        "class_id": row.label_class_id,
        "spans": row.spans,
        "source": row.source,
        "confidence": row.confidence,
    }

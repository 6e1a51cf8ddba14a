"""What an item's row says about its annotations, for lists to show and filter by."""

from typing import Any

from cliploop.annotations.models import Annotation
from cliploop.datasets.models import Item

MOST_TAGS = 200


def write(item: Item) -> None:
    """Recompute the columns of a locked item. Negatives are no labels."""
    rows = Annotation.objects.filter(item=item, removed=False, negative=False)
    told = list(rows.values("label_class_id", "source").distinct().order_by())
    item.class_ids = sorted({row["label_class_id"] for row in told})
    item.label_sources = sorted({row["source"] for row in told})
    tags = rows.filter(kind="tag").order_by("created_at", "id")
    item.tags = [_tag(row) for row in tags[:MOST_TAGS]]
    guesses = rows.filter(source="model", confidence__isnull=False).order_by("confidence")
    item.confidence = guesses.values_list("confidence", flat=True).first()
    item.save(update_fields=["class_ids", "label_sources", "tags", "confidence"])


def _tag(row: Annotation) -> dict[str, Any]:
    return {
        "annotation": str(row.pk),
        "class_id": row.label_class_id,
        "spans": row.spans,
        "source": row.source,
        "confidence": row.confidence,
    }

"""Keeping the short vectors by which alike clips are found."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from cliploop.datasets.models import Item
from cliploop.learning.models import Embedding


def keep(entry: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep the vector of each item that is still there, in place of an earlier one."""
    there = set(
        Item.objects.filter(pk__in=[row["item_id"] for row in rows]).values_list("pk", flat=True)
    )
    Embedding.objects.bulk_create(
        [
            Embedding(
                item_id=row["item_id"],
                entry=entry,
                vector=np.array(row["vector"], np.float16).tobytes(),
            )
            for row in rows
            if row["item_id"] in there
        ],
        update_conflicts=True,
        unique_fields=["item"],
        update_fields=["entry", "vector"],
    )

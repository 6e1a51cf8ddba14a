"""Keeping the short vectors by which alike clips are found."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from django.db import transaction

from cliploop.datasets.models import Item
from cliploop.learning.models import Embedding, VectorVersion


@transaction.atomic
def keep(entry: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep the vector and print of each item that is still there, in place of earlier ones."""
    items = Item.objects.filter(pk__in=[row["item_id"] for row in rows])
    projects = dict(items.values_list("pk", "project_id"))
    versions = {one: _next_version(one) for one in sorted(set(projects.values()))}
    Embedding.objects.bulk_create(
        [
            Embedding(
                item_id=row["item_id"],
                entry=entry,
                vector=np.array(row["vector"], np.float16).tobytes(),
                print=bytes.fromhex(row.get("print", "")),
                version=versions[projects[row["item_id"]]],
            )
            for row in rows
            if row["item_id"] in projects
        ],
        update_conflicts=True,
        unique_fields=["item"],
        update_fields=["entry", "vector", "print", "version"],
    )


def _next_version(project_id: int) -> int:
    VectorVersion.objects.bulk_create([VectorVersion(project_id=project_id)], ignore_conflicts=True)
    known = VectorVersion.objects.select_for_update().get(project_id=project_id)
    known.version += 1
    known.save(update_fields=["version"])
    return known.version

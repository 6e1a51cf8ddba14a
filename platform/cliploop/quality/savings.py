"""How many labels the order of the queue saved against chance."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import numpy as np
from django.db.models import Count, Exists, F, Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from annotator.access import Actor
from annotator.learning.likeness import DIMENSIONS
from annotator.learning.savings import Labeled, savings
from annotator.learning.zoo.registry import ENTRIES
from annotator.workflow.graph import StageKind
from cliploop.annotations.models import Annotation
from cliploop.datasets.models import Item, Move
from cliploop.learning import queries as learning
from cliploop.learning.models import Embedding
from cliploop.projects.models import Project, Task
from cliploop.quality.readiness import NAMED, recording

# So many chance draws, the newest, and so many labels of the order, the first.
AUDITED, ORDERED = 600, 2000


def saved(actor: Actor) -> dict[str, Any]:
    """How many labels people gave until a model was as good as by chance's; seven queries at most.

    `refused` "task": a clip may have several classes here, and nothing is measured. A clip counts
    that people gave one class, or that is complete without any where that means the background.
    """
    project = Project.objects.get(pk=actor.project_id)
    if project.task != Task.SINGLE:
        nobody = Labeled(np.zeros((0, DIMENSIONS)), np.zeros(0, np.int64), ())
        found = savings(nobody, nobody, np.random.default_rng(0)).shown()
        return found | {"refused": "task"}
    drawn, ordered = (_labeled(project, audited=one) for one in (True, False))
    rng = np.random.default_rng((project.pk, len(drawn), len(ordered)))
    return savings(drawn, ordered, rng).shown()


def _labeled(project: Project, *, audited: bool) -> Labeled:
    """What people labeled, the first first: of chance draws those that they are through with."""
    items = learning.led(project.pk).filter(audited=audited)
    if audited:
        items = items.filter(stage_kind=StageKind.COMPLETE.value)
    said = [*_tagged(items)]
    if project.background_class_id is not None:
        said += [(pk, project.background_class_id, at) for pk, at in _empty(items)]
    said.sort(key=lambda one: (one[2], one[0]))
    few = said[-AUDITED:] if audited else said[:ORDERED]
    return _with_vectors({item_id: class_id for item_id, class_id, _ in few})


def _tagged(items: QuerySet[Item]) -> Iterable[tuple[int, int, datetime]]:
    """Items that people gave one class: (item, class, when first)."""
    tags = Annotation.objects.filter(
        item__in=items.order_by().values("pk"), source__in=learning.PEOPLE,
        kind="tag", removed=False, negative=False,
    )  # fmt: skip
    told = tags.values("item_id").annotate(
        several=Count("label_class_id", distinct=True),
        named=Min("label_class_id"),
        at=Min("created_at"),
    )
    return told.filter(several=1).values_list("item_id", "named", "at").order_by("item_id")


def _empty(items: QuerySet[Item]) -> Iterable[tuple[int, datetime]]:
    """Items that are complete without a tag: (item, when they became so)."""
    tagged = Annotation.objects.filter(
        item=OuterRef("pk"), source__in=learning.PEOPLE, kind="tag", removed=False, negative=False
    )
    came = Move.objects.filter(item=OuterRef("pk"), to_kind=StageKind.COMPLETE.value)
    ended = Coalesce(Subquery(came.order_by("-id").values("created_at")[:1]), F("created_at"))
    found = items.filter(~Exists(tagged), stage_kind=StageKind.COMPLETE.value)
    return found.annotate(ended=ended).values_list("pk", "ended").order_by("pk")


def _with_vectors(class_by_item: Mapping[int, int]) -> Labeled:
    """Those of the items that have a vector, in the same order."""
    rows = Embedding.objects.filter(item_id__in=list(class_by_item), entry=ENTRIES[0].key)
    named = (f"item__{name}" for name in NAMED)
    found = {
        item_id: (np.frombuffer(bytes(vector), np.float16), recording(*told))
        for item_id, vector, *told in rows.values_list("item_id", "vector", *named)
    }
    order = [item_id for item_id in class_by_item if item_id in found]
    vectors = np.array([found[one][0] for one in order], np.float64)
    return Labeled(
        vectors.reshape(len(order), DIMENSIONS),
        np.array([class_by_item[one] for one in order], np.int64),
        tuple(found[one][1] for one in order),
    )

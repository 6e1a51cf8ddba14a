"""Which predictions a round takes as labels, and what it trains on with them. Reads only."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from itertools import islice
from typing import Any

import numpy as np

from annotator.contracts import samples
from annotator.contracts.samples import Plan
from annotator.learning.gates import Candidate, Gate, accept, taken
from cliploop.annotations.models import Annotation
from cliploop.learning import blobs, queries
from cliploop.learning.models import Model
from cliploop.projects.models import Task
from cliploop.releases import queries as releases

Member = dict[str, Any]
# What a model said of so many items is in memory at once.
AT_ONCE = 500


def members(model: Model, believed: Sequence[Gate], share: float) -> list[Member]:
    """What the round takes: the surest items of each class that no split holds back."""
    held = {one.source for one in blobs.samples(model.run.snapshot_key) if one.part != "train"}
    single = model.run.project.task == Task.SINGLE
    candidates: list[Candidate] = []
    labels: dict[tuple[int, int], dict[str, int]] = {}
    said = queries.waiting(model, "clips").iterator(chunk_size=AT_ONCE)
    while few := list(islice(said, AT_ONCE)):
        rows = [one for one in few if not (one.item.audited or queries.recording(one.item) in held)]
        guessed = _guessed(model, [row.item_id for row in rows])
        for row in rows:
            shares = np.array([one for *_, one in row.clips])
            for at, confidence in taken(shares, single=single):
                key = (row.item_id, model.run.classes[at])
                if key in guessed:
                    candidates.append(Candidate(*key, confidence))
                    labels[key] = guessed[key]
    return [
        asdict(one) | {"annotations": labels[one.item_id, one.class_id]}
        for one in accept(candidates, believed, share)
    ]


def _guessed(model: Model, item_ids: Iterable[int]) -> Mapping[tuple[int, int], dict[str, int]]:
    """The model's undecided labels, {id: version} by item and class."""
    found: dict[tuple[int, int], dict[str, int]] = defaultdict(dict)
    mine = queries.guesses(item_ids).filter(model_id=model.pk)
    rows = mine.values_list("item_id", "label_class_id", "pk", "version")
    for item_id, class_id, pk, version in rows:
        found[item_id, class_id][str(pk)] = version
    return found


def plan(model: Model, members: Sequence[Member]) -> Plan:
    """The model's own samples, with the pseudo-labels beside them.

    Same split and seed, so that candidate and model are judged by the very same clips.
    """
    by_item: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    ids = [id_ for one in members for id_ in one["annotations"]]
    for row in Annotation.objects.filter(pk__in=ids):
        by_item[row.item_id] += [(row.label_class_id, start, end) for start, end in row.spans]
    lines = releases.labeled(queries.items_of(model.project_id, list(by_item)), sources=())
    doubted = [samples.doubted(line, by_item[line["id"]]) for line in lines]
    known = blobs.samples(model.run.snapshot_key)
    return Plan((*known, *doubted), samples.split_shown(model.run.split))

"""Which predictions a round takes as labels, and what it trains on with them. Reads only."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
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


def members(model: Model, believed: Sequence[Gate], share: float) -> list[Member]:
    """What the round takes: the surest items of each class that no split holds back."""
    held = {one.source for one in blobs.samples(model.run.snapshot_key) if one.part != "train"}
    open_ = [row for row in queries.waiting(model) if queries.recording(row.item) not in held]
    rows = [row for row in open_ if not row.item.audited]
    guessed = _guessed(model, (row.item_id for row in rows))
    single = model.run.project.task == Task.SINGLE
    candidates = [
        Candidate(row.item_id, model.run.classes[at], confidence)
        for row in rows
        for at, confidence in taken(np.array([said for *_, said in row.clips]), single=single)
        if (row.item_id, model.run.classes[at]) in guessed
    ]
    return [
        asdict(one) | {"annotations": guessed[one.item_id, one.class_id]}
        for one in accept(candidates, believed, share)
    ]


def _guessed(model: Model, item_ids: Iterable[int]) -> Mapping[tuple[int, int], dict[str, int]]:
    """The model's undecided labels, {id: version} by item and class."""
    found: dict[tuple[int, int], dict[str, int]] = defaultdict(dict)
    for one in queries.guesses(item_ids).filter(model_id=model.pk):
        found[one.item_id, one.label_class_id][str(one.pk)] = one.version
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

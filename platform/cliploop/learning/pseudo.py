"""Which predictions a round takes as labels, and what it trains on with them. Reads only."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from annotator.contracts import samples
from annotator.contracts.learning import Sample, Span
from annotator.contracts.message import unpack
from annotator.contracts.samples import Plan
from annotator.learning.gates import Candidate, Gate, accept
from cliploop.annotations.models import Annotation
from cliploop.learning import blobs, queries
from cliploop.learning.models import Model, Prediction, Run
from cliploop.projects.models import Task
from cliploop.releases import queries as releases

PSEUDO_WEIGHT = 0.5

Member = dict[str, Any]


def members(model: Model, believed: Sequence[Gate], share: float) -> list[Member]:
    """What the round takes: the surest items of each class that no split holds back."""
    parts = _parts(model)
    rows = {row.item_id: row for row in queries.waiting(model) if _may_teach(row, parts)}
    for item_id in queries.drawn(rows):
        del rows[item_id]
    guessed = _guessed(model, rows)
    candidates = [
        Candidate(item_id, class_id, confidence)
        for item_id, row in rows.items()
        for class_id, confidence in _said(model, row)
        if (item_id, class_id) in guessed
    ]
    return [
        {
            "item_id": one.item_id,
            "class_id": one.class_id,
            "confidence": one.confidence,
            "annotations": guessed[one.item_id, one.class_id],
        }
        for one in accept(candidates, believed, share)
    ]


def _said(model: Model, row: Prediction) -> list[tuple[int, float]]:
    """The classes that a model takes an item for, where two of its clips, if it has two, agree."""
    classes = model.run.classes
    single = model.run.project.task == Task.SINGLE
    if single:
        best = [max(range(len(classes)), key=lambda at: row.probabilities[at])]
    else:
        best = [at for at in range(len(classes)) if row.probabilities[at] >= 0.5]
    return [
        (classes[at], row.probabilities[at])
        for at in best
        if len(row.clips) < 2 or sum(_agrees(shares, at, single) for *_, shares in row.clips) >= 2
    ]


def _agrees(shares: Sequence[float], at: int, single: bool) -> bool:
    return shares[at] == max(shares) if single else shares[at] >= 0.5


def _guessed(model: Model, item_ids: Iterable[int]) -> Mapping[tuple[int, int], dict[str, int]]:
    """The model's undecided labels, {id: version} by item and class."""
    found: dict[tuple[int, int], dict[str, int]] = defaultdict(dict)
    for one in queries.guesses(item_ids).filter(model_id=model.pk):
        found[one.item_id, one.label_class_id][str(one.pk)] = one.version
    return found


def _parts(model: Model) -> Mapping[str, str]:
    """The part of the split that each source of the model's snapshot is in."""
    return {one.source: one.part for one in _snapshot(model.run)}


def _may_teach(row: Prediction, parts: Mapping[str, str]) -> bool:
    """Whether an item shares no recording with what judges."""
    return parts.get(row.item.source or row.item.name, "train") == "train"


def _snapshot(run: Run) -> list[Sample]:
    return [unpack(Sample, one) for one in blobs.read(run.snapshot_key)["samples"]]


def plan(model: Model, members: Sequence[Member]) -> Plan:
    """The model's own samples, with the pseudo-labels beside them at half weight.

    Same split and seed, so that candidate and model are judged by the very same clips.
    """
    known = _snapshot(model.run)
    by_item: dict[int, list[Member]] = defaultdict(list)
    for one in members:
        by_item[one["item_id"]].append(one)
    taken = [id_ for one in members for id_ in one["annotations"]]
    spans = {str(row.pk): row.spans for row in Annotation.objects.filter(pk__in=taken)}
    lines = releases.labeled(queries.items_of(model.project_id, list(by_item)), sources=())
    taught = [
        replace(
            samples.sample(line, ()),
            part="train",
            spans=tuple(
                Span(one["class_id"], start, end, weight=PSEUDO_WEIGHT)
                for one in by_item[line["id"]]
                for id_ in one["annotations"]
                for start, end in spans[id_]
            ),
        )
        for line in lines
    ]
    return Plan((*known, *taught), samples.split_shown(model.run.split))


def thresholds(believed: Sequence[Gate], members: Sequence[Member]) -> list[dict[str, Any]]:
    """Each class's gate with how many items passed it, as the API shows them."""
    return [
        {
            "class_id": gate.class_id,
            "threshold": gate.threshold,
            "accepted": sum(one["class_id"] == gate.class_id for one in members),
            "precision": gate.precision,
            "interval": list(gate.interval),
        }
        for gate in believed
    ]

"""Which predictions a round takes as labels, and what it trains on with them. Reads only."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any, NamedTuple

import numpy as np

from annotator.contracts import judging, samples
from annotator.contracts.learning import Sample
from annotator.contracts.samples import Plan
from annotator.learning.gates import Candidate, Gate, accept, taken
from annotator.learning.opinions import Floats, Witnesses
from annotator.learning.zoo.registry import ENTRIES
from cliploop.annotations.models import Annotation
from cliploop.datasets.models import Item
from cliploop.learning import blobs, recordings
from cliploop.learning import queries as learning
from cliploop.learning.models import Embedding, Model, Prediction
from cliploop.projects.models import Task
from cliploop.releases import queries as releases

Member = dict[str, Any]
# The parts of a split that nothing is fitted on.
HELD = ("validation", "test")
# What a model said of so many items is in memory at once.
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a round takes, of how many `sure` items; `unseen` of these have no vector yet."""

    members: list[Member]
    sure: int
    unseen: int


class Sure(NamedTuple):
    """A prediction that passes its class's gate, of an item of so many clips."""

    item_id: int
    class_id: int
    at: int
    confidence: float
    clips: int


def chosen(model: Model, believed: Sequence[Gate], share: float) -> Chosen:
    """What the round takes: the surest items of each class that no split holds back.

    Of an item with one clip the labeled items most like it must agree, as two clips must of one
    with more.
    """
    known = blobs.samples(model.run.snapshot_key)
    held = recordings.of(one for one in known if one.part != "train")
    witnesses = _witnesses(model, known)
    candidates: list[Candidate] = []
    labels: dict[tuple[int, int], dict[str, int]] = {}
    sure: set[int] = set()
    unseen: set[int] = set()
    said = learning.waiting(model, "clips", "probabilities").iterator(chunk_size=AT_ONCE)
    while few := list(islice(said, AT_ONCE)):
        free = [one for one in few if not (one.item.audited or recordings.signs(one.item) & held)]
        found = _sure(model, believed, free)
        guessed = _guessed(model, {one.item_id for one in found})
        spoken = witnesses.speak(_vectors({one.item_id for one in found if one.clips == 1}))
        for one in found:
            key = (one.item_id, one.class_id)
            if key not in guessed:
                continue
            sure.add(one.item_id)
            if one.clips == 1 and one.item_id not in spoken:
                unseen.add(one.item_id)
            elif one.clips > 1 or spoken[one.item_id][one.at]:
                candidates.append(Candidate(*key, one.confidence))
                labels[key] = guessed[key]
    members = [
        asdict(one) | {"annotations": labels[one.item_id, one.class_id]}
        for one in accept(candidates, believed, share)
    ]
    return Chosen(members, len(sure), len(unseen))


def _witnesses(model: Model, known: Iterable[Sample]) -> Witnesses:
    """What people said of what the model was fitted on; what chooses or judges is held back."""
    task = learning.task_of(model.run)
    fitted = (one for one in samples.from_people(known) if one.part not in HELD)
    said = {one.item_id: judging.whole(one, task) for one in fitted}
    values = {item_id: one.values for item_id, one in said.items() if one is not None}
    return Witnesses.of(_vectors(values), values, single=task.single)


def _vectors(item_ids: Iterable[int]) -> dict[int, Floats]:
    """The short vectors of those of these items that have one."""
    rows = Embedding.objects.filter(item_id__in=list(item_ids), entry=ENTRIES[0].key)
    return {
        item_id: np.frombuffer(bytes(vector), np.float16).astype(np.float64)
        for item_id, vector in rows.values_list("item_id", "vector")
    }


def _sure(model: Model, believed: Sequence[Gate], rows: Iterable[Prediction]) -> list[Sure]:
    """What the rows' items are taken for, where the class's gate believes it."""
    gates = {gate.class_id: gate for gate in believed}
    classes, single = model.run.classes, model.run.project.task == Task.SINGLE
    found = []
    for row in rows:
        clips, whole = np.array([one for *_, one in row.clips]), np.array(row.probabilities)
        for at, confidence in taken(clips, whole, single=single):
            gate = gates.get(classes[at])
            if gate is not None and gate.passes(confidence):
                found.append(Sure(row.item_id, classes[at], at, confidence, len(row.clips)))
    return found


def _guessed(model: Model, item_ids: Iterable[int]) -> Mapping[tuple[int, int], dict[str, int]]:
    """The model's undecided labels, {id: version} by item and class."""
    found: dict[tuple[int, int], dict[str, int]] = defaultdict(dict)
    mine = learning.guesses(item_ids).filter(model_id=model.pk)
    rows = mine.values_list("item_id", "label_class_id", "pk", "version")
    for item_id, class_id, pk, version in rows:
        found[item_id, class_id][str(pk)] = version
    return found


def undecided(members: Sequence[Member]) -> list[Member]:
    """Those whose labels are as the model left them, on items that still wait for people."""
    wanted = {id_: version for one in members for id_, version in one["annotations"].items()}
    rows = Annotation.objects.filter(pk__in=wanted, removed=False, source="model", negative=False)
    waiting = Item.objects.filter(learning.WAITS, deleted_at=None, audited=False)
    left = rows.filter(item__in=waiting).values_list("pk", "version")
    same = {str(pk) for pk, version in left if wanted[str(pk)] == version}
    return [one for one in members if same.issuperset(one["annotations"])]


def plan(model: Model, members: Sequence[Member]) -> Plan:
    """What people said that the model learned from, with the pseudo-labels beside it.

    Those of earlier rounds are left out: each round chooses anew, and what a person refused since
    must not come back. Same split and seed, so that candidate and model are judged by the very same
    clips.
    """
    by_item: dict[int, list[tuple[int, int, int]]] = defaultdict(list)
    ids = [id_ for one in members for id_ in one["annotations"]]
    for row in Annotation.objects.filter(pk__in=ids):
        by_item[row.item_id] += [(row.label_class_id, start, end) for start, end in row.spans]
    items = learning.items_of(model.project_id, list(by_item))
    lines = releases.labeled(items, sources=(), shots=model.run.follow_shots)
    doubted = [samples.doubted(line, by_item[line["id"]]) for line in lines]
    known = samples.from_people(blobs.samples(model.run.snapshot_key))
    return Plan(
        (*known, *(one for one in doubted if one.spans)), samples.split_shown(model.run.split)
    )

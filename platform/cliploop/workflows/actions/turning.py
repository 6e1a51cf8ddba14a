"""What stages do alone: a model is asked about what comes in, and what it is sure of goes on."""

import logging
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from django.db import transaction

from annotator.contracts import samples
from annotator.contracts.learning import ItemsPredicted, Sample
from annotator.learning.sureness import sureness
from annotator.refusal import Code, Refusal
from annotator.strategies.mix import AUDIT_SHARE, Pick, Why, reason
from annotator.workflow import alone
from annotator.workflow.graph import Graph, Stage, StageKind
from cliploop.audit.actions import Who
from cliploop.datasets import queries as datasets
from cliploop.datasets.actions import records, stages
from cliploop.datasets.models import Dataset, Item, Move
from cliploop.events import actions as events
from cliploop.jobs import actions as jobs
from cliploop.learning import blobs
from cliploop.learning import queries as learning
from cliploop.learning.actions import predicting
from cliploop.learning.models import Model
from cliploop.projects.models import Task
from cliploop.releases import queries as releases
from cliploop.workflows import queries
from cliploop.workflows.models import StageSetup, Turn, Visit

log = logging.getLogger(__name__)
# A model is asked about so many clips of a stage at once, and so many are sampled or sent on.
ASKED_AT_ONCE, MOVED_AT_ONCE = 100, 1_000

Row = Mapping[str, Any]


def turn() -> None:
    """Let every stage that works alone do what is due in it."""
    for dataset_id in queries.turning():
        try:
            _turn(dataset_id)
        except Exception:  # one broken dataset must not stop the others
            log.exception("The stages of dataset %s are at a standstill", dataset_id)


@transaction.atomic
def _turn(dataset_id: int) -> None:
    """Do what is due in one dataset. Whoever else is at it meanwhile leaves it alone."""
    rows = Dataset.objects.select_for_update(skip_locked=True, no_key=True)
    dataset = rows.filter(pk=dataset_id, deleted_at=None).first()
    if dataset is None:
        return
    graph = datasets.workflow_of(dataset)
    for stage in graph.stages:
        found = queries.setup(dataset_id, stage.id)
        if stage.kind is StageKind.MODEL and not queries.unready(found):
            _send(dataset, graph, stage, found)
            _ask(dataset, graph, stage, found)
        elif stage.kind is StageKind.SAMPLING:
            _sample(dataset, graph, stage, found)


def _send(dataset: Dataset, graph: Graph, stage: Stage, found: StageSetup) -> None:
    """Have new clips come by themselves, where an arrow leads here and somebody wants it.

    Chance draws a share of them before any model looks: people label these unseen, and so models
    are judged by clips that stand for all.
    """
    if not found.automatic or stage not in graph.after(graph.entry.id):
        return
    new = list(queries.newcomers(dataset.pk, graph.entry.id)[:MOVED_AT_ONCE])
    if not new:
        return
    moves = Move.objects.filter(item__dataset=dataset, to_stage=stage.id, step=alone.SEND)
    ids = [one.pk for one in new]
    records.set_apart(alone.drawn(ids, AUDIT_SHARE, found.pk, moves.count()))
    _move(dataset, new, stage, alone.SEND, f"New clips go to {stage.name}")


def _ask(dataset: Dataset, graph: Graph, stage: Stage, found: StageSetup) -> None:
    """Ask the stage's model about clips that came in. What judges models goes to people unasked."""
    model = found.model
    if model is None or queries.asking(dataset.pk, stage.id).exists():
        return
    # A model that is down is not asked about one hundred clips after the other.
    if queries.gave_up(dataset.pk, stage.id):
        return
    items = list(queries.unasked(dataset.pk, stage.id)[:ASKED_AT_ONCE])
    blind = [item for item in items if datasets.judges(item)]
    people = alone.after_model(graph, stage.id, sure=False)
    _move(dataset, blind, people, alone.PREDICT, "Drawn by chance: people label it unseen")
    due = {item.pk: item for item in items if not datasets.judges(item)}
    if not due:
        return
    lines = releases.labeled(
        learning.items_of(dataset.project_id, due), sources=(), shots=model.run.follow_shots
    )
    asked = [one for one in (samples.sample(line, ()) for line in lines) if samples.clips(one)]
    made = _made(dataset, stage, model)
    why = _started(made, stage, asked) if asked else ""
    seen = {one.item_id for one in asked}
    Visit.objects.bulk_create(
        [
            Visit(
                item=item,
                entered=item.came,  # type: ignore[attr-defined]  # annotated by the query
                turn=made,
                error=why if item.pk in seen else queries.NOTHING_TO_SEE,
            )
            for item in due.values()
        ],
        update_conflicts=True,
        unique_fields=["item"],
        update_fields=["entered", "turn", "error"],
    )


def _made(dataset: Dataset, stage: Stage, model: Model) -> Turn:
    """A new turn, which goes on counting where those that are over ended: clips may trickle in."""
    over = queries.over(dataset.pk, stage.id)
    counts: Counter[str] = Counter()
    sure = unsure = 0
    for one in over:
        counts.update(one.counts)
        sure, unsure = sure + one.sure, unsure + one.unsure
    Turn.objects.filter(pk__in=[one.pk for one in over]).delete()
    made = Turn(dataset=dataset, stage=stage.id, model=model, sure=sure, unsure=unsure)
    made.counts = dict(counts)
    made.save()
    return made


def _started(made: Turn, stage: Stage, asked: Sequence[Sample]) -> str:
    """Have the model asked; else why it cannot be: a secret that cannot be opened any more."""
    title = f"{stage.name}: {made.model.name} on {len(asked)} {_clips(len(asked))}"
    try:
        with transaction.atomic():
            made.job = predicting.ask(made.model, asked, title, ("turn", made.pk), created_by=None)
            made.save(update_fields=["job"])
    except Refusal as refusal:
        if refusal.code is not Code.GONE:
            raise
        return refusal.title[:300]
    return ""


def _sample(dataset: Dataset, graph: Graph, stage: Stage, found: StageSetup) -> None:
    """Draw some of what came in for people; the others go on. What judges models is drawn too."""
    # What somebody else holds comes another time: waiting for it, each might wait for the other.
    rows = queries.inside(dataset.pk, stage.id).order_by("pk")
    items = list(rows.select_for_update(skip_locked=True, of=("self",))[:MOVED_AT_ONCE])
    if not items:
        return
    moves = Move.objects.filter(item__dataset=dataset, from_stage=stage.id, step=alone.SAMPLE)
    chosen = alone.drawn([one.pk for one in items], found.share, found.seed, moves.count())
    chosen |= {one.pk for one in items if datasets.judges(one)}
    for is_drawn, why in ((True, "Drawn as a sample"), (False, "Not drawn as a sample")):
        there = alone.after_sampling(graph, stage.id, is_drawn=is_drawn)
        few = [one for one in items if (one.pk in chosen) is is_drawn]
        _move(dataset, few, there, alone.SAMPLE, why)


def predicted(reply: ItemsPredicted) -> None:
    """Write down what a stage's model says, and let its clips go on. Drops what no stage asked for.

    A clip's labels and its move are written together or not at all, and only while it waits there
    for this very answer: a reply that comes twice, or what somebody moved meanwhile, moves nothing.
    """
    asked = queries.turn_of(reply.job_id)
    if asked is None:
        return
    total = reply.predicted + reply.failed
    rows = blobs.rows(reply.predictions_key)
    for few in predicting.while_alive(reply, rows, total, "Writing the labels down"):
        _settle(asked, reply.job_id, few)
    jobs.finish(reply.job_id, reply.token, {"predicted": reply.predicted, "failed": reply.failed})


@transaction.atomic
def _settle(asked: Turn, job_id: str, rows: Sequence[Row]) -> None:
    dataset = Dataset.objects.select_for_update(no_key=True).get(pk=asked.dataset_id)
    graph = datasets.workflow_of(dataset)
    waiting = queries.inside(dataset.pk, asked.stage).filter(visit__turn=asked)
    locked = waiting.order_by("pk").select_for_update(of=("self",))
    items = {item.pk: item for item in locked.filter(pk__in=[row["item_id"] for row in rows])}
    found = queries.setup(dataset.pk, asked.stage)
    if found.model_id != asked.model_id or queries.unready(found):
        # Another model is bound by now and is asked instead, or none may be any more.
        Visit.objects.filter(item__in=list(items)).delete()
        return
    said = [row for row in rows if row["item_id"] in items]
    for row in said:
        if why := row.get("error"):
            Visit.objects.filter(item_id=row["item_id"]).update(error=str(why)[:300])
    _go_on(asked, graph, found, job_id, items, [row for row in said if "error" not in row])


def _go_on(
    asked: Turn,
    graph: Graph,
    found: StageSetup,
    job_id: str,
    items: Mapping[int, Item],
    rows: Sequence[Row],
) -> None:
    """Label clips, and move them by how sure the model is."""
    model, single = asked.model, asked.model.run.project.task == Task.SINGLE
    predicting.keep(model, rows)
    shown = predicting.show(model, job_id, rows)
    predicting.watch(model, rows)
    names = list(learning.task_of(model.run).names.values())
    ways: dict[bool, list[Item]] = defaultdict(list)
    ranks = {}
    for row in rows:
        item, shares = items[row["item_id"]], row["probabilities"]
        share = sureness(shares, single=single)
        is_sure = share >= found.threshold and not datasets.judges(item)
        ways[is_sure].append(item)
        if not is_sure and not item.blind_check:
            ranks[item.pk] = _rank(model.pk, item, 1.0 - share, shares, names)
    for is_sure, few in ways.items():
        there = alone.after_model(graph, asked.stage, sure=is_sure)
        why = f"{model.name} is {'sure enough' if is_sure else 'not sure enough'}"
        _move(asked.dataset, few, there, alone.PREDICT, why)
    if ranks:
        records.prioritize(asked.dataset.project_id, ranks)
    _count(asked, len(ways[True]), len(ways[False]), shown)


def _rank(
    model_id: int, item: Item, doubt: float, shares: Sequence[float], names: Sequence[str]
) -> tuple[float, dict[str, Any]]:
    """How soon people get a clip, and why: what chance drew at a place that chance tells."""
    if not datasets.judges(item):
        return doubt, reason(Pick(0, Why.UNCERTAIN, doubt), shares, names)
    # The doubtful first would make those that are labeled so far worse than all that were drawn.
    place = float(np.random.default_rng((model_id, item.pk)).random())
    return place, reason(Pick(0, Why.AUDIT, None), shares, names)


def _count(asked: Turn, sure: int, unsure: int, shown: Mapping[int, set[int]]) -> None:
    """Add to what a turn tells of what went on."""
    mine = Turn.objects.select_for_update().get(pk=asked.pk)
    counts = Counter(mine.counts)
    counts.update(str(class_id) for classes in shown.values() for class_id in classes)
    mine.sure, mine.unsure, mine.counts = mine.sure + sure, mine.unsure + unsure, dict(counts)
    mine.save(update_fields=["sure", "unsure", "counts"])


def _move(dataset: Dataset, items: Sequence[Item], stage: Stage, step: str, why: str) -> None:
    """Move locked items on, as nobody; they wait here no more."""
    if not items:
        return
    stages.write_moves(Who(None, dataset.project_id), items, stage, step, why, None)
    Visit.objects.filter(item__in=items).delete()
    events.publish(f"project:{dataset.project_id}", "items", count=len(items))


def _clips(count: int) -> str:
    return "clip" if count == 1 else "clips"

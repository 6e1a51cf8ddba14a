"""Starting a training, and taking what it made."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Max

from annotator.access import Actor, Capability, require
from annotator.contracts import samples
from annotator.contracts.learning import TRAIN, ModelTrained, Search, TrainModel, Version
from annotator.contracts.samples import Plan, clips
from annotator.learning.holdouts import better, reported
from annotator.learning.stages import Stage
from annotator.learning.zoo import registry as zoo
from annotator.learning.zoo.uses import USES
from annotator.refusal import Code, Refusal
from cliploop.annotations import poses
from cliploop.audit import actions as audit
from cliploop.audit.actions import Who
from cliploop.datasets.models import Item
from cliploop.events import actions as events
from cliploop.jobs import actions as jobs
from cliploop.learning import blobs, planning, queries
from cliploop.learning.actions import stages
from cliploop.learning.models import Model, Run
from cliploop.learning.planning import Asked
from cliploop.projects import queries as projects
from cliploop.projects.models import Task as ProjectTask
from cliploop.releases import actions as releases
from cliploop.releases import queries as frozen

LIVE, READY, RETIRED = Stage.LIVE, Stage.READY, Stage.RETIRED
# What a statement says of so many judged items is held in memory.
NOTED_AT_ONCE = 1_000


@transaction.atomic
def start(actor: Actor, asked: Asked) -> Run:
    """Freeze what people said, split it by source, and train on it now or at a time.

    Refuses (`not-ready`) before anything is labeled, (`too-few-sources`) a class with fewer than
    two sources, naming it, and what `planning.way` and `planning.pool` refuse.
    """
    project = projects.lock(actor.project_id)
    require(actor, Capability.TRAIN)
    items = queries.taught(actor)
    if not items.exists():
        raise Refusal(Code.NOT_READY, "There is nothing to learn from yet: label clips first")
    way = planning.way(actor, asked)
    number = Run.objects.filter(project=project).count() + 1
    name = f"{zoo.entry(asked.entry).name}, run {number}"
    release = releases.freeze(
        actor, f"Trained on: {name}", items, sources=queries.PEOPLE, purpose=releases.TRAINING
    )
    lines = islice(frozen.frozen(release), 1, None)
    plan = planning.plan(actor, project, asked, way, lines, preview=False)
    run = Run(
        project=project,
        release=release,
        name=name,
        entry=asked.entry,
        regime=way.regime.key,
        classes=list(dict.fromkeys(asked.classes)),
        seed=asked.seed,
        follow_shots=asked.follow_shots,
        options=dict(asked.options),
        teacher=way.teacher,
        start=way.start,
        search=asked.search,
        created_by_id=actor.user_id,
    )
    beside = planning.pool(actor, way, plan, follow_shots=asked.follow_shots)
    run.pool_key = blobs.put_samples(beside) if beside else ""
    launch(run, samples.beside(plan, beside), not_before=asked.not_before)
    after = {"entry": run.entry, "regime": run.regime, "classes": run.classes, "seed": run.seed}
    audit.record(actor, "run.start", f"run:{run.pk}", after=after)
    return run


@transaction.atomic
def compare(actor: Actor, asked: Asked) -> list[Run]:
    """Train what stands for each use on the same labels and the same split, one after the other.

    No single model is best everywhere: which one is here, only a comparison tells. Refuses what
    `start` refuses.
    """
    return [
        start(actor, replace(asked, entry=one.entry.key, regime=one.regime, options=one.options))
        for one in USES
    ]


def launch(run: Run, plan: Plan, *, not_before: Any = None, kind: str = "train") -> None:
    """Save a run with its samples, and ask for it."""
    run.split = plan.split.shown()
    run.clips = sum(clips(one) for one in plan.samples)
    run.snapshot_key = blobs.put_samples(poses.beside(plan.samples, run.entry))
    run.save()
    submit(run, not_before=not_before, kind=kind)


def submit(run: Run, *, not_before: Any = None, kind: str = "train") -> None:
    """Ask for a saved run."""
    project = run.project
    members = tuple(_version(one) or Version() for one in run.members.order_by("number"))

    def ask(job_id: object, token: str) -> TrainModel:
        return TrainModel(
            job_id=str(job_id),
            token=token,
            storage_url=blobs.storage_url(),
            snapshot_key=run.snapshot_key,
            entry=run.entry,
            regime=run.regime,
            classes=tuple(run.classes),
            task=project.task,
            background_class_id=project.background_class_id or 0,
            mode=run.split["mode"],
            seed=run.seed,
            options=run.options,
            pool_key=run.pool_key,
            teacher=_version(run.teacher),
            start=_version(run.start),
            members=members,
            search=_search(run.search),
        )

    run.job = jobs.start(
        TRAIN,
        ask,
        project_id=project.pk,
        kind=kind,
        title=run.name,
        created_by=run.created_by_id,
        not_before=not_before,
        subject=("run", run.pk),
    )
    run.save(update_fields=["job"])


def _search(wanted: Mapping[str, int] | None) -> Search | None:
    return Search(wanted["trials"], 60.0 * wanted["minutes"]) if wanted else None


def _version(model: Model | None) -> Version | None:
    if model is None:
        return None
    return Version(model.weights_key, model.card_key, model.report_key, model.name)


def store(
    run: Run,
    reply: ModelTrained,
    parent: Model | None,
    *,
    state: Stage = Stage.READY,
    notes: str,
    name: str = "",
) -> Model:
    """A new version out of a run, in a locked project. Its clips are findable by their outcome."""
    last = Model.objects.filter(project_id=run.project_id).aggregate(last=Max("number"))["last"]
    number = (last or 0) + 1
    model = Model.objects.create(
        project_id=run.project_id,
        run=run,
        parent=parent,
        number=number,
        name=name or f"Model {number}",
        state=state,
        metrics=dict(reply.metrics),
        weights_key=reply.weights_key,
        card_key=reply.card_key,
        report_key=reply.report_key,
        notes=notes,
    )
    _write_outcomes(model)
    who = Who(run.created_by_id, run.project_id)
    audit.record(who, "model.make", f"model:{model.pk}", after={"run": run.pk, "state": state})
    events.publish(f"project:{run.project_id}", "model", id=model.pk)
    return model


def store_version(run: Run, reply: ModelTrained, is_better: bool, why: str) -> Model:
    """The version that a training made, in use where it is better than the one in use."""
    parent = queries.live(run.project_id)
    model = store(run, reply, parent, notes=why)
    if is_better:
        stages.put(Who(run.created_by_id, run.project_id), model, LIVE, why)
    return model


def verdict(run: Run, reply: ModelTrained) -> tuple[bool, str]:
    """Whether what a training made should be used, and why: the first, or better than the live."""
    before = queries.live(run.project_id)
    if before is None:
        return True, "In use: the first model"
    old, new = (reported(blobs.rows(one.report_key)) for one in (before, reply))
    names = queries.task_of(before.run).names
    lost = [name for class_id, name in names.items() if class_id not in run.classes]
    return better(before.name, old, new, lost=lost)


def _write_outcomes(model: Model) -> None:
    """Note on each judged item how the model took it: the cell of the confusion matrix."""
    if model.run.project.task != ProjectTask.SINGLE:
        return
    cells: dict[int, set[str]] = defaultdict(set)
    for row in blobs.rows(model.report_key):
        cells[row["item_id"]].add(f"{model.pk}:{row['truth']}:{row['predicted']}")
    items = Item.objects.filter(project_id=model.project_id).only("id", "outcomes").order_by("pk")
    ids = sorted(cells)
    for begin in range(0, len(ids), NOTED_AT_ONCE):
        few = items.filter(pk__in=ids[begin : begin + NOTED_AT_ONCE])
        locked = list(few.select_for_update(of=("self",)))
        for item in locked:
            item.outcomes = sorted({*item.outcomes, *cells[item.pk]})
        Item.objects.bulk_update(locked, ["outcomes"])

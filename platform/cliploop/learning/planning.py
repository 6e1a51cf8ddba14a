"""How a training would go and what it would learn from, before it starts."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from statistics import median
from typing import Any

from django.conf import settings
from django.utils.module_loading import import_string

from annotator.access import Actor, Capability, require
from annotator.contracts import samples
from annotator.contracts.learning import Sample
from annotator.contracts.outside import ENTRY as OUTSIDE
from annotator.contracts.samples import Plan
from annotator.learning import options, regimes
from annotator.learning.regimes import Regime
from annotator.learning.space import NOTHING_TO_VARY, UNSPLIT, space
from annotator.learning.splits import HOLDOUT, Check, Split
from annotator.learning.zoo import registry as zoo
from annotator.learning.zoo.entry import FULL, Entry
from annotator.refusal import Code, Refusal
from cliploop.jobs.models import State
from cliploop.learning import blobs, queries, recordings
from cliploop.learning.models import Model, Run
from cliploop.projects.models import Project
from cliploop.releases import queries as releases
from cliploop.storage import networks

MEASURED = 5


@dataclass(frozen=True, slots=True)
class Asked:
    """A training as somebody asks for it. `regime` empty: the entry's first.

    `options`: of the run. `teacher`, `start`: ids of models to learn from and to begin with.
    `search`: {trials, minutes} to look for the best options.
    """

    classes: tuple[int, ...]
    entry: str
    regime: str = ""
    seed: int = 0
    not_before: datetime | None = None
    follow_shots: bool = False
    options: Mapping[str, Any] = field(default_factory=dict)
    teacher: int | None = None
    start: int | None = None
    search: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Way:
    """How a run trains: its regime, all its options, and the versions that go into it."""

    entry: Entry
    regime: Regime
    options: Mapping[str, Any]
    teacher: Model | None
    start: Model | None

    @property
    def takes_pool(self) -> bool:
        """Whether it learns from clips without labels."""
        return regimes.POOL in (*self.regime.needs, *self.regime.takes)


def way(actor: Actor, asked: Asked) -> Way:
    """How a training goes.

    Refuses (`invalid`) what its regime lacks or has no use for, a version that does not fit, and
    options that it has not, each by name; (`not-found`) a model of another project.
    """
    entry = zoo.entry(asked.entry)
    regime = regimes.regime(zoo.regime_of(asked.entry, asked.regime))
    chosen = options.chosen(entry, regime, asked.options, asked.classes)
    if entry.weights == "folder":
        networks.require(str(chosen["folder"]), "options.folder")
    if asked.search and not space(chosen, asked.options):
        raise _unfit("search", NOTHING_TO_VARY, "Leave it out")
    given = {regimes.TEACHER: asked.teacher, regimes.START: asked.start}
    for name, model_id in given.items():
        what = regimes.NEEDS[name]
        if model_id is None and name in regime.needs:
            raise _unfit(name, f"{regime.name} needs {what}", "Choose a model")
        if model_id is not None and name not in (*regime.needs, *regime.takes):
            raise _unfit(name, f"{regime.name} has no use for {what}", "Leave it out")
    teacher, start = (None if one is None else queries.model(actor, one) for one in given.values())
    if teacher is not None and teacher.run.entry == OUTSIDE:
        title = f"{teacher.name} lives elsewhere and can only predict stored clips, not teach"
        raise _unfit(regimes.TEACHER, title, "Choose a model that was trained here")
    if teacher is not None and (unknown := set(asked.classes) - set(teacher.run.classes)):
        names = queries.classes_by_id(actor.project_id)
        lacks = ", ".join(sorted(names[one].name if one in names else "?" for one in unknown))
        title = f"{teacher.name} does not know {lacks}: it was trained on other classes"
        raise _unfit(regimes.TEACHER, title, "Choose a model that knows all classes")
    if start is not None and _kind(start.run.entry, start.run.options) != _kind(entry.key, chosen):
        title = f"{start.name} is another kind of model: its weights do not fit this {entry.name}"
        raise _unfit(regimes.START, title, f"Choose a version of {entry.name}, in its size")
    return Way(entry, regime, chosen, teacher, start)


def _kind(entry: str, chosen: Mapping[str, Any]) -> tuple[str, str]:
    """Networks of one kind have weights of one shape: of one entry, and of one size of it."""
    return entry, str(chosen.get("preset", FULL))


def _unfit(name: str, title: str, way_out: str) -> Refusal:
    return Refusal(Code.INVALID, title, fields={name: way_out})


def pool(actor: Actor, found: Way, plan: Plan, *, follow_shots: bool) -> list[Sample]:
    """The clips without labels that a training learns from beside the labeled ones.

    None of them is of a recording that tunes or judges it, or that chance drew to judge models.
    Refuses (`not-ready`) where a regime needs some and there are none.
    """
    if not found.takes_pool:
        return []
    drawn = releases.labeled(queries.audit(actor.project_id), sources=())
    kept = [replace(samples.sample(line, ()), part="test") for line in drawn]
    items = queries.pool(actor).filter(audited=False)
    lines = releases.labeled(items, sources=(), shots=follow_shots)
    names = recordings.names([one.item_id for one in plan.samples])
    free = samples.unlabeled(lines, (*plan.samples, *kept), names)
    if not free and regimes.POOL in found.regime.needs:
        raise Refusal(
            Code.NOT_READY,
            f"{found.regime.name} learns from clips without labels too, and there are none of "
            "other recordings than those that judge it: upload more videos",
        )
    return free


def preview(actor: Actor, asked: Asked) -> Split:
    """The split that a training would have, with why it would be refused."""
    require(actor, Capability.TRAIN)
    found = way(actor, asked)
    project = Project.objects.get(pk=actor.project_id)
    lines = releases.labeled(queries.taught(actor), sources=queries.PEOPLE)
    made = plan(actor, project, asked, found, lines, preview=True)
    try:
        beside = pool(actor, found, made, follow_shots=asked.follow_shots)
    except Refusal as refusal:
        why = made.split.refused or refusal.title
        return replace(samples.noticed(made, Check(False, refusal.title)).split, refused=why)
    return samples.beside(made, beside).split


def plan(
    actor: Actor,
    project: Project,
    asked: Asked,
    found: Way,
    lines: Iterable[releases.Line],
    *,
    preview: bool,
) -> Plan:
    """The samples of a training and their split. Refuses what `samples.plan` refuses."""
    task = queries.task(project, asked.classes)
    lines = releases.shot(lines, wanted=asked.follow_shots)
    tested = judges(project.pk)
    made = samples.plan(lines, task, found.entry, seed=asked.seed, preview=preview, tested=tested)
    held = releases.labeled(queries.audit(actor.project_id), sources=queries.PEOPLE)
    apart = sum(samples.says(samples.sample(line, task.names), task) for line in held)
    if asked.search and made.split.mode != HOLDOUT:
        if not preview:
            raise Refusal(Code.NOT_READY, UNSPLIT)
        made = replace(made, split=replace(made.split, refused=made.split.refused or UNSPLIT))
    seconds = seconds_per_clip(actor.project_id, asked, found)
    made = samples.noted(made, apart=apart, follow_shots=asked.follow_shots, measured=seconds)
    made = samples.noticed(made, *_flattered(found, made))
    return replace(made, split=_searched(made.split, asked.search))


def _searched(split: Split, search: Mapping[str, int] | None) -> Split:
    """The split with how long a search takes: no longer than it may, unless one trial does."""
    one = split.estimate_seconds
    if search is None or one is None:
        return split
    most = min(one * search["trials"], 60.0 * search["minutes"])
    return replace(split, estimate_seconds=max(one, most))


def _flattered(found: Way, plan: Plan) -> Iterator[Check]:
    """What is to be known of versions that learned from what will judge the one to come."""
    judging = [one for one in plan.samples if one.part not in ("train", "validation")]
    for version in (found.teacher, found.start):
        if version is not None:
            known = recordings.learned(version)
            seen = sum(bool({one.source, one.video_key} & known) for one in judging)
            if seen:
                yield Check(
                    False,
                    f"{version.name} learned from {seen} of the {len(judging)} clips that will "
                    "judge: the figures will flatter. To compare fairly, train that one anew first",
                )


def judges(project_id: int) -> set[int]:
    """The items that judged the models of a project so far: those of their test parts.

    Out of folds every item judges and teaches, so that nothing is kept apart there.
    """
    reported = Model.objects.filter(project_id=project_id, run__split__mode=HOLDOUT)
    keys = reported.values_list("report_key", flat=True)
    return {item_id for key in keys for item_id in _judged(key)}


# All of a project's are read in turn: with fewer places than reports none would be found again.
@lru_cache(maxsize=2048)
def _judged(report_key: str) -> frozenset[int]:
    """The items in a report, whose name is its content; none where it is lost.

    Refuses (`unreached`) where only the storage is away: what judged would else go on to teach.
    """
    try:
        return frozenset(row["item_id"] for row in blobs.rows(report_key))
    except Refusal as refusal:
        if refusal.code is not Code.GONE:
            raise
        return frozenset()


def seconds_per_clip(project_id: int, asked: Asked, found: Way) -> float:
    """How long such trainings took here lately; before the first, an estimate."""
    done = Run.objects.filter(
        project_id=project_id, entry=asked.entry, regime=found.regime.key,
        options=dict(asked.options), search__isnull=True, job__state=State.SUCCEEDED, clips__gt=0,
    )  # fmt: skip
    rows = done.order_by("-id").values_list("job__started_at", "job__finished_at", "clips")
    speeds = [
        (end - start).total_seconds() / clips
        for start, end, clips in rows[:MEASURED]
        if start is not None and end is not None
    ]
    return median(speeds) if speeds else _estimate(found)


def _estimate(found: Way) -> float:
    """By what `cliploop bench-models` measured here; before that, by the card."""
    preset = str(found.options.get("preset", FULL))
    speed: float | None = import_string(settings.CLIPLOOP_SPEED)(found.entry.key, preset)
    if speed is None:
        return options.seconds_per_clip(found.entry, found.options)
    return options.seconds_measured(found.options, speed)

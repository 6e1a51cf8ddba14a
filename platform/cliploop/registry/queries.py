"""Reading versions, and what became of them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from annotator.access import Actor
from annotator.learning.packages import FORMS, Form
from annotator.learning.stages import Stage
from annotator.refusal import Code, Refusal
from cliploop.accounts.models import User
from cliploop.audit import queries as audit
from cliploop.jobs.models import OPEN, State
from cliploop.learning import queries as learning
from cliploop.learning.models import Model, Run
from cliploop.registry.models import Package
from cliploop.storage import queries as storage

_LOGGED = ("model.make", "model.stage", "model.change")


@dataclass(frozen=True, slots=True)
class Change:
    """A version came into a stage: when, by whom (nobody: by itself), and why."""

    stage: Stage
    at: datetime
    by: User | None
    why: str


def versions(actor: Actor) -> QuerySet[Run]:
    """The versions of the actor's project, those included that are not trained yet.

    A training that ended without a model made no version.
    """
    made = learning.runs(actor).filter(Q(model__isnull=False) | Q(job__state__in=OPEN))
    return made.select_related("release")


def stage(run: Run) -> Stage:
    """Where a run's version is."""
    model = getattr(run, "model", None)
    if model is not None:
        return Stage(model.state)
    is_running = run.job is not None and run.job.state == State.RUNNING
    return Stage.TRAINING if is_running else Stage.DRAFT


def used_before(model: Model) -> Model | None:
    """The version that was in use before this one, of those that are ready."""
    ready = Model.objects.filter(project_id=model.project_id, state=Stage.READY)
    known = ready.exclude(pk=model.pk).exclude(live_at=None)
    return known.order_by("-live_at").first()


def history(model: Model) -> list[Change]:
    """All that became of a version, the oldest first, as its job and the log say."""
    run = model.run
    begun = [Change(Stage.DRAFT, run.created_at, run.created_by, "")]
    if run.job is not None and run.job.started_at is not None:
        begun.append(Change(Stage.TRAINING, run.job.started_at, None, ""))
    return [*begun, *_logged(model)]


def packages(model: Model) -> list[tuple[Form, Package | None]]:
    """Every form, with what there is of the version in it."""
    made = {one.form: one for one in Package.objects.filter(model=model).select_related("job")}
    return [(form, made.get(form.key)) for form in FORMS]


def package(model: Model, form: Form) -> Package:
    """The version in a form. Refuses (`not-ready`) what is not written yet."""
    made = Package.objects.filter(model=model, form=form.key).first()
    if made is None or not made.files:
        raise Refusal(
            Code.NOT_READY,
            f"{model.name} is not written as {form.name} yet: ask for it, and wait for the job",
        )
    return made


def is_whole(made: Package) -> bool:
    """Whether all files of a package are there."""
    return bool(made.files) and all(storage.exists(key) for key in made.files.values())


def referred(keys: set[str]) -> set[str]:
    """Which of these blobs a package refers to."""
    held = Package.objects.values_list("files", flat=True)
    return keys & {key for files in held for key in files.values()}


def _logged(model: Model) -> Iterator[Change]:
    entries = audit.within(model.project_id).filter(subject=f"model:{model.pk}")
    found = list(entries.filter(action__in=_LOGGED).order_by("id"))
    people = User.objects.in_bulk([one.user_id for one in found if one.user_id is not None])
    for one in found:
        after: Mapping[str, Any] = one.after or {}
        if "state" in after:
            by = people.get(one.user_id) if one.user_id is not None else None
            yield Change(Stage(after["state"]), one.at, by, after.get("why", ""))

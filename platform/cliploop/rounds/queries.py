"""Reading rounds."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Case, CharField, F, OuterRef, Q, QuerySet, Subquery, Value, When

from annotator.access import Actor
from annotator.refusal import Code, Refusal
from cliploop.datasets.models import Item
from cliploop.jobs.models import State
from cliploop.learning import queries as learning
from cliploop.learning.models import Model, Run
from cliploop.rounds.models import Round, Series
from cliploop.rounds.phases import CHECKING, KEPT, UNDER_WAY

_OVER = (State.FAILED, State.CANCELLED)
# How a round is: its state, or that the job which it waits for ended without an answer. Derived,
# never stored: a failure is read off the job's row.
PHASE = Case(
    When(
        Q(state="running")
        & (
            Q(judging__state__in=_OVER)
            | Q(judging=None) & (Q(run__job=None) | Q(run__job__state__in=_OVER))
        ),
        then=Value("failed"),
    ),
    default=F("state"),
    output_field=CharField(),
)


def rounds(actor: Actor, *phases: str) -> QuerySet[Round]:
    """The rounds of the actor's project, each with its `phase`: all, or those in one of these.

    `follows`: the number of the round whose model it began with; None where a training made that.
    """
    before = Round.objects.filter(candidate=OuterRef("model")).values("number")[:1]
    mine = Round.objects.filter(project_id=actor.project_id)
    mine = mine.annotate(phase=PHASE, follows=Subquery(before))
    if phases:
        mine = mine.filter(phase__in=phases)
    return mine.select_related("run__job", "judging")


def round_(actor: Actor, round_id: int) -> Round:
    """A round. Refuses (`not-found`) one of another project."""
    found = rounds(actor).filter(pk=round_id).first()
    if found is None:
        raise Refusal(Code.NOT_FOUND, "There is no such round in this project")
    return found


def open_round(actor: Actor) -> Round | None:
    """The round that is still under way, if any."""
    return rounds(actor, *UNDER_WAY).first()


def checked(project_id: int) -> list[Round]:
    """The open rounds of a project that people check, each with its `phase`."""
    mine = Round.objects.filter(project_id=project_id).exclude(sample=[]).annotate(phase=PHASE)
    return list(mine.filter(phase__in=UNDER_WAY).select_related("run__project", "candidate"))


def marked(project_id: int) -> list[int]:
    """The items of a project that check a round, those in the trash included."""
    mine = Item.objects.filter(project_id=project_id, blind_check=True)
    return list(mine.values_list("pk", flat=True))


def checking() -> list[int]:
    """The projects in which rounds are checked."""
    items = Item.objects.filter(blind_check=True, project__deleted_at=None)
    waiting = Round.objects.filter(state=CHECKING, project__deleted_at=None)
    found = (one.values_list("project_id", flat=True).distinct() for one in (items, waiting))
    return sorted({project_id for ids in found for project_id in ids})


def built_on(made: Round) -> Round | None:
    """A round that took what this one's candidate predicted, and that is open or was kept."""
    later = Round.objects.annotate(phase=PHASE).filter(model=made.candidate)
    return later.filter(phase__in=(*UNDER_WAY, KEPT)).order_by("-number").first()


def line(model: Model) -> list[Model]:
    """The model, and those that it follows by kept rounds, the newest first."""
    found = [model]
    while (
        made := Round.objects.filter(candidate=found[-1], state="kept")
        .select_related("model__run")
        .first()
    ):
        found.append(made.model)
    return found


def round_of(run: Run) -> Round | None:
    """The round that a run belongs to."""
    return _judgeable().filter(run=run).first()


def round_judged_by(job_id: str) -> Round | None:
    """The round whose candidate a job asks about the holdout."""
    return _judgeable().filter(judging__id=job_id).first()


def _judgeable() -> QuerySet[Round]:
    return Round.objects.select_related("run__project", "model__run__project", "candidate")


def waiting(project_id: int) -> int:
    """How many clips nobody labeled yet that are still to be."""
    return learning.pooled(project_id).count()


def unlabeled(project_id: int) -> int:
    """How many clips have neither a person's label nor one that the last kept round took on."""
    last = Round.objects.filter(project_id=project_id, state="kept").order_by("-number").first()
    taken = [one["item_id"] for one in last.members] if last else []
    return learning.pooled(project_id).exclude(pk__in=taken).count()


def all_series(actor: Actor) -> QuerySet[Series]:
    """The series of rounds of the actor's project."""
    mine = Series.objects.filter(project_id=actor.project_id)
    return mine.select_related("forecast__job", "created_by").prefetch_related("rounds")


def one_series(actor: Actor, series_id: int) -> Series:
    """One of them. Refuses (`not-found`) one of another project."""
    found = all_series(actor).filter(pk=series_id).first()
    if found is None:
        raise Refusal(Code.NOT_FOUND, "There is no such series of rounds in this project")
    return found


def running_series(actor: Actor) -> Series | None:
    """The series that has not ended, if any."""
    return Series.objects.filter(project_id=actor.project_id, stop="").first()


def unended(due: Series, *, patient: bool = True) -> Series | None:
    """A series as it is by now, unless it has ended; locked. Without patience one that somebody
    else holds is none either.
    """
    found = Series.objects.filter(pk=due.pk, stop="")
    locked = found.select_for_update(of=("self",), skip_locked=not patient)
    return locked.select_related("forecast__job", "model", "created_by").first()


def of_series(made: Series) -> list[Any]:
    """The rounds of a series, each with its `phase`, the oldest first."""
    mine = Round.objects.filter(series=made).annotate(phase=PHASE)
    return list(mine.select_related("run__job", "judging", "candidate").order_by("number"))


def newest_model(made: Series, rounds: Sequence[Round]) -> Model:
    """The model that the next round of a series begins with."""
    candidate = rounds[-1].candidate if rounds else None
    return candidate or made.model

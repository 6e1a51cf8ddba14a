"""Reading rounds."""

from django.db.models import Case, CharField, F, Q, QuerySet, Value, When

from annotator.access import Actor
from annotator.refusal import Code, Refusal
from cliploop.jobs.models import State
from cliploop.learning.models import Model, Run
from cliploop.rounds.models import Round

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
    """The rounds of the actor's project, each with its `phase`: all, or those in one of these."""
    mine = Round.objects.filter(project_id=actor.project_id).annotate(phase=PHASE)
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
    return rounds(actor, "running").first()


def built_on(made: Round) -> Round | None:
    """A round that took what this one's candidate predicted, and that runs or was kept."""
    later = Round.objects.annotate(phase=PHASE).filter(model=made.candidate)
    return later.filter(phase__in=("running", "kept")).order_by("-number").first()


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

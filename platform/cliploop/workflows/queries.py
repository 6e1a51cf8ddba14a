"""Reading what works alone, and what waits for it."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from annotator.access import Actor
from annotator.refusal import Code, Refusal
from annotator.workflow.graph import Stage, StageKind
from cliploop.datasets.models import Dataset, Item, Move
from cliploop.jobs.models import OPEN, Job, State
from cliploop.learning.models import Model
from cliploop.learning.queries import PEOPLE
from cliploop.workflows.models import StageSetup, Turn, Visit

NOTHING_TO_SEE = "There is nothing to look at in this clip: all of its frames are skipped"
ALONE = (StageKind.MODEL, StageKind.SAMPLING)
_ENDED = [state for state in State if state not in OPEN]


def turning() -> list[int]:
    """The datasets whose workflows have a stage that does something alone, by id."""
    kinds = [Q(workflow__stages__contains=[{"kind": kind.value}]) for kind in ALONE]
    rows = Dataset.objects.filter(kinds[0] | kinds[1], deleted_at=None, project__deleted_at=None)
    return list(rows.order_by("pk").values_list("pk", flat=True))


def dataset(actor: Actor, dataset_id: int) -> Dataset:
    """A dataset. Refuses (`not-found`) one of another project."""
    mine = Dataset.objects.filter(project_id=actor.project_id, deleted_at=None)
    found = mine.filter(pk=dataset_id).first()
    if found is None:
        raise Refusal(Code.NOT_FOUND, "There is no such dataset in this project")
    return found


def setup(dataset_id: int, stage_id: str) -> StageSetup:
    """What a stage is set to do; as nobody set it, if nobody did."""
    rows = StageSetup.objects.select_related("model__run__project")
    found = rows.filter(dataset_id=dataset_id, stage=stage_id).first()
    return found or StageSetup(dataset_id=dataset_id, stage=stage_id)


def unready(found: StageSetup) -> str:
    """Why a model stage asks nobody; empty where it does."""
    if found.model is None:
        return "No model is bound to this stage: choose one"
    if found.model.state == "retired":
        return f"{found.model.name} is retired: choose another, or bring it back"
    return ""


def inside(dataset_id: int, stage_id: str) -> QuerySet[Item]:
    """The items in a stage, but for what is in the trash."""
    return Item.objects.filter(dataset_id=dataset_id, stage=stage_id, deleted_at=None)


def unasked(dataset_id: int, stage_id: str) -> QuerySet[Item]:
    """The items in a stage that can be watched and that no model was asked about since they came.

    By id, locked; what somebody else holds comes another time. Call it atomically.
    """
    came = Move.objects.filter(item=OuterRef("pk")).order_by("-id").values("pk")[:1]
    asked = Visit.objects.filter(item=OuterRef("pk"), entered=OuterRef("came"))
    items = inside(dataset_id, stage_id).filter(rendition__ready_at__isnull=False)
    rows = items.annotate(came=Coalesce(Subquery(came), 0)).exclude(Exists(asked)).order_by("pk")
    return rows.select_for_update(skip_locked=True, of=("self",))


def newcomers(dataset_id: int, stage_id: str) -> QuerySet[Item]:
    """The items that never left the first stage, that can be watched and that nobody took; locked.

    What people labeled already is theirs.
    """
    items = inside(dataset_id, stage_id).filter(rendition__ready_at__isnull=False)
    free = items.filter(assignee=None, leased_until=None).exclude(label_sources__overlap=PEOPLE)
    still = free.exclude(Exists(Move.objects.filter(item=OuterRef("pk")))).order_by("pk")
    return still.select_for_update(skip_locked=True, of=("self",))


def asking(dataset_id: int, stage_id: str) -> QuerySet[Turn]:
    """The turns in which a stage's model is being asked: one, or none."""
    return Turn.objects.filter(dataset_id=dataset_id, stage=stage_id, job__state__in=OPEN)


def over(dataset_id: int, stage_id: str) -> list[Turn]:
    """The turns in which nothing is asked any more and nothing waits."""
    turns = Turn.objects.filter(dataset_id=dataset_id, stage=stage_id)
    left = Exists(Visit.objects.filter(turn=OuterRef("pk")))
    return list(turns.exclude(left).exclude(job__state__in=OPEN).order_by("pk"))


def gave_up(dataset_id: int, stage_id: str) -> bool:
    """Whether the last asking broke off with clips left, and nobody said yet to ask again."""
    turns = Turn.objects.filter(dataset_id=dataset_id, stage=stage_id).select_related("job")
    last = turns.order_by("-pk").first()
    if last is None or (last.job and last.job.state not in (State.FAILED, State.CANCELLED)):
        return False
    left = last.visits.filter(item__in=inside(dataset_id, stage_id))
    return left.exclude(error=NOTHING_TO_SEE).exists()


def turn_of(job_id: str) -> Turn | None:
    """What a job asks on behalf of a stage."""
    found = Turn.objects.filter(job_id=job_id)
    return found.select_related("dataset", "model__run__project").first()


def stuck(dataset_id: int, stage_id: str) -> QuerySet[Visit]:
    """The items in a stage that were asked about in vain, the last first."""
    visits = Visit.objects.filter(item__in=inside(dataset_id, stage_id))
    ended = Q(turn__job__state__in=_ENDED) | Q(turn__isnull=False, turn__job=None)
    failed = visits.filter(~Q(error="") | ended)
    return failed.select_related("turn__job").order_by("-turn_id", "item_id")


def told(dataset_id: int, stage: Stage) -> Mapping[str, Any]:
    """How a stage that works alone is set, what waits in it, and what went through."""
    found = setup(dataset_id, stage.id)
    turns = Turn.objects.filter(dataset_id=dataset_id, stage=stage.id)
    went = turns.aggregate(sure=Sum("sure"), unsure=Sum("unsure"))
    counts: Counter[str] = Counter()
    for one in turns.values_list("counts", flat=True):
        counts.update(one)
    failed = stuck(dataset_id, stage.id)
    waiting = inside(dataset_id, stage.id).count()
    is_model = stage.kind is StageKind.MODEL
    return {
        "stage": stage.id,
        "kind": stage.kind.value,
        "name": stage.name,
        **{name: getattr(found, name) for name in ("model_id", "threshold", "automatic")},
        **{name: getattr(found, name) for name in ("share", "seed")},
        "waiting": waiting,
        "failed": failed.count(),
        "why": (unready(found) if is_model and waiting else "") or _why(failed.first()),
        "job": _newest(turns) if is_model else None,
        "sure": went["sure"] or 0,
        "unsure": went["unsure"] or 0,
        "counts": {int(one): number for one, number in counts.most_common()},
    }


def _newest(turns: QuerySet[Turn]) -> Job | None:
    last = turns.select_related("job").order_by("-pk").first()
    return last.job if last else None


def _why(visit: Visit | None) -> str:
    """Why a model said nothing of an item."""
    if visit is None:
        return ""
    job = visit.turn.job if visit.turn else None
    failed = (job.error or {}).get("title") if job else None
    is_done = job is not None and job.state == State.SUCCEEDED
    silent = "The model said nothing of it" if is_done else "Asking the model was cancelled"
    return visit.error or failed or silent


def bindable(actor: Actor, model_id: int) -> Model:
    """A version that a stage may have. Refuses (`not-found`, `not-ready`) any other."""
    found = Model.objects.filter(project_id=actor.project_id, pk=model_id).first()
    if found is None:
        raise Refusal(Code.NOT_FOUND, "There is no such model in this project")
    if found.state == "retired":
        raise Refusal(Code.NOT_READY, f"{found.name} is retired; take another, or bring it back")
    return found

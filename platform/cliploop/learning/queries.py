"""Reading runs, models, and what models learn from."""

from collections.abc import Collection, Iterable
from typing import TypeVar

import numpy as np
import numpy.typing as npt
from django.db.models import OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from annotator.access import Actor
from annotator.contracts.outside import ENTRY as OUTSIDE
from annotator.contracts.samples import Task, source_of
from annotator.refusal import Code, Refusal
from annotator.workflow import alone
from annotator.workflow.graph import StageKind
from cliploop.annotations.models import Annotation
from cliploop.datasets import queries as datasets
from cliploop.datasets.models import Item, Move
from cliploop.jobs.models import OPEN, Job
from cliploop.learning.models import Embedding, Forecast, Model, Prediction, Run
from cliploop.projects.models import LabelClass, Project
from cliploop.projects.models import Task as ProjectTask
from cliploop.releases.queries import HUMAN_SOURCES

Row = TypeVar("Row")
PEOPLE = sorted(HUMAN_SOURCES)
POOL_KINDS = (StageKind.DATASET.value, StageKind.ANNOTATE.value)
# Nobody labeled it yet, and it is still to be.
WAITS = Q(stage_kind__in=POOL_KINDS) & ~Q(label_sources__overlap=PEOPLE)


def runs(actor: Actor) -> QuerySet[Run]:
    """The runs of the actor's project."""
    mine = Run.objects.filter(project_id=actor.project_id)
    return mine.select_related("job", "model", "created_by").prefetch_related("members")


def models(actor: Actor) -> QuerySet[Model]:
    """The models of the actor's project."""
    mine = Model.objects.filter(project_id=actor.project_id)
    shown = mine.select_related("run__release", "run__created_by")
    return shown.prefetch_related("run__members")


def run(actor: Actor, run_id: int) -> Run:
    """A run. Refuses (`not-found`) one of another project."""
    return _only(runs(actor).filter(pk=run_id).first(), "run")


def model(actor: Actor, model_id: int) -> Model:
    """A model. Refuses (`not-found`) one of another project."""
    return _only(models(actor).filter(pk=model_id).first(), "model")


def members(model: Model) -> list[Model]:
    """The versions that one is the average of, the oldest first; none of others."""
    return list(model.run.members.select_related("run__release").order_by("number"))


def require_here(model: Model, instead: str) -> None:
    """Refuse (`not-ready`) a version that lives elsewhere, as its weights do; with a way out."""
    if model.run.entry == OUTSIDE:
        raise Refusal(
            Code.NOT_READY,
            f"{model.name} lives elsewhere and is called there: its weights are not here. Take "
            f"another version, or {instead}",
        )


def in_cell(
    actor: Actor, model_id: int, truth: int | None = None, predicted: int | None = None
) -> QuerySet[Item]:
    """The items with a judged clip of this truth that the model took for this class.

    Of a side left out, any class will do.
    """
    classes = model(actor, model_id).run.classes
    cells = [
        f"{model_id}:{true}:{said}"
        for true in ([truth] if truth is not None else classes)
        for said in ([predicted] if predicted is not None else classes)
    ]
    items = datasets.visible(actor).filter(deleted_at=None)
    return items.filter(outcomes__overlap=cells)


def items_of(project_id: int, item_ids: Collection[int]) -> QuerySet[Item]:
    """These items of a project, but for what is in the trash."""
    return Item.objects.filter(project_id=project_id, pk__in=item_ids, deleted_at=None)


def live(project_id: int) -> Model | None:
    """The model that predicts for the project unless another is named."""
    return Model.objects.filter(project_id=project_id, state="live").first()


def classes_by_id(project_id: int) -> dict[int, LabelClass]:
    """All classes of a project, archived ones included."""
    return {one.pk: one for one in LabelClass.objects.filter(project_id=project_id)}


def usable_tags(project_id: int) -> set[int]:
    """The tag classes that labels may still get."""
    found = LabelClass.objects.filter(project_id=project_id, kind="tag", archived=False)
    return set(found.values_list("pk", flat=True))


def task(project: Project, class_ids: Collection[int]) -> Task:
    """What is to be learned. Refuses (`invalid`) what is no tag class in use of the project."""
    known = {
        one.pk: one.name
        for one in LabelClass.objects.filter(project=project, kind="tag", archived=False)
    }
    strange = [str(one) for one in class_ids if one not in known]
    if strange:
        title = f"classes: {', '.join(strange)} is no tag class of this project"
        raise Refusal(Code.INVALID, title, fields={"classes": "Tag classes of this project only"})
    names = {class_id: known[class_id] for class_id in dict.fromkeys(class_ids)}
    return Task(names, project.task == ProjectTask.SINGLE, project.background_class_id or 0)


def task_of(run: Run) -> Task:
    """What a run learned, archived classes included, in the order of its outputs."""
    known = classes_by_id(run.project_id)
    names = {one: known[one].name if one in known else "?" for one in run.classes}
    project = run.project
    return Task(names, project.task == ProjectTask.SINGLE, project.background_class_id or 0)


def present(actor: Actor) -> QuerySet[Item]:
    """The project's items that can be watched and are not in the trash."""
    return _present(actor.project_id)


def _present(project_id: int) -> QuerySet[Item]:
    mine = Item.objects.filter(project_id=project_id, deleted_at=None)
    return mine.filter(rendition__ready_at__isnull=False)


def taught(actor: Actor) -> QuerySet[Item]:
    """The items that models learn from: complete ones, and what people labeled on the way there.

    Left out is what a reviewer sent back, until it is handed on again. What chance drew for the
    audit is kept apart: it judges and never trains. So is what came where it is without people: of
    that nobody knows that what is not labeled is not there.
    """
    return taught_in(actor.project_id)


def taught_in(project_id: int) -> QuerySet[Item]:
    """As `taught`, where nobody asks."""
    items = led(project_id).filter(audited=False, rejected__isnull=True)
    complete = Q(stage_kind=StageKind.COMPLETE.value)
    return items.filter(complete | Q(label_sources__overlap=PEOPLE))


def led(project_id: int) -> QuerySet[Item]:
    """The items that can be watched, but for those that are complete without people."""
    came = Move.objects.filter(item=OuterRef("pk")).order_by("-id").values("step")[:1]
    items = _present(project_id).annotate(came=Coalesce(Subquery(came), Value("")))
    return items.exclude(stage_kind=StageKind.COMPLETE.value, came__in=alone.STEPS)


def audit(project_id: int) -> QuerySet[Item]:
    """The items that chance drew to judge models, but for what is in the trash."""
    return Item.objects.filter(project_id=project_id, deleted_at=None, audited=True)


def open_audit(project_id: int) -> QuerySet[Item]:
    """The audit's items that people are not through with."""
    return audit(project_id).exclude(stage_kind=StageKind.COMPLETE.value)


def blind(project_id: int) -> QuerySet[Item]:
    """The items of which nobody may hear what models say: the open audit's, and a round's check."""
    unheard = Q(audited=True) & ~Q(stage_kind=StageKind.COMPLETE.value) | Q(blind_check=True)
    return Item.objects.filter(unheard, project_id=project_id, deleted_at=None)


def pool(actor: Actor) -> QuerySet[Item]:
    """The items that nobody labeled yet and that are still to be."""
    return pooled(actor.project_id)


def pooled(project_id: int) -> QuerySet[Item]:
    """As `pool`, where nobody asks."""
    return _present(project_id).filter(WAITS)


def guesses(item_ids: Iterable[int]) -> QuerySet[Annotation]:
    """The undecided labels of models on these items."""
    found = Annotation.objects.filter(item_id__in=list(item_ids), source="model", removed=False)
    return found.filter(negative=False)


def spoken(item_ids: Iterable[int]) -> QuerySet[Annotation]:
    """What people said on these items, that something is *not* there included."""
    found = Annotation.objects.filter(item_id__in=list(item_ids), removed=False, kind="tag")
    return found.filter(source__in=PEOPLE)


def vectors(item_ids: Collection[int]) -> dict[int, npt.NDArray[np.float64]]:
    """The kept vectors of items, by their id; those that nobody looked at have none."""
    rows = Embedding.objects.filter(item_id__in=item_ids).values_list("item_id", "vector")
    return {item_id: np.frombuffer(one, np.float16).astype(np.float64) for item_id, one in rows}


def predictions(model: Model) -> QuerySet[Prediction]:
    """What a model said of items that are still there, by item, with their recordings."""
    found = Prediction.objects.filter(model=model, item__deleted_at=None)
    return found.select_related("item__rendition__video").order_by("item_id")


# What `recording` and `signs` need of an item's file.
RENDERED = (
    "rendition__range_start",
    "rendition__range_end",
    "rendition__video__key",
    "rendition__video__file_name",
)


def waiting(model: Model, *names: str) -> QuerySet[Prediction]:
    """What a model said of items that nobody labeled yet and that are still to be.

    Of each only the named columns are read, and what `recording` needs: they are many.
    """
    open_ = predictions(model).filter(item__stage_kind__in=POOL_KINDS)
    unlabeled = open_.exclude(item__label_sources__overlap=PEOPLE)
    needed = ("source", "name", "audited", *RENDERED)
    return unlabeled.only(*names, *(f"item__{name}" for name in needed))


def recording(item: Item) -> str:
    """The recording that an item was cut from, as the learner sees it."""
    video = item.rendition.video if item.rendition else None
    file_name = video.file_name if video else ""
    return source_of({"source": item.source, "file_name": file_name, "name": item.name})


def run_of(job_id: str) -> Run | None:
    """The run that a job trains."""
    return Run.objects.select_related("project", "job").filter(job_id=job_id).first()


def forecast_of(job_id: str) -> Forecast | None:
    """What a job predicts."""
    return Forecast.objects.select_related("model__run__project").filter(job_id=job_id).first()


def is_alive(job_id: str, token: str) -> bool:
    """Whether an attempt is still the present one of an open job."""
    return Job.objects.filter(pk=job_id, token=token, state__in=OPEN).exists()


def _only(found: Row | None, what: str) -> Row:
    if found is None:
        raise Refusal(Code.NOT_FOUND, f"There is no such {what} in this project")
    return found


def referred(keys: set[str]) -> set[str]:
    """Which of these blobs a run or a model refers to."""
    found = set(Run.objects.filter(snapshot_key__in=keys).values_list("snapshot_key", flat=True))
    found |= set(Run.objects.filter(pool_key__in=keys).values_list("pool_key", flat=True))
    for name in ("weights_key", "card_key", "report_key"):
        rows = Model.objects.filter(**{f"{name}__in": keys})
        found |= set(rows.values_list(name, flat=True))
    return found

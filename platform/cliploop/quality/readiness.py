"""Whether a project has enough to train on."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from annotator.access import Actor
from annotator.contracts.samples import source_of
from annotator.learning.readiness import Need, needs
from annotator.learning.splits import Row
from annotator.workflow.graph import StageKind
from cliploop.annotations.models import Annotation
from cliploop.datasets.models import Item
from cliploop.learning import queries as learning
from cliploop.projects.models import LabelClass, Project, Task

# What names the recording that an item was cut from.
NAMED = ("source", "rendition__video__file_name", "name")


def readiness(actor: Actor, class_ids: Collection[int]) -> tuple[Need, ...]:
    """What a training of these tag classes needs; of all in use where none is named.

    Refuses (`invalid`) what is no such class of the project. Names of classes and recordings are
    not told, so that everybody may read it.
    """
    project = Project.objects.get(pk=actor.project_id)
    tags = LabelClass.objects.filter(project=project, kind="tag", archived=False)
    wanted = class_ids or tags.order_by("pk").values_list("pk", flat=True)
    names = learning.task(project, list(wanted)).names
    return needs(_rows(actor, project, names), names)


def _rows(actor: Actor, project: Project, names: Mapping[int, str]) -> list[Row]:
    """The items that teach, each with its recording and classes: two queries, or three."""
    items = learning.taught(actor)
    said = Annotation.objects.filter(
        item__in=items.order_by().values("pk"), source__in=learning.PEOPLE,
        kind="tag", removed=False, negative=False,
    )  # fmt: skip
    by_item: dict[int, set[int]] = defaultdict(set)
    for item_id, class_id in said.values_list("item_id", "label_class_id").distinct():
        by_item[item_id].add(class_id)
    background = project.background_class_id
    if project.task == Task.SINGLE and background is not None and background in names:
        complete = items.filter(stage_kind=StageKind.COMPLETE.value)
        for item_id in complete.exclude(pk__in=list(by_item)).values_list("pk", flat=True):
            by_item[item_id].add(background)
    rows = Item.objects.filter(pk__in=list(by_item)).values_list("pk", *NAMED)
    return [
        Row(item_id, recording(*named), frozenset(by_item[item_id])) for item_id, *named in rows
    ]


def recording(source: str, file_name: str | None, name: str) -> str:
    """The recording that an item was cut from, out of what `NAMED` names."""
    return source_of({"source": source, "file_name": file_name or "", "name": name})

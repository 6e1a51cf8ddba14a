"""Datasets in which a model comes first, and what becomes of their clips."""

from collections.abc import Sequence
from typing import Any

from annotator.contracts.learning import ItemsPredicted
from annotator.workflow.alone import MODEL_FIRST
from cliploop.datasets.models import Dataset, Item, Move
from cliploop.jobs.models import Job
from cliploop.learning.models import Model
from testkit.cast import Cast
from testkit.items import make_dataset
from testkit.labeled import as_lines, labeled, make_model

# A model in place of people, as somebody may draw it.
REVIEWED = {
    "stages": [
        {"id": "dataset", "kind": "dataset", "name": "Dataset"},
        {"id": "model", "kind": "model", "name": "Model"},
        {"id": "review", "kind": "review", "name": "Review"},
        {"id": "complete", "kind": "complete", "name": "Complete"},
    ],
    "arrows": [["dataset", "model"], ["model", "review"], ["review", "complete"]],
}


def archive(cast: Cast, workflow: object = None) -> Dataset:
    """A dataset in which a model comes first."""
    dataset = make_dataset(cast, "Archive")
    dataset.workflow = workflow or MODEL_FIRST.as_json()
    dataset.save()
    return dataset


def set_stage(cast: Cast, dataset: Dataset, stage: str, **values: Any) -> Any:
    """Ada sets what a stage does."""
    answer = cast.patch(cast.ada, f"workflows/{dataset.pk}/{stage}", values)
    assert answer.status == 200, answer.json
    return answer.json


def told(cast: Cast, dataset: Dataset, stage: str = "model") -> dict[str, Any]:
    """What the API tells of a stage."""
    found = cast.get(cast.vic, "workflows").json
    (mine,) = [one for one in found if one["dataset_id"] == dataset.pk]
    (shown,) = [one for one in mine["stages"] if one["stage"] == stage]
    return dict(shown)


def send(cast: Cast, items: Sequence[Item]) -> None:
    """A lead sends clips to the model."""
    # A reason is asked for where no arrow leads: of what somebody labels already.
    where_to = {"action": "move", "stage": "model", "reason": "The model looks first"}
    body = {"ids": [item.pk for item in items], **where_to}
    assert cast.post(cast.ada, "items/bulk", body).json["changed"] == len(items)


def reply(done: Job, rows: Sequence[dict[str, Any]]) -> ItemsPredicted:
    """A worker's reply, some rows of which may be errors."""
    failed = sum("error" in one for one in rows)
    return ItemsPredicted(str(done.pk), done.token, as_lines(rows), len(rows) - failed, failed)


def where(items: Sequence[Item]) -> list[str]:
    """The stage that each clip is in."""
    found = dict(Item.objects.filter(pk__in=[one.pk for one in items]).values_list("pk", "stage"))
    return [found[one.pk] for one in items]


def moves(item: Item) -> list[tuple[str, str]]:
    """How a clip went: each step, and where to."""
    rows = Move.objects.filter(item=item).order_by("id")
    return list(rows.values_list("step", "to_stage"))


def bound(cast: Cast, workflow: object = None, **values: Any) -> tuple[Dataset, Model]:
    """A dataset whose model stage has a model."""
    labeled(cast)
    model = make_model(cast)
    dataset = archive(cast, workflow)
    set_stage(cast, dataset, "model", model_id=model.pk, **values)
    return dataset, model

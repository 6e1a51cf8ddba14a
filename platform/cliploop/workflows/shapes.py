"""How stages that work alone are shown."""

from typing import Any

from rest_framework import serializers

from annotator.access import Actor
from annotator.workflow.alone import TEMPLATES
from annotator.workflow.graph import Graph, Stage
from cliploop.datasets import queries as datasets
from cliploop.datasets.models import Dataset
from cliploop.jobs import queries as jobs
from cliploop.jobs.shapes import JobOut
from cliploop.learning import queries as learning
from cliploop.workflows import queries


class ClassCountOut(serializers.Serializer[Any]):
    """How many clips got a label of a class."""

    class_id = serializers.IntegerField()
    name = serializers.CharField()
    count = serializers.IntegerField()


class StageAloneOut(serializers.Serializer[Any]):
    """A stage that works alone: how it is set, what waits in it, and what went through.

    `failed`: how many of those that wait the model could say nothing of, and `why`, which also says
    why nobody is asked. `sure`, `unsure`: how many went on so. `job`: the last asking.
    """

    stage = serializers.CharField()
    kind = serializers.ChoiceField(choices=["model", "sampling"])
    name = serializers.CharField()
    model_id = serializers.IntegerField(allow_null=True)
    threshold = serializers.FloatField()
    automatic = serializers.BooleanField()
    share = serializers.FloatField()
    seed = serializers.IntegerField()
    waiting = serializers.IntegerField()
    failed = serializers.IntegerField()
    why = serializers.CharField()
    sure = serializers.IntegerField()
    unsure = serializers.IntegerField()
    classes = ClassCountOut(many=True)
    job = JobOut(allow_null=True)


class WorkflowOut(serializers.Serializer[Any]):
    """Which of the known workflows a dataset has, null for another; its stages that work alone."""

    dataset_id = serializers.IntegerField()
    name = serializers.CharField()
    template = serializers.CharField(allow_null=True)
    stages = StageAloneOut(many=True)


def stage(actor: Actor, dataset_id: int, one: Stage) -> dict[str, Any]:
    """A stage as the API shows it."""
    told = dict(queries.told(dataset_id, one))
    known = learning.classes_by_id(actor.project_id)
    counts = told.pop("counts")
    job = told.pop("job")
    return told | {
        "classes": [
            {"class_id": pk, "name": known[pk].name if pk in known else "?", "count": number}
            for pk, number in counts.items()
        ],
        "job": jobs.shown(job) if job else None,
    }


def workflow(actor: Actor, dataset: Dataset) -> dict[str, Any]:
    """A dataset's workflow as the API shows it."""
    graph = datasets.workflow_of(dataset)
    return {
        "dataset_id": dataset.pk,
        "name": dataset.name,
        "template": _template(graph),
        "stages": [
            stage(actor, dataset.pk, one) for one in graph.stages if one.kind in queries.ALONE
        ],
    }


def _template(graph: Graph) -> str | None:
    found = (name for name, one in TEMPLATES.items() if one.as_json() == graph.as_json())
    return next(found, None)

"""Endpoints of what stages do alone."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.access import Capability
from annotator.workflow.alone import TEMPLATES
from cliploop.api.fields import NumberField
from cliploop.api.operations import actor, body, operation
from cliploop.datasets import queries as datasets
from cliploop.workflows import queries, shapes
from cliploop.workflows.actions import setting


class TemplateIn(serializers.Serializer[Any]):
    """Which of the known workflows a dataset is to have."""

    template = serializers.ChoiceField(choices=list(TEMPLATES))


class StageIn(serializers.Serializer[Any]):
    """What a stage does alone. Of a model stage: which model (null: none) and from which sureness
    on clips need no annotator; of a sampling stage: the share that people look at, and the seed.
    """

    model_id = serializers.IntegerField(allow_null=True)
    threshold = NumberField(min_value=0, max_value=1)
    automatic = serializers.BooleanField(help_text="New clips come by themselves")
    share = NumberField(min_value=0, max_value=1)
    seed = serializers.IntegerField(min_value=0, max_value=2**31 - 1)


@operation("GET", needs=Capability.VIEW, returns=shapes.WorkflowOut, plain=True)
def list_workflows(request: Request, project_id: int) -> Response:
    """The workflows of the project's datasets, and what works alone in them."""
    who = actor(request)
    return Response([shapes.workflow(who, one) for one in datasets.datasets(who)])


@operation("PATCH", needs=Capability.MANAGE, takes=TemplateIn, returns=shapes.WorkflowOut)
def choose_workflow(request: Request, project_id: int, dataset_id: int) -> Response:
    """Give a dataset one of the known workflows."""
    who = actor(request)
    setting.choose(who, dataset_id, body(request, TemplateIn).get("template", ""))
    return Response(shapes.workflow(who, queries.dataset(who, dataset_id)))


@operation("PATCH", needs=Capability.MANAGE, takes=StageIn, returns=shapes.StageAloneOut)
def change_stage(request: Request, project_id: int, dataset_id: int, stage: str) -> Response:
    """Set what a stage does alone."""
    who = actor(request)
    changed = setting.change(who, dataset_id, stage, body(request, StageIn))
    return Response(shapes.stage(who, dataset_id, changed))


@operation("POST", needs=Capability.MANAGE, returns=shapes.StageAloneOut)
def ask_again(request: Request, project_id: int, dataset_id: int, stage: str) -> Response:
    """Have a stage's model asked again about what it could say nothing of."""
    who = actor(request)
    found = setting.again(who, dataset_id, stage)
    return Response(shapes.stage(who, dataset_id, found))

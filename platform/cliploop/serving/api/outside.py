"""Endpoints of models that were trained elsewhere."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.access import Capability
from cliploop.api.fields import NumberField
from cliploop.api.operations import actor, body, operation
from cliploop.serving import queries, shapes
from cliploop.serving.actions import outside
from cliploop.serving.actions.outside import Given


def _sendable(secret: str) -> None:
    """Refuse what no header can hold."""
    if not (secret.isascii() and secret.isprintable()):
        raise serializers.ValidationError("Must be one line of plain letters, digits and signs")


class OutsideIn(serializers.Serializer[Any]):
    """A model to register. `place`: its address, below which are `classes` and `infer`; of a
    folder its name below the operator's.
    """

    name = serializers.CharField(max_length=120)
    kind = serializers.ChoiceField(choices=["clips", "images", "folder"], default="clips")
    place = serializers.CharField(max_length=500)
    secret = serializers.CharField(
        max_length=500, required=False, allow_blank=True, default="", validators=[_sendable]
    )
    frames = serializers.IntegerField(min_value=1, max_value=64, default=8)
    size = serializers.IntegerField(min_value=32, max_value=720, default=224)
    timeout_seconds = NumberField(min_value=0.1, max_value=120, default=10)
    add_classes = serializers.BooleanField(default=False)


@operation("GET", needs=Capability.MANAGE, returns=shapes.OutsideOut, plain=True)
def list_outside(request: Request, project_id: int) -> Response:
    """The project's models that were trained elsewhere, with their health."""
    return Response(shapes.outsides(list(queries.outside_models(actor(request)))))


@operation("POST", needs=Capability.MANAGE, takes=OutsideIn, returns=shapes.OutsideOut, status=201)
def register_outside(request: Request, project_id: int) -> Response:
    """Register a model; it is asked what it knows, and then a version as others are."""
    made = outside.register(actor(request), Given(**body(request, OutsideIn)))
    return Response(shapes.outside(made), status=201)


@operation("POST", needs=Capability.MANAGE, returns=shapes.OutsideOut, status=202)
def check_outside(request: Request, project_id: int, outside_id: int) -> Response:
    """Ask a model again what it knows."""
    return Response(shapes.outside(outside.check(actor(request), outside_id)), status=202)


@operation("DELETE", needs=Capability.MANAGE, status=204)
def remove_outside(request: Request, project_id: int, outside_id: int) -> Response:
    """Forget a model's address and secret. Its version is retired; what it said stays."""
    outside.remove(actor(request), outside_id)
    return Response(status=204)

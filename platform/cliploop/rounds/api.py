"""Endpoints of rounds of pseudo-labels."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.access import Capability
from cliploop.api.operations import actor, body, operation
from cliploop.api.paging import page
from cliploop.rounds import actions, queries, shapes


class RoundIn(serializers.Serializer[Any]):
    """The model whose predictions become labels."""

    model_id = serializers.IntegerField()


@operation("GET", needs=Capability.VIEW, returns=shapes.RoundOut, many=True)
def list_rounds(request: Request, project_id: int) -> Response:
    """The project's rounds of pseudo-labels, newest first."""
    return page(queries.rounds(actor(request)), ["-number"], request, shapes.round_)


@operation("POST", needs=Capability.TRAIN, takes=RoundIn, returns=shapes.RoundOut, status=201)
def start_round(request: Request, project_id: int) -> Response:
    """Take a model's surest predictions as labels and train on them; keep what does no harm."""
    made = actions.start(actor(request), body(request, RoundIn)["model_id"])
    return Response(shapes.round_(made), status=201)


@operation("POST", needs=Capability.TRAIN, returns=shapes.RoundOut)
def roll_back(request: Request, project_id: int, round_id: int) -> Response:
    """Take a kept round back."""
    asking = actor(request)
    actions.roll_back(asking, round_id)
    return Response(shapes.round_(queries.round_(asking, round_id)))

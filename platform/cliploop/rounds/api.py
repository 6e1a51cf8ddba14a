"""Endpoints of rounds of pseudo-labels."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.access import Capability
from annotator.learning.autopilot import MOST
from cliploop.api.operations import actor, body, operation
from cliploop.api.paging import page
from cliploop.rounds import actions, queries, series, shapes


class RoundIn(serializers.Serializer[Any]):
    """The model whose predictions become labels."""

    model_id = serializers.IntegerField()


class SeriesIn(RoundIn):
    """Where rounds begin that go on by themselves, and how many there may be."""

    most = serializers.IntegerField(min_value=1, max_value=MOST, default=MOST)


class TakenOut(serializers.Serializer[Any]):
    """How many rounds were taken back."""

    rounds = serializers.IntegerField()


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


@operation("POST", needs=Capability.TRAIN, returns=TakenOut)
def roll_all_back(request: Request, project_id: int) -> Response:
    """Take all kept rounds back, the newest first, as one act."""
    return Response({"rounds": actions.roll_back_all(actor(request))})


@operation("GET", needs=Capability.VIEW, returns=shapes.SeriesOut, many=True)
def list_series(request: Request, project_id: int) -> Response:
    """The series of rounds that went on by themselves, newest first."""
    return page(queries.all_series(actor(request)), ["-id"], request, shapes.series)


@operation("POST", needs=Capability.TRAIN, takes=SeriesIn, returns=shapes.SeriesOut, status=201)
def start_series(request: Request, project_id: int) -> Response:
    """Let rounds follow each other, until the gate refuses one or nothing is sure enough."""
    asking, given = actor(request), body(request, SeriesIn)
    made = series.begin(asking, given["model_id"], given["most"])
    return Response(shapes.series(queries.one_series(asking, made.pk)), status=201)


@operation("POST", needs=Capability.TRAIN, returns=shapes.SeriesOut)
def stop_series(request: Request, project_id: int, series_id: int) -> Response:
    """Start no more rounds of a series. One that runs is judged all the same."""
    asking = actor(request)
    series.cancel(asking, series_id)
    return Response(shapes.series(queries.one_series(asking, series_id)))

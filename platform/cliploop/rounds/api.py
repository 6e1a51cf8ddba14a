"""Endpoints of rounds of pseudo-labels."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.access import Capability
from annotator.learning.autopilot import MOST
from annotator.learning.checks import When
from cliploop.api.operations import actor, body, operation
from cliploop.api.paging import page
from cliploop.rounds import actions, queries, series, shapes, undoing


class RoundIn(serializers.Serializer[Any]):
    """The model whose predictions become labels, and when people check some of these unseen.

    `few`: where fewer than 60 clips judge that chance drew.
    """

    model_id = serializers.IntegerField()
    check = serializers.ChoiceField(choices=[*When], default=When.FEW)


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
    given = body(request, RoundIn)
    made = actions.start(actor(request), given["model_id"], check=When(given["check"]))
    return Response(shapes.round_(made), status=201)


@operation("POST", needs=Capability.TRAIN, returns=shapes.RoundOut)
def roll_back(request: Request, project_id: int, round_id: int) -> Response:
    """Take a round back that was kept, or that waits for people's checks."""
    asking = actor(request)
    undoing.roll_back(asking, round_id)
    return Response(shapes.round_(queries.round_(asking, round_id)))


@operation("POST", needs=Capability.TRAIN, returns=TakenOut)
def roll_all_back(request: Request, project_id: int) -> Response:
    """Take all kept rounds back, the newest first, as one act."""
    return Response({"rounds": undoing.roll_back_all(actor(request))})


@operation("GET", needs=Capability.VIEW, returns=shapes.SeriesOut, many=True)
def list_series(request: Request, project_id: int) -> Response:
    """The series of rounds that went on by themselves, newest first."""
    return page(queries.all_series(actor(request)), ["-id"], request, shapes.series)


@operation("POST", needs=Capability.TRAIN, takes=SeriesIn, returns=shapes.SeriesOut, status=201)
def start_series(request: Request, project_id: int) -> Response:
    """Let rounds follow each other, until the gate refuses one or nothing is sure enough."""
    asking, given = actor(request), body(request, SeriesIn)
    made = series.begin(asking, given["model_id"], given["most"], When(given["check"]))
    return Response(shapes.series(queries.one_series(asking, made.pk)), status=201)


@operation("POST", needs=Capability.TRAIN, returns=shapes.SeriesOut)
def stop_series(request: Request, project_id: int, series_id: int) -> Response:
    """Start no more rounds of a series. One that runs is judged all the same."""
    asking = actor(request)
    series.cancel(asking, series_id)
    return Response(shapes.series(queries.one_series(asking, series_id)))

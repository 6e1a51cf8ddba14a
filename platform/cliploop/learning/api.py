"""Endpoints of training, models and predictions."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.access import Capability
from annotator.learning import options
from annotator.learning.regimes import REGIMES, regime
from annotator.learning.zoo import registry as zoo
from annotator.learning.zoo.entry import FULL, TINY
from annotator.learning.zoo.registry import ENTRIES
from annotator.learning.zoo.uses import USES
from cliploop.api.operations import actor, body, operation, query
from cliploop.api.paging import page
from cliploop.datasets import queries as datasets
from cliploop.datasets.filters import ItemFilter
from cliploop.datasets.shapes import ItemOut, Shower
from cliploop.jobs import queries as jobs
from cliploop.jobs.shapes import JobOut
from cliploop.learning import planning, queries, shapes
from cliploop.learning.actions import predicting, training
from cliploop.learning.asking import CompareIn, RunIn, asked
from cliploop.learning.models import Model


class PredictionIn(serializers.Serializer[Any]):
    """A model, and which items; without a filter all that wait for a label."""

    model_id = serializers.IntegerField()
    filter = serializers.DictField(required=False, allow_null=True, default=None)


class OptionsQuery(serializers.Serializer[Any]):
    """Of what: an entry, a regime (left out: the entry's own), and a size."""

    entry = serializers.CharField(max_length=40)
    regime = serializers.CharField(max_length=40, required=False, default="")
    preset = serializers.ChoiceField(choices=[FULL, TINY], required=False, default=FULL)


class CellQuery(serializers.Serializer[Any]):
    """A cell of a confusion matrix; one side left out is a whole row or column."""

    truth = serializers.IntegerField(required=False)
    predicted = serializers.IntegerField(required=False)


@operation("GET", needs=Capability.VIEW, returns=shapes.EntryOut, plain=True)
def list_zoo(request: Request, project_id: int) -> Response:
    """What models may be made of, the default first."""
    return Response([shapes.entry(one) for one in ENTRIES])


@operation("GET", needs=Capability.VIEW, returns=shapes.RegimeOut, plain=True)
def list_regimes(request: Request, project_id: int) -> Response:
    """How models may be trained. An entry of the zoo names those that it can be trained by."""
    return Response(shapes.RegimeOut(REGIMES, many=True).data)


@operation("GET", needs=Capability.VIEW, returns=shapes.UseOut, plain=True)
def list_uses(request: Request, project_id: int) -> Response:
    """What models are wanted for, from the least burden to the most, and what is taken for it."""
    return Response(shapes.UseOut(USES, many=True).data)


@operation("GET", needs=Capability.VIEW, query=OptionsQuery, returns=shapes.OptionOut, plain=True)
def list_options(request: Request, project_id: int) -> Response:
    """What a training of an entry by a regime may set, each with what it is if nobody does."""
    given = query(request, OptionsQuery)
    card = zoo.entry(given["entry"])
    way = regime(zoo.regime_of(card.key, given["regime"]))
    return Response([shapes.option(one) for one in options.listed(card, way, given["preset"])])


@operation("POST", needs=Capability.TRAIN, takes=RunIn, returns=shapes.SplitOut)
def preview_run(request: Request, project_id: int) -> Response:
    """The split that a training would have, before it starts."""
    return Response(planning.preview(actor(request), asked(body(request, RunIn))).shown())


@operation("GET", needs=Capability.VIEW, returns=shapes.RunOut, many=True)
def list_runs(request: Request, project_id: int) -> Response:
    """The project's trainings, newest first. The curve of one that has ended is told alone."""
    return page(queries.runs(actor(request)), ["-id"], request, shapes.listed_run)


@operation("POST", needs=Capability.TRAIN, takes=RunIn, returns=shapes.RunOut, status=201)
def start_run(request: Request, project_id: int) -> Response:
    """Train a model on what people said, now or at a time."""
    run = training.start(actor(request), asked(body(request, RunIn)))
    return Response(shapes.run(run), status=201)


@operation(
    "POST", needs=Capability.TRAIN, takes=CompareIn, returns=shapes.RunOut, plain=True, status=201
)
def compare_models(request: Request, project_id: int) -> Response:
    """Train what stands for each use on the same split, to see which is worth its burden here."""
    given = body(request, CompareIn)
    runs = training.compare(actor(request), asked({**given, "entry": ""}))
    return Response([shapes.run(one) for one in runs], status=201)


@operation("GET", needs=Capability.VIEW, returns=shapes.RunOut)
def read_run(request: Request, project_id: int, run_id: int) -> Response:
    """One training, with its curve."""
    return Response(shapes.run(queries.run(actor(request), run_id)))


@operation("GET", needs=Capability.VIEW, returns=shapes.ModelOut, many=True)
def list_models(request: Request, project_id: int) -> Response:
    """The project's models, newest first, without the trials of their searches."""
    classes = queries.classes_by_id(project_id)

    def one(row: Model) -> dict[str, Any]:
        return shapes.model(row, classes)

    return page(queries.models(actor(request)), ["-number"], request, one)


@operation("GET", needs=Capability.VIEW, returns=shapes.ModelOut)
def read_model(request: Request, project_id: int, model_id: int) -> Response:
    """One model."""
    found = queries.model(actor(request), model_id)
    told = shapes.model(found, queries.classes_by_id(project_id))
    return Response(told | {"search": found.metrics.get("search")})


@operation("GET", needs=Capability.VIEW, query=CellQuery, returns=ItemOut, many=True)
def list_cell(request: Request, project_id: int, model_id: int) -> Response:
    """The items behind a cell of a model's confusion matrix."""
    asking = actor(request)
    found = queries.in_cell(asking, model_id, **query(request, CellQuery))
    return page(datasets.shown(found), ["id"], request, Shower(asking))


@operation("POST", needs=Capability.TRAIN, takes=PredictionIn, returns=JobOut, status=201)
def start_prediction(request: Request, project_id: int) -> Response:
    """Run a model on items."""
    given = body(request, PredictionIn)
    wanted = ItemFilter.parse(given["filter"]) if given["filter"] else None
    forecast = predicting.start(actor(request), given["model_id"], wanted)
    return Response(jobs.shown(forecast.job) if forecast.job else None, status=201)

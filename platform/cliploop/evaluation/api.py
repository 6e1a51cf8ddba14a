"""Endpoints of what the clips that judged models say of them."""

from typing import Any

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.access import Actor, Capability
from annotator.refusal import Code, Refusal
from cliploop.api.operations import actor, operation, query
from cliploop.api.paging import limit
from cliploop.datasets.shapes import Shower
from cliploop.evaluation import actions, queries, saliency, shapes
from cliploop.evaluation.saliency_shapes import SaliencyOut
from cliploop.learning import queries as learning
from cliploop.learning.models import Model

MOST_DIGITS = 9


class ComparisonQuery(serializers.Serializer[Any]):
    """The model to compare with."""

    def get_fields(self) -> dict[str, Any]:
        """The one field, whose name Python keeps for itself."""
        return {**super().get_fields(), "with": serializers.IntegerField(min_value=1)}


class JudgementQuery(serializers.Serializer[Any]):
    """Which clips: those that are wrong, unless told otherwise; of a class, or of all."""

    right = serializers.BooleanField(required=False, default=False)
    class_id = serializers.IntegerField(required=False, allow_null=True, default=None)


@operation("GET", needs=Capability.VIEW, returns=shapes.EvaluationOut)
def read_evaluation(request: Request, project_id: int, model_id: int) -> Response:
    """All that the clips which judged a model say of it. That somebody looked is counted."""
    asking = actor(request)
    model = _looked(asking, model_id)
    told = queries.evaluation(asking, model) | {"looks": queries.looks(model)}
    return Response(shapes.EvaluationOut(told).data)


@operation("GET", needs=Capability.VIEW, query=ComparisonQuery, returns=shapes.ComparisonOut)
def read_comparison(request: Request, project_id: int, model_id: int) -> Response:
    """Two models on the clips that judged both, the earlier one first."""
    asking, other = actor(request), query(request, ComparisonQuery)["with"]
    models = [_looked(asking, one) for one in (model_id, other)]
    told = queries.comparison(*models)
    before, after = sorted(models, key=lambda model: model.number)
    show = Shower(asking)
    for name in ("fixed", "broken"):
        places = told[f"{name}_places"]
        was, now = (queries.at(asking, one, places) for one in (before, after))
        told[f"{name}_clips"] = [
            shapes.change(was[place], one, show) for place, one in now.items() if place in was
        ]
    return Response(shapes.ComparisonOut(told).data)


@operation(
    "GET",
    needs=Capability.VIEW,
    query=JudgementQuery,
    returns=shapes.JudgementOut,
    many=True,
)
def list_judgements(request: Request, project_id: int, model_id: int) -> Response:
    """The clips that judged a model and that it got wrong, or right, the surest first."""
    asking, asked = actor(request), query(request, JudgementQuery)
    model = _looked(asking, model_id)
    count, begin = limit(request), _begin(request)
    found = queries.judgements(
        asking, model, wrong=not asked["right"], class_id=asked["class_id"], begin=begin,
        count=count + 1,
    )  # fmt: skip
    show = Shower(asking)
    maps = saliency.maps(model)
    rows = [
        shapes.judgement(one, show, maps.get((one.item.pk, one.start, one.end)))
        for one in found[:count]
    ]
    return Response({"results": rows, "next": str(begin + count) if len(found) > count else None})


@operation("GET", needs=Capability.VIEW, returns=SaliencyOut)
def read_saliency(request: Request, project_id: int, model_id: int) -> Response:
    """Whether it is known where a model looked, or why it cannot be; judgements have the maps."""
    told = saliency.state(learning.model(actor(request), model_id))
    return Response(SaliencyOut(told).data)


@operation("POST", needs=Capability.TRAIN, returns=SaliencyOut, status=201)
def start_saliency(request: Request, project_id: int, model_id: int) -> Response:
    """Have it found where a model looked, in the first clips of its gallery. Once is enough."""
    told = saliency.state(saliency.start(actor(request), model_id))
    return Response(SaliencyOut(told).data, status=201)


def _looked(asking: Actor, model_id: int) -> Model:
    """The model, of which it is counted that somebody looked."""
    model = learning.model(asking, model_id)
    actions.look(asking, model, timezone.now())
    return model


def _begin(request: Request) -> int:
    """How many clips were shown before. A report never changes, so that counting is enough."""
    given = request.query_params.get("cursor") or "0"
    if not (given.isascii() and given.isdecimal() and len(given) <= MOST_DIGITS):
        title = "cursor: not one of this list. Start again without it"
        raise Refusal(Code.INVALID, title, fields={"cursor": "Not one of this list"})
    return int(given)

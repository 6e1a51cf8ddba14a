"""The endpoint that asks a model about one clip."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import UserRateThrottle

from annotator.access import Actor, Capability
from annotator.contracts.serving import Wanted
from annotator.refusal import Code, Refusal
from cliploop.api.fields import NumberField
from cliploop.api.operations import body, enter, operation, uploaded
from cliploop.serving import queries, shapes
from cliploop.serving.actions import inferring
from cliploop.serving.actions.inferring import Asked
from cliploop.serving.body import require_bounded


class InferThrottle(UserRateThrottle):
    """How often one person may ask."""

    scope = "infer"
    rate = "120/min"


class WantedIn(serializers.Serializer[Any]):
    """When a class holds: this likely, for so long at least; shorter gaps are bridged."""

    threshold = NumberField(min_value=0.01, max_value=1.0, default=0.5)
    shortest_seconds = NumberField(min_value=0, max_value=60, default=0.5)
    bridge_seconds = NumberField(min_value=0, max_value=60, default=0.5)


class InferIn(WantedIn):
    """Frames [start, end) of an item; without an end up to its last."""

    item_id = serializers.IntegerField(min_value=1)
    start = serializers.IntegerField(min_value=0, default=0)
    end = serializers.IntegerField(min_value=1, required=False, allow_null=True, default=None)


@extend_schema_field(OpenApiTypes.BINARY)
class ClipField(serializers.FileField):
    """A file that is sent."""


class InferForm(WantedIn):
    """A short video."""

    clip = ClipField(max_length=255, allow_empty_file=False)


@operation(
    "POST",
    needs=Capability.SIGNED_IN,
    takes=InferIn,
    form=InferForm,
    returns=shapes.InferredOut,
    throttles=(InferThrottle,),
)
def infer_clip(request: Request, model_id: int) -> Response:
    """What a model says of a short video, or of a stored clip's frames.

    Whoever may annotate in the model's project may ask. The answer comes at once (200), or is the
    result of the job that is told (202).
    """
    actor = _entered(request, model_id)
    job = inferring.wait(inferring.start(actor, model_id, _asked(request)))
    told = shapes.inferred(job)
    return Response(told, status=200 if told["answer"] else 202)


def _entered(request: Request, model_id: int) -> Actor:
    """Who asks. An outsider is told of a model that is there what they are of one that is not."""
    try:
        return enter(request, queries.project_of(model_id), Capability.ANNOTATE)
    except Refusal as refusal:
        if refusal.code is Code.NOT_FOUND:
            raise Refusal(Code.NOT_FOUND, queries.NO_MODEL) from None
        raise


def _asked(request: Request) -> Asked:
    kind = (request.content_type or "").partition(";")[0].strip()
    if kind == "application/json":
        given = body(request, InferIn)
        return Asked(_wanted(given), None, given["item_id"], given["start"], given["end"])
    if kind != "multipart/form-data":
        raise Refusal(
            Code.UNSUPPORTED, "Content-Type: must be application/json or multipart/form-data"
        )
    require_bounded(request._request)
    given = uploaded(request, InferForm)
    return Asked(_wanted(given), given["clip"].file)


def _wanted(given: dict[str, Any]) -> Wanted:
    return Wanted(given["threshold"], given["shortest_seconds"], given["bridge_seconds"])

"""The endpoint of the instant order."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.access import Capability
from cliploop.api.operations import actor, operation
from cliploop.instant import queries


class InstantOut(serializers.Serializer[Any]):
    """How the order of the queue is.

    `off`: nothing was labeled yet; `waiting`: a new order is on its way. `labeled` clips taught it,
    `pool` wait, of which `unseen` have no vectors yet. `seconds`: from the last label to its order.
    `error`: why it does not follow the last label; `retry_at`: when that is tried again by itself,
    null where it is tried with the next label.
    """

    state = serializers.ChoiceField(choices=["off", "waiting", "ready"])
    labeled = serializers.IntegerField()
    pool = serializers.IntegerField()
    unseen = serializers.IntegerField()
    seconds = serializers.FloatField(allow_null=True)
    error = serializers.CharField(allow_blank=True)
    retry_at = serializers.DateTimeField(allow_null=True)


@operation("GET", needs=Capability.VIEW, returns=InstantOut)
def read_instant(request: Request, project_id: int) -> Response:
    """Whether the queue's order follows the last label, and what it is made of."""
    return Response(queries.state(actor(request)))

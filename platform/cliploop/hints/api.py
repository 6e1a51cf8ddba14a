"""Endpoints of what helps to label one clip."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.access import Capability
from cliploop.api.operations import actor, operation, query
from cliploop.api.paging import limit
from cliploop.hints import duplicates, neighbors, similar


class SimilarQuery(serializers.Serializer[Any]):
    """Another example beside the clip: what is like both comes first."""

    also = serializers.IntegerField(min_value=1, max_value=2**62, required=False)


class VerifyQuery(serializers.Serializer[Any]):
    """The clip to compare with."""

    def get_fields(self) -> dict[str, Any]:
        """The one field, whose name Python keeps for itself."""
        other = serializers.IntegerField(min_value=1, max_value=2**62)
        return {**super().get_fields(), "with": other}


@operation("GET", needs=Capability.VIEW, returns=neighbors.GuessOut, plain=True)
def read_guess(request: Request, project_id: int, item_id: int) -> Response:
    """What the model in use says of a clip, by class; nothing where nobody may see it yet."""
    return Response(neighbors.guess(actor(request), item_id))


@operation("GET", needs=Capability.VIEW, returns=neighbors.DoubtOut, plain=True)
def list_doubts(request: Request, project_id: int, item_id: int) -> Response:
    """How unsure the model in use is along a clip, stretch by stretch."""
    return Response(neighbors.doubts(actor(request), item_id))


@operation("GET", needs=Capability.VIEW, returns=neighbors.NeighborOut, plain=True)
def list_neighbors(request: Request, project_id: int, item_id: int) -> Response:
    """The labeled clips that look and move most like this one, the most alike first."""
    return Response(neighbors.nearest(actor(request), item_id))


@operation("GET", needs=Capability.VIEW, returns=duplicates.DuplicatesOut, plain=True)
def list_duplicates(request: Request, project_id: int) -> Response:
    """Clips that are copies of one another, encoded again or not, and which of them to keep."""
    return Response(duplicates.duplicates(actor(request)))


@operation(
    "GET", needs=Capability.VIEW, query=SimilarQuery, returns=neighbors.NeighborOut, plain=True
)
def list_similar(request: Request, project_id: int, item_id: int) -> Response:
    """The clips, labeled or not, that look and move most like this one, the most alike first."""
    also = query(request, SimilarQuery).get("also")
    examples = [item_id] if also is None else [item_id, also]
    return Response(similar.similar(actor(request), examples, limit(request)))


@operation("GET", needs=Capability.VIEW, query=VerifyQuery, returns=similar.VerdictOut)
def verify_clips(request: Request, project_id: int, item_id: int) -> Response:
    """Whether two clips show the same class, as far as their vectors tell."""
    other = query(request, VerifyQuery)["with"]
    return Response(similar.verify(actor(request), item_id, other))

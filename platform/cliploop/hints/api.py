"""Endpoints of what helps to label one clip."""

from rest_framework.request import Request
from rest_framework.response import Response

from annotator.access import Capability
from cliploop.api.operations import actor, operation
from cliploop.hints import duplicates, neighbors


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

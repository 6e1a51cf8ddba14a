"""Endpoints of quality: reads only."""

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.access import Capability
from annotator.learning.readiness import ready
from cliploop.api.operations import actor, operation, query
from cliploop.quality import shapes
from cliploop.quality.audit import audited
from cliploop.quality.forecast import drifted, growing
from cliploop.quality.pace import pace
from cliploop.quality.readiness import readiness
from cliploop.quality.savings import saved


@operation("GET", needs=Capability.VIEW, returns=shapes.QualityOut)
def read_quality(request: Request, project_id: int) -> Response:
    """How far labels and models can be trusted, and what more labels would bring."""
    asking = actor(request)
    told = {
        "pace": pace(asking, timezone.now()),
        "audit": audited(asking),
        "growth": growing(asking),
        "drift": drifted(asking),
        "savings": saved(asking),
    }
    return Response(shapes.QualityOut(told).data)


@operation("GET", needs=Capability.VIEW, query=shapes.ReadinessIn, returns=shapes.ReadinessOut)
def read_readiness(request: Request, project_id: int) -> Response:
    """What a training of these classes needs, and whether it is there."""
    wanted = query(request, shapes.ReadinessIn).get("classes", [])
    found = readiness(actor(request), wanted)
    told = {"ready": ready(found), "needs": [one.shown() for one in found]}
    return Response(shapes.ReadinessOut(told).data)

"""The endpoint of the overview."""

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.access import Capability
from cliploop.api.operations import actor, operation
from cliploop.overview.glance import OverviewOut, overview


@operation("GET", needs=Capability.VIEW, returns=OverviewOut)
def read_overview(request: Request, project_id: int) -> Response:
    """The project at a glance."""
    return Response(overview(actor(request), timezone.now()))

"""Endpoints of shots."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.access import Actor, Capability
from cliploop.api.operations import actor, body, operation
from cliploop.datasets import queries
from cliploop.datasets.actions import shots
from cliploop.datasets.actions.bulk import Selection
from cliploop.datasets.api.items import SelectionIn
from cliploop.jobs.models import OPEN


class ShotsOut(serializers.Serializer[Any]):
    """The shots of an item, in its frames.

    Every shot but the first begins at one of `boundaries`; `keyframes` has the frame that stands
    for each shot, null for one that is all black.
    """

    state = serializers.ChoiceField(choices=["missing", "queued", "running", "failed", "found"])
    boundaries = serializers.ListField(child=serializers.IntegerField())
    keyframes = serializers.ListField(child=serializers.IntegerField(allow_null=True))
    quality = serializers.FloatField(allow_null=True)
    error = serializers.CharField(allow_null=True)
    job_id = serializers.UUIDField(allow_null=True)


class LookingOut(serializers.Serializer[Any]):
    """How many films are looked at now, and how many clips were left out."""

    started = serializers.IntegerField()
    skipped = serializers.IntegerField()


@operation("GET", needs=Capability.VIEW, returns=ShotsOut)
def read_shots(request: Request, project_id: int, item_id: int) -> Response:
    """The shots of an item as far as they are known."""
    return Response(_shown(actor(request), item_id))


@operation("POST", needs=Capability.ANNOTATE, returns=ShotsOut, status=202)
def find_shots(request: Request, project_id: int, item_id: int) -> Response:
    """Have the shots of an item found. Asking twice starts nothing twice."""
    who = actor(request)
    shots.find(who, item_id)
    return Response(_shown(who, item_id), status=202)


@operation("POST", needs=Capability.MANAGE, takes=SelectionIn, returns=LookingOut, status=202)
def find_many(request: Request, project_id: int) -> Response:
    """Have the shots of many items found."""
    selection = Selection.parse(body(request, SelectionIn))
    started, skipped = shots.find_many(actor(request), selection)
    return Response({"started": started, "skipped": skipped}, status=202)


def _shown(who: Actor, item_id: int) -> dict[str, Any]:
    found = queries.shots(who, item_id)
    if found is None:
        nothing = dict.fromkeys(("quality", "error", "job_id"))
        return {"state": "missing", "boundaries": [], "keyframes": [], **nothing}
    job = found.job
    if found.found_at is not None:
        state = "found"
    else:
        state = str(job.state) if job and job.state in OPEN else "failed"
    failure = found.error or (job.error or {}).get("title") if job else found.error
    return {
        "state": state,
        "boundaries": found.boundaries,
        "keyframes": found.keyframes,
        "quality": found.quality,
        "error": (failure or "Looking for shots was cancelled") if state == "failed" else None,
        "job_id": job.pk if job else None,
    }

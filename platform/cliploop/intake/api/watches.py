"""What happens to a project's files over time: watched folders, and originals that go."""

from fractions import Fraction
from typing import Any

from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.access import Capability
from cliploop.api.operations import actor, body, operation, query
from cliploop.intake import queries
from cliploop.intake.actions import entry, watching
from cliploop.intake.models import Watch


class WatchIn(serializers.Serializer[Any]):
    """Which folder below a root, and what becomes of its files."""

    prefix = serializers.CharField(required=False, allow_blank=True, default="", max_length=1_000)
    dataset = serializers.CharField(required=False, allow_blank=True, default="", max_length=120)
    fps = serializers.CharField(required=False, default="native", max_length=40)

    def get_fields(self) -> dict[str, Any]:
        """The fields, with the one whose name the framework keeps for itself."""
        return {**super().get_fields(), "root": serializers.CharField(max_length=40)}


class WatchPatch(serializers.Serializer[Any]):
    """What may be changed of a watched folder."""

    enabled = serializers.BooleanField()


class WatchOut(serializers.Serializer[Any]):
    """A watched folder. `taken`: its items so far; `waiting`: files that may still change."""

    id = serializers.IntegerField()
    prefix = serializers.CharField(allow_blank=True)
    dataset = serializers.CharField()
    dataset_id = serializers.IntegerField()
    fps = serializers.CharField()
    enabled = serializers.BooleanField()
    looked_at = serializers.DateTimeField(allow_null=True)
    taken = serializers.IntegerField()
    waiting = serializers.IntegerField()
    error = serializers.CharField(allow_null=True)

    def get_fields(self) -> dict[str, Any]:
        """The fields, with the one whose name the framework keeps for itself."""
        return {**super().get_fields(), "root": serializers.CharField()}


class DaysIn(serializers.Serializer[Any]):
    """How many days originals would be kept."""

    days = serializers.IntegerField(min_value=1, max_value=3_650)


class RemovalOut(serializers.Serializer[Any]):
    """How many originals a rule would remove today, and how large they are together."""

    videos = serializers.IntegerField()
    size_bytes = serializers.IntegerField()


@operation("GET", needs=Capability.MANAGE, returns=WatchOut, plain=True)
def list_watches(request: Request, project_id: int) -> Response:
    """The project's watched folders."""
    return Response([_shown(one) for one in queries.watches(actor(request))])


@operation("POST", needs=Capability.MANAGE, takes=WatchIn, returns=WatchOut, status=201)
def create_watch(request: Request, project_id: int) -> Response:
    """Watch a folder: what lies there and what comes becomes items."""
    given = body(request, WatchIn)
    wanted = entry.Wanted(given["dataset"], entry.parse_rate(given["fps"]))
    made = watching.watch(actor(request), given["root"], given["prefix"], wanted)
    return Response(_shown(made), status=201)


@operation("PATCH", needs=Capability.MANAGE, takes=WatchPatch, returns=WatchOut)
def change_watch(request: Request, project_id: int, watch_id: int) -> Response:
    """Pause a watched folder, or go on with it."""
    return Response(_shown(watching.change(actor(request), watch_id, body(request, WatchPatch))))


@operation("DELETE", needs=Capability.MANAGE, status=204)
def delete_watch(request: Request, project_id: int, watch_id: int) -> Response:
    """Watch a folder no more. Its clips stay."""
    watching.remove(actor(request), watch_id)
    return Response(status=204)


@operation("GET", needs=Capability.MANAGE, query=DaysIn, returns=RemovalOut)
def preview_retention(request: Request, project_id: int) -> Response:
    """What keeping originals for so many days would remove today. Nothing is changed."""
    days = query(request, DaysIn)["days"]
    return Response(queries.would_remove(actor(request), days, timezone.now()))


def _shown(one: Watch) -> dict[str, Any]:
    rate = Fraction(one.asked_numerator, one.asked_denominator)
    return {
        "id": one.pk,
        "root": one.root,
        "prefix": one.prefix,
        "dataset": one.dataset.name,
        "dataset_id": one.dataset_id,
        "fps": str(rate) if rate else "native",
        "enabled": one.enabled,
        "looked_at": one.looked_at,
        "taken": one.taken,
        "waiting": one.waiting,
        "error": one.error or None,
    }

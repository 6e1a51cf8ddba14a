"""Endpoints of trainings that start by themselves."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.access import Capability
from cliploop.accounts.shapes import UserOut
from cliploop.api.operations import actor, body, operation
from cliploop.automation import queries, scheduling
from cliploop.automation.models import Schedule, State
from cliploop.learning.asking import RunIn, asked

MOST_LABELS = 1_000_000


class ScheduleIn(RunIn):
    """A training that is to start by itself: at `not_before`, or once so many `more` clips are
    labeled than the last version of the same learned from; one of the two.
    """

    more = serializers.IntegerField(
        min_value=1, max_value=MOST_LABELS, required=False, allow_null=True, default=None
    )


class ScheduleOut(serializers.Serializer[Any]):
    """A training that is to start by itself. `missing`: so many more clips are to be labeled first;
    null where it starts at a time. `why`: why it did not start.
    """

    id = serializers.IntegerField()
    entry = serializers.CharField()
    regime = serializers.CharField()
    classes = serializers.ListField(child=serializers.IntegerField())
    not_before = serializers.DateTimeField(allow_null=True)
    more = serializers.IntegerField(allow_null=True)
    missing = serializers.IntegerField(allow_null=True)
    state = serializers.ChoiceField(choices=State.values)
    why = serializers.CharField(allow_blank=True)
    run_id = serializers.IntegerField(allow_null=True)
    created_at = serializers.DateTimeField()
    created_by = UserOut(allow_null=True)


@operation("GET", needs=Capability.VIEW, returns=ScheduleOut, plain=True)
def list_schedules(request: Request, project_id: int) -> Response:
    """What is to start by itself, then what lately did not, each the newest first."""
    found = queries.schedules(actor(request))
    labeled = queries.labeled(project_id) if any(one.more for one in found) else 0
    return Response([_shown(one, labeled) for one in found])


@operation("POST", needs=Capability.TRAIN, takes=ScheduleIn, returns=ScheduleOut, status=201)
def schedule_run(request: Request, project_id: int) -> Response:
    """Have a training start by itself. It learns from the labels as they are then."""
    given = dict(body(request, ScheduleIn))
    more = given.pop("more")
    asking = actor(request)
    made = scheduling.schedule(asking, asked(given), more)
    found = queries.schedule(asking, made.pk)
    return Response(_shown(found, queries.labeled(project_id)), status=201)


@operation("POST", needs=Capability.TRAIN, returns=ScheduleOut)
def call_off(request: Request, project_id: int, schedule_id: int) -> Response:
    """Let a training not start after all."""
    found = scheduling.call_off(actor(request), schedule_id)
    return Response(_shown(found, queries.labeled(project_id)))


def _shown(found: Schedule, labeled: int) -> dict[str, Any]:
    same = ("id", "entry", "regime", "not_before", "more", "state", "why", "run_id", "created_at")
    return {name: getattr(found, name) for name in same} | {
        "classes": found.asked["classes"],
        "missing": queries.missing(found, labeled),
        "created_by": UserOut(found.created_by).data if found.created_by else None,
    }

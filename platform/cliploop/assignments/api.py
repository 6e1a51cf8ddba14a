"""Endpoints of the queue."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.access import Actor, Capability
from cliploop.api.operations import actor, body, operation
from cliploop.assignments import actions, queries
from cliploop.datasets import queries as datasets
from cliploop.datasets.actions.bulk import MOST_IDS, Selection
from cliploop.datasets.shapes import ItemOut, Shower


class NextIn(serializers.Serializer[Any]):
    """The item that is not wanted again."""

    after = serializers.IntegerField(required=False, allow_null=True)


class AssignIn(serializers.Serializer[Any]):
    """Which items, and whose they are to be."""

    ids = serializers.ListField(
        child=serializers.IntegerField(min_value=1), required=False, max_length=MOST_IDS
    )
    filter = serializers.DictField(required=False)
    user_id = serializers.IntegerField(allow_null=True)


class AssignedOut(serializers.Serializer[Any]):
    """How many were assigned."""

    changed = serializers.IntegerField()


@operation("POST", needs=Capability.ANNOTATE, takes=NextIn, returns=ItemOut)
def take_next(request: Request, project_id: int) -> Response:
    """The next clip worth labeling, leased to who asks; 204 when there is none."""
    who = actor(request)
    taken = actions.take_next(who, body(request, NextIn).get("after"))
    if taken is None:
        return Response(status=204)
    item, assigned = taken
    return Response(_shown(who, item.pk) | {"reason": queries.reason(who, item, assigned)})


@operation("POST", needs=Capability.ANNOTATE, returns=ItemOut)
def take_item(request: Request, project_id: int, item_id: int) -> Response:
    """Lease this clip."""
    who = actor(request)
    return Response(_shown(who, actions.take(who, item_id).pk))


@operation("POST", needs=Capability.ANNOTATE, returns=ItemOut)
def release_item(request: Request, project_id: int, item_id: int) -> Response:
    """Give this clip back to the queue."""
    who = actor(request)
    return Response(_shown(who, actions.release(who, item_id).pk))


@operation("POST", needs=Capability.ANNOTATE, returns=ItemOut)
def submit_item(request: Request, project_id: int, item_id: int) -> Response:
    """Hand this clip on to review."""
    who = actor(request)
    return Response(_shown(who, actions.submit(who, item_id).pk))


@operation("POST", needs=Capability.MANAGE, takes=AssignIn, returns=AssignedOut)
def assign_items(request: Request, project_id: int) -> Response:
    """Give clips to a member, or to nobody."""
    given = body(request, AssignIn)
    changed = actions.assign(actor(request), Selection.parse(given), given["user_id"])
    return Response({"changed": changed})


def _shown(who: Actor, item_id: int) -> dict[str, Any]:
    # By the project, not by what is visible: who hands a clip on still gets its last state.
    return Shower(who)(datasets.shown(datasets.within(who)).get(pk=item_id))

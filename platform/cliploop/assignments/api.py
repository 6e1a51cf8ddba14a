"""Endpoints of the queue."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.access import Actor, Capability
from annotator.edits.edit import Edit
from annotator.edits.parse import parse_edit
from cliploop.annotations import queries as annotations
from cliploop.annotations.shapes import EditOut
from cliploop.api.operations import actor, body, operation
from cliploop.assignments import actions, queries
from cliploop.datasets import queries as datasets
from cliploop.datasets.actions.bulk import MOST_IDS, Selection
from cliploop.datasets.shapes import ItemOut, Shower

# The clips on a screen, and those that somebody skipped.
MOST_WITHOUT = 500


class NextIn(serializers.Serializer[Any]):
    """The items that are not wanted again: the last one, and others that are at hand already."""

    after = serializers.IntegerField(required=False, allow_null=True)
    without = serializers.ListField(
        child=serializers.IntegerField(min_value=1), required=False, max_length=MOST_WITHOUT
    )


class DecideIn(serializers.Serializer[Any]):
    """Labels, as of an edit, and the step to the next stage; no changes hand it on as it is."""

    edit_id = serializers.UUIDField()
    base = serializers.DictField(child=serializers.IntegerField(), required=False)
    changes = serializers.ListField(child=serializers.DictField(), required=False)
    unsure = serializers.BooleanField(default=False)


class RecallIn(serializers.Serializer[Any]):
    """The decision that is taken back, by its `edit_id`, and the edit that goes with it."""

    edit_id = serializers.UUIDField()
    base = serializers.DictField(child=serializers.IntegerField(), required=False)
    changes = serializers.ListField(child=serializers.DictField(), required=False)
    decision = serializers.UUIDField()


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
    given = body(request, NextIn)
    taken = actions.take_next(who, [given.get("after") or 0, *given.get("without", ())])
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


@operation("POST", needs=Capability.ANNOTATE, takes=DecideIn, returns=EditOut)
def decide_item(request: Request, project_id: int, item_id: int) -> Response:
    """Label this clip and hand it on, both or neither; the same decision again does no more."""
    who = actor(request)
    given = body(request, DecideIn)
    edit = _edit(request, who, item_id, given)
    return Response(asdict(actions.decide(who, item_id, edit, unsure=given["unsure"])))


@operation("POST", needs=Capability.ANNOTATE, takes=RecallIn, returns=EditOut)
def recall_item(request: Request, project_id: int, item_id: int) -> Response:
    """Take one's own decision on this clip back, as long as nobody went on with it."""
    who = actor(request)
    given = body(request, RecallIn)
    edit = _edit(request, who, item_id, given)
    return Response(asdict(actions.recall(who, item_id, given["decision"], edit)))


@operation("POST", needs=Capability.MANAGE, takes=AssignIn, returns=AssignedOut)
def assign_items(request: Request, project_id: int) -> Response:
    """Give clips to a member, or to nobody."""
    given = body(request, AssignIn)
    changed = actions.assign(actor(request), Selection.parse(given), given["user_id"])
    return Response({"changed": changed})


def _edit(request: Request, who: Actor, item_id: int, given: Mapping[str, Any]) -> Edit:
    """The edit in the body, read by the rules themselves; it may have no changes."""
    picture = annotations.picture(annotations.item(who, item_id))
    if not given.get("changes"):
        return Edit(str(given["edit_id"]), {}, ())
    return parse_edit(request.data, picture)


def _shown(who: Actor, item_id: int) -> dict[str, Any]:
    # By the project, not by what is visible: who hands a clip on still gets its last state.
    return Shower(who)(datasets.shown(datasets.within(who)).get(pk=item_id))

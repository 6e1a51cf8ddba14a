"""Endpoints of review and comments."""

from collections.abc import Sequence
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.access import Capability
from annotator.refusal import Code, Refusal
from cliploop.annotations.shapes import AnnotationOut, SpansOut
from cliploop.api.operations import actor, body, operation
from cliploop.api.paging import page
from cliploop.datasets import queries as datasets
from cliploop.datasets.models import Item
from cliploop.datasets.shapes import ItemOut, PersonOut, Shower, person
from cliploop.reviews import actions, queries
from cliploop.reviews.models import Comment

_DELETED = {"id": 0, "email": "", "name": "Deleted person", "is_admin": False}


class NoteIn(serializers.Serializer[Any]):
    """A comment pinned to a frame."""

    frame = serializers.IntegerField(min_value=0)
    text = serializers.CharField(max_length=4_000)
    annotation_id = serializers.UUIDField(required=False, allow_null=True)


class ResolvedIn(serializers.Serializer[Any]):
    """Whether a comment is dealt with."""

    resolved = serializers.BooleanField()


class CommentOut(serializers.Serializer[Any]):
    """What somebody said about a frame; `author.id` is 0 where their account was deleted."""

    id = serializers.IntegerField()
    item_id = serializers.IntegerField()
    frame = serializers.IntegerField()
    annotation_id = serializers.UUIDField(allow_null=True)
    text = serializers.CharField()
    author = PersonOut()
    created_at = serializers.DateTimeField()
    resolved = serializers.BooleanField()


class VerdictIn(serializers.Serializer[Any]):
    """A reviewer's verdict; a rejection needs a reason or a comment."""

    verdict = serializers.ChoiceField(choices=["approve", "reject"])
    reason = serializers.CharField(required=False, default="", allow_blank=True, max_length=500)
    comment = NoteIn(required=False, allow_null=True)


class WaitingOut(serializers.Serializer[Any]):
    """An item in review, with what changed in it."""

    item = ItemOut()
    submitted_at = serializers.DateTimeField(allow_null=True)
    added = serializers.IntegerField()
    changed = serializers.IntegerField()
    removed = serializers.IntegerField()


class ChangesOut(serializers.Serializer[Any]):
    """The annotations, and the frames that nobody trains on, before and after the author's work."""

    author = PersonOut(allow_null=True)
    submitted_at = serializers.DateTimeField(allow_null=True)
    before = AnnotationOut(many=True)
    after = AnnotationOut(many=True)
    skips_before = SpansOut()
    skips_after = SpansOut()


@operation("GET", needs=Capability.REVIEW, returns=WaitingOut, many=True)
def list_waiting(request: Request, project_id: int) -> Response:
    """What waits for review, the longest waiting first."""
    who = actor(request)
    show, counts = Shower(who), dict[int, dict[str, int]]()

    def shown(item: Item) -> dict[str, Any]:
        return {"item": show(item), "submitted_at": item.submitted_at, **counts[item.pk]}

    def prepare(items: Sequence[Item]) -> None:
        counts.update(queries.change_counts(items))

    order = ["submitted_at", "id"]
    return page(queries.waiting(who), order, request, shown, prepare=prepare)


@operation("GET", needs=Capability.VIEW, returns=ChangesOut)
def read_changes(request: Request, project_id: int, item_id: int) -> Response:
    """What the author changed."""
    item = datasets.item(actor(request), item_id)
    told = {"author": person(item.author), "submitted_at": item.submitted_at}
    return Response(told | queries.changes(item))


@operation("POST", needs=Capability.REVIEW, takes=VerdictIn, returns=ItemOut)
def review_item(request: Request, project_id: int, item_id: int) -> Response:
    """Approve, or reject with a reason or a comment."""
    who, given = actor(request), body(request, VerdictIn)
    if given["verdict"] == "approve":
        actions.approve(who, item_id, given.get("comment"))
    else:
        actions.reject(who, item_id, given["reason"], given.get("comment"))
    return Response(Shower(who)(datasets.item(who, item_id)))


@operation("GET", needs=Capability.VIEW, returns=CommentOut, plain=True)
def list_comments(request: Request, project_id: int, item_id: int) -> Response:
    """The comments on a clip, by frame."""
    return Response([_shown(one) for one in queries.comments(actor(request), item_id)])


@operation("POST", needs=Capability.COMMENT, takes=NoteIn, returns=CommentOut, status=201)
def create_comment(request: Request, project_id: int, item_id: int) -> Response:
    """Pin a comment to a frame."""
    made = actions.comment(actor(request), item_id, body(request, NoteIn))
    return Response(_shown(made), status=201)


@operation("PATCH", needs=Capability.COMMENT, takes=ResolvedIn, returns=CommentOut)
def resolve_comment(request: Request, project_id: int, item_id: int, comment_id: int) -> Response:
    """Say that a comment is dealt with, or is not after all."""
    given = body(request, ResolvedIn)
    if "resolved" not in given:
        raise Refusal(Code.INVALID, "resolved: Missing", fields={"resolved": "Missing"})
    done = actions.resolve(actor(request), item_id, comment_id, given["resolved"])
    return Response(_shown(done))


def _shown(one: Comment) -> dict[str, Any]:
    return {
        "id": one.pk,
        "item_id": one.item_id,
        "frame": one.frame,
        "annotation_id": one.annotation_id,
        "text": one.text,
        "author": person(one.author) or _DELETED,
        "created_at": one.created_at,
        "resolved": one.resolved,
    }

"""Endpoints of annotations, their edits, and classes in use."""

from dataclasses import asdict
from functools import partial
from typing import Any
from uuid import UUID

from orjson import Fragment
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.access import Capability
from annotator.edits.parse import parse_edit
from cliploop.annotations import queries
from cliploop.annotations.actions import assist, edits, many, suggestions
from cliploop.annotations.models import Suggestion
from cliploop.annotations.shapes import (
    AnnotationsOut,
    ArchivedOut,
    CountOut,
    DecisionIn,
    EditIn,
    EditOut,
    LoggedEditOut,
    MergeIn,
    OutlineIn,
    SuggestionOut,
    TaggedOut,
    TagIn,
    TrackIn,
)
from cliploop.api.operations import actor, body, operation
from cliploop.api.paging import page
from cliploop.datasets import queries as datasets
from cliploop.datasets.actions import leases
from cliploop.datasets.actions.bulk import Selection
from cliploop.datasets.models import Item
from cliploop.jobs import queries as jobs
from cliploop.jobs.shapes import JobOut
from cliploop.projects.actions import classes


@operation("GET", needs=Capability.VIEW, returns=AnnotationsOut)
def list_annotations(request: Request, project_id: int, item_id: int) -> Response:
    """All that is said about a clip, with the revision that it is of."""
    who = actor(request)
    item, annotations = queries.said(who, item_id)
    rows = [Fragment(text) for text in annotations]
    if who.user_id is not None and not who.sees_all:
        leases.remember(who.user_id, Item.objects.filter(pk=item.pk))
    return Response({"revision": item.revision, "skips": item.skips, "annotations": rows})


@operation("POST", needs=Capability.ANNOTATE, takes=EditIn, returns=EditOut)
def create_edit(request: Request, project_id: int, item_id: int) -> Response:
    """Apply an edit, all or nothing; the same one again gets the same answer."""
    who = actor(request)
    # Read by the rules themselves, which name every field by its path.
    edit = parse_edit(request.data, queries.picture(queries.item(who, item_id)))
    return Response(asdict(edits.apply(who, item_id, edit)))


@operation("GET", needs=Capability.VIEW, returns=LoggedEditOut, many=True)
def list_edits(request: Request, project_id: int, item_id: int) -> Response:
    """The clip's edits, newest first."""
    item = datasets.item(actor(request), item_id)
    return page(queries.history(item), ["-revision"], request, _logged)


@operation("POST", needs=Capability.ANNOTATE, takes=TrackIn, returns=JobOut, status=202)
def track_shape(request: Request, project_id: int, item_id: int) -> Response:
    """Have a shape followed. The job's result is {keyframes, until}; nothing else is stored."""
    asked = assist.Following(**body(request, TrackIn))
    return Response(jobs.shown(assist.track(actor(request), item_id, asked)), status=202)


@operation("POST", needs=Capability.ANNOTATE, takes=OutlineIn, returns=JobOut, status=202)
def outline_thing(request: Request, project_id: int, item_id: int) -> Response:
    """Have a thing outlined. The job's result is {shape, by}; nothing else is stored."""
    job = assist.outline(actor(request), item_id, **body(request, OutlineIn))
    return Response(jobs.shown(job), status=202)


@operation("GET", needs=Capability.VIEW, returns=SuggestionOut, many=True)
def list_suggestions(request: Request, project_id: int, item_id: int) -> Response:
    """Edits that came too late to be applied: for reviewers the open ones, and always one's own.

    Oldest first.
    """
    who = actor(request)
    rows, prepare = queries.suggestions(who, item_id), partial(queries.renew, who)
    return page(rows, ["created_at", "id"], request, _suggested, prepare=prepare)


@operation("POST", needs=Capability.REVIEW, takes=DecisionIn, returns=EditOut)
def decide_suggestions(request: Request, project_id: int, item_id: int) -> Response:
    """Apply what suggestions come to as one edit, or dismiss them."""
    who, given = actor(request), body(request, DecisionIn)
    if given["verdict"] == "dismiss":
        return Response(asdict(suggestions.dismiss(who, item_id, given["ids"])))
    # Read by the rules themselves, which name every field by its path.
    changes, base = given["changes"], given["base"]
    return Response(asdict(suggestions.apply(who, item_id, given["ids"], changes, base)))


@operation("POST", needs=Capability.ANNOTATE, takes=TagIn, returns=TaggedOut)
def tag_items(request: Request, project_id: int) -> Response:
    """Tag the whole of many clips."""
    given = body(request, TagIn)
    changed = many.tag(actor(request), Selection.parse(given), given["class_id"])
    return Response(TaggedOut(changed).data)


@operation("POST", needs=Capability.ANNOTATE, returns=TaggedOut)
def undo_tags(request: Request, project_id: int, batch: UUID) -> Response:
    """Take back what one tagged at once, where it is still as it was left."""
    return Response(TaggedOut(many.undo_tags(actor(request), batch)).data)


@operation("DELETE", needs=Capability.MANAGE, status=204)
def delete_class(request: Request, project_id: int, class_id: int) -> Response:
    """Delete a class that nothing is of."""
    many.delete_class(actor(request), class_id)
    return Response(status=204)


@operation("POST", needs=Capability.MANAGE, takes=MergeIn, returns=CountOut)
def merge_class(request: Request, project_id: int, class_id: int) -> Response:
    """Turn all annotations of a class into another's, and delete it."""
    into = body(request, MergeIn)["into"]
    return Response({"changed": many.merge_class(actor(request), class_id, into)})


@operation("POST", needs=Capability.MANAGE, returns=ArchivedOut)
def archive_class(request: Request, project_id: int, class_id: int) -> Response:
    """Take a class out of use; what is of it stays."""
    done = classes.archive_class(actor(request), class_id)
    return Response({"id": done.pk, "name": done.name, "archived": done.archived})


def _logged(row: Any) -> dict[str, Any]:
    return {
        "id": row.pk,
        "revision": row.revision,
        "author": queries.person(row.author),
        "model_id": row.model_id,
        "changes": Fragment(row.told),
        "created_at": row.created_at,
    }


def _suggested(row: Suggestion) -> dict[str, Any]:
    return {
        "id": row.pk,
        "author": queries.person(row.author),
        "created_at": row.created_at,
        "base": row.base,
        "changes": row.changes,
        "reason": row.reason,
        "verdict": row.verdict or None,
        "decided_by": queries.person(row.decided_by),
        "decided_at": row.decided_at,
    }

"""Endpoints of exports and releases."""

from typing import Any

from django.db import transaction
from django.http import StreamingHttpResponse
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.access import Capability
from annotator.fields import invalid
from annotator.formats.registry import FORMATS
from cliploop.accounts.shapes import UserOut
from cliploop.api.operations import actor, body, operation
from cliploop.api.paging import page
from cliploop.exchange import actions
from cliploop.exchange.streaming import attachment
from cliploop.releases import actions as freezing
from cliploop.releases import queries as releases
from cliploop.releases.models import Release


class ReleaseOut(serializers.ModelSerializer[Release]):
    """A release."""

    created_by = UserOut(allow_null=True)
    by_class = serializers.DictField(child=serializers.IntegerField())

    class Meta:
        """What is shown."""

        model = Release
        fields = (
            "id",
            "name",
            "hash",
            "items",
            "annotations",
            "by_class",
            "purpose",
            "created_at",
            "created_by",
        )


class ReleaseIn(serializers.Serializer[Any]):
    """A release to freeze; without a filter of the completed items."""

    name = serializers.CharField(max_length=120)
    filter = serializers.DictField(required=False, default=dict)


class FormatQuery(serializers.Serializer[Any]):
    """The format to write, and whether shapes go out as they were drawn or as boxes."""

    format = serializers.ChoiceField(choices=[one.name for one in FORMATS], default="darwin")
    shapes = serializers.ChoiceField(choices=["drawn", "boxes"], default="drawn")


class ExportQuery(FormatQuery):
    """The format, and which items and labels: comma lists mean either.

    `label` names whose labels go out; without it people's do.
    """

    dataset = serializers.CharField(required=False)
    stage = serializers.CharField(required=False)
    state = serializers.CharField(required=False)
    tag = serializers.CharField(required=False)
    folder = serializers.CharField(required=False)
    assignee = serializers.CharField(required=False)
    confidence_min = serializers.CharField(required=False)
    confidence_max = serializers.CharField(required=False)
    q = serializers.CharField(required=False)
    cell = serializers.CharField(required=False)

    def get_fields(self) -> dict[str, Any]:
        """The fields, with those whose names the framework keeps for itself."""
        named = {name: serializers.CharField(required=False) for name in ("label", "source")}
        return {**super().get_fields(), **named}


@operation("GET", needs=Capability.EXPORT, query=ExportQuery, media="application/zip")
def export(request: Request, project_id: int) -> StreamingHttpResponse:
    """The labels as they are now, a file for each item; takes the filters of the item list."""
    given = {name: ",".join(values) for name, values in request.query_params.lists()}
    wanted, shapes = given.pop("format", "darwin"), given.pop("shapes", "drawn")
    pieces = actions.export(actor(request), wanted, given, boxes=_boxes(shapes))
    return attachment(pieces, f"export-{wanted}.zip")


@operation("GET", needs=Capability.VIEW, returns=ReleaseOut, many=True)
def list_releases(request: Request, project_id: int) -> Response:
    """The project's releases, newest first."""
    return page(releases.within(actor(request)), ["-id"], request, ReleaseOut)


@operation("POST", needs=Capability.EXPORT, takes=ReleaseIn, returns=ReleaseOut, status=201)
def freeze(request: Request, project_id: int) -> Response:
    """Freeze the items that a filter means, with their labels."""
    given = body(request, ReleaseIn)
    with transaction.atomic():
        items, sources = actions.meant(actor(request), given["filter"])
        made = freezing.freeze(actor(request), given["name"], items, sources=sources)
    return Response(ReleaseOut(made).data, status=201)


@operation("GET", needs=Capability.EXPORT, query=FormatQuery, media="application/zip")
def download(request: Request, project_id: int, release_id: int) -> StreamingHttpResponse:
    """A release's labels as they were frozen."""
    wanted = request.query_params.get("format", "darwin")
    boxes = _boxes(request.query_params.get("shapes", "drawn"))
    name, pieces = actions.download(actor(request), release_id, wanted, boxes=boxes)
    return attachment(pieces, f"{name}.zip")


def _boxes(shapes: str) -> bool:
    if shapes not in ("drawn", "boxes"):
        raise invalid("shapes", "Must be drawn or boxes")
    return shapes == "boxes"

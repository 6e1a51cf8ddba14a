"""Endpoints of datasets and items."""

import json
from collections.abc import Iterator
from dataclasses import fields
from typing import Any
from uuid import UUID

from django.http import HttpResponse, StreamingHttpResponse
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.access import Capability
from annotator.refusal import Code, Refusal
from cliploop.api.operations import actor, body, operation, query
from cliploop.api.paging import page
from cliploop.api.streaming import streamed
from cliploop.datasets import queries
from cliploop.datasets.actions import bulk, records
from cliploop.datasets.filters import ItemFilter, sort_order
from cliploop.datasets.shapes import DatasetOut, ItemOut, Shower, shown_dataset
from cliploop.storage import queries as storage
from cliploop.videos import queries as videos
from cliploop.videos import ranges
from cliploop.videos.actions import stills
from cliploop.videos.models import Rendition

NUMBERS_AT_ONCE = 100


class FilterIn(serializers.Serializer[Any]):
    """Which items, as of `ItemFilter`, and in what order; comma lists mean either."""

    def get_fields(self) -> dict[str, Any]:
        """The fields: the framework keeps some of their names for itself."""
        names = (*(one.name for one in fields(ItemFilter)), "sort")
        return {name: serializers.CharField(required=False, allow_blank=True) for name in names}


class FacetsOut(serializers.Serializer[Any]):
    """Counts by value; a filter does not count against its own values."""

    total = serializers.IntegerField()
    seconds = serializers.FloatField()
    stages = serializers.DictField(child=serializers.IntegerField())
    states = serializers.DictField(child=serializers.IntegerField())
    tags = serializers.DictField(child=serializers.IntegerField())
    sources = serializers.DictField(child=serializers.IntegerField())
    folders = serializers.DictField(child=serializers.IntegerField())
    labels = serializers.DictField(child=serializers.IntegerField())
    datasets = serializers.DictField(child=serializers.IntegerField())
    assignees = serializers.DictField(child=serializers.IntegerField())
    confidence = serializers.ListField(child=serializers.IntegerField())


class DatasetIn(serializers.Serializer[Any]):
    """A dataset's name, and its workflow where it is not the default."""

    name = serializers.CharField(max_length=120)
    workflow = serializers.DictField(required=False)


class ItemIn(serializers.Serializer[Any]):
    """What may be said of an item."""

    name = serializers.CharField(max_length=255)
    folder = serializers.CharField(max_length=255, allow_blank=True)

    def get_fields(self) -> dict[str, Any]:
        """The fields, with the one whose name the framework keeps for itself."""
        return {**super().get_fields(), "source": serializers.CharField(max_length=255)}


class FrameMapOut(serializers.Serializer[Any]):
    """What each frame of the item shows."""

    frames = serializers.IntegerField()
    rate = serializers.DictField(child=serializers.IntegerField())
    source_frames = serializers.ListField(child=serializers.IntegerField())
    seconds = serializers.ListField(child=serializers.FloatField())


class SelectionIn(serializers.Serializer[Any]):
    """Which items: ids, or the filter of the list."""

    ids = serializers.ListField(
        child=serializers.IntegerField(min_value=1), required=False, max_length=bulk.MOST_IDS
    )
    filter = serializers.DictField(required=False)


class BulkIn(SelectionIn):
    """One change of many items."""

    action = serializers.CharField()
    stage = serializers.CharField(required=False, default="")
    reason = serializers.CharField(required=False, default="", allow_blank=True, max_length=500)
    folder = serializers.CharField(required=False, default="", allow_blank=True, max_length=255)

    def get_fields(self) -> dict[str, Any]:
        """The fields, with the one whose name the framework keeps for itself."""
        named = serializers.CharField(required=False, default="", max_length=255)
        return {**super().get_fields(), "source": named}


class ChangedOut(serializers.Serializer[Any]):
    """How many were changed, and the batch to undo it by."""

    changed = serializers.IntegerField()
    skipped = serializers.IntegerField()
    batch = serializers.UUIDField()


@operation("GET", needs=Capability.VIEW, returns=DatasetOut, plain=True)
def list_datasets(request: Request, project_id: int) -> Response:
    """The project's datasets, by name."""
    return Response([shown_dataset(one) for one in queries.datasets(actor(request))])


@operation("POST", needs=Capability.MANAGE, takes=DatasetIn, returns=DatasetOut, status=201)
def create_dataset(request: Request, project_id: int) -> Response:
    """A new dataset with the default workflow."""
    given = body(request, DatasetIn)
    made = records.create_dataset(actor(request), given["name"], given.get("workflow"))
    return Response(shown_dataset(made), status=201)


@operation("PATCH", needs=Capability.MANAGE, takes=DatasetIn, returns=DatasetOut)
def change_dataset(request: Request, project_id: int, dataset_id: int) -> Response:
    """Rename a dataset, or change its workflow."""
    records.change_dataset(actor(request), dataset_id, body(request, DatasetIn))
    found = queries.datasets(actor(request)).get(pk=dataset_id)
    return Response(shown_dataset(found))


@operation("DELETE", needs=Capability.MANAGE, status=204)
def delete_dataset(request: Request, project_id: int, dataset_id: int) -> Response:
    """Put a dataset and its items into the trash."""
    records.delete_dataset(actor(request), dataset_id)
    return Response(status=204)


@operation("GET", needs=Capability.VIEW, query=FilterIn, returns=ItemOut, many=True)
def list_items(request: Request, project_id: int) -> Response:
    """The items that a filter means, sorted."""
    given = query(request, FilterIn)
    order = sort_order(given.pop("sort", "") or "newest")
    who = actor(request)
    items = queries.shown(queries.filtered(who, ItemFilter.parse(given)))
    return page(items, order, request, Shower(who))


@operation("GET", needs=Capability.VIEW, query=FilterIn, returns=FacetsOut)
def list_facets(request: Request, project_id: int) -> Response:
    """How many of those items there are by each value of each filter."""
    given = query(request, FilterIn)
    given.pop("sort", None)
    return Response(queries.facets(actor(request), ItemFilter.parse(given)))


@operation("GET", needs=Capability.VIEW, returns=ItemOut)
def read_item(request: Request, project_id: int, item_id: int) -> Response:
    """One item."""
    who = actor(request)
    return Response(Shower(who)(queries.item(who, item_id)))


@operation("PATCH", needs=Capability.UPLOAD, takes=ItemIn, returns=ItemOut)
def change_item(request: Request, project_id: int, item_id: int) -> Response:
    """Name an item, its source or its folder."""
    who = actor(request)
    records.change_item(who, item_id, body(request, ItemIn))
    return Response(Shower(who)(queries.item(who, item_id)))


@operation("GET", needs=Capability.VIEW, returns=FrameMapOut)
def read_map(request: Request, project_id: int, item_id: int) -> StreamingHttpResponse:
    """Source frame and seconds of every frame. It never changes, so it is cached for good."""
    rendition = _ready(request, item_id)
    # Read before the answer begins: what is not there is a problem, and no broken answer.
    told = _mapped(rendition, videos.frame_map(rendition))
    headers = {"Cache-Control": "private, max-age=86400, immutable"}
    return StreamingHttpResponse(streamed(told), headers=headers, content_type="application/json")


@operation("GET", needs=Capability.VIEW, media="image/webp")
def read_frame(request: Request, project_id: int, item_id: int, frame: int) -> HttpResponse:
    """One frame at full resolution; as its proxy has it where the original is gone or too slow.

    `not-ready` while it is still being drawn: ask again.
    """
    rendition = _ready(request, item_id)
    shows = videos.source_frame(rendition, frame)
    if shows is None:
        raise Refusal(Code.NOT_FOUND, f"The last frame is {(rendition.frames or 0) - 1}")
    tag = f'"{stills.place_of(rendition, frame, shows)}"'
    headers = {"ETag": tag, "Cache-Control": "private, max-age=86400, immutable"}
    if ranges.is_known(request.headers, tag):
        return HttpResponse(status=304, headers=headers)
    path = stills.still(rendition, frame, shows)
    headers["ETag"] = f'"{path}"'
    with storage.open_path(path) as file:
        return HttpResponse(file.read(), headers=headers, content_type="image/webp")


@operation("POST", needs=Capability.MANAGE, takes=BulkIn, returns=ChangedOut)
def change_items(request: Request, project_id: int) -> Response:
    """Move, delete, restore or name the source or folder of many items."""
    given = body(request, BulkIn)
    named = {name: given[name] for name in ("action", "stage", "reason", "source", "folder")}
    wanted = bulk.Change(**named)
    changed = bulk.change(actor(request), bulk.Selection.parse(given), wanted)
    return Response(ChangedOut(changed).data)


@operation("POST", needs=Capability.MANAGE, returns=ChangedOut)
def undo_items(request: Request, project_id: int, batch: UUID) -> Response:
    """Put back what a bulk move moved."""
    return Response(ChangedOut(bulk.undo(actor(request), batch)).data)


def _mapped(rendition: Rendition, found: videos.FrameMap) -> Iterator[str]:
    """A frame map as JSON, piece by piece: of millions of frames a list of each would be large."""
    source_frames, seconds = found
    rate = {"numerator": rendition.rate_numerator, "denominator": rendition.rate_denominator}
    yield f'{{"frames":{len(seconds)},"rate":{json.dumps(rate)}'
    for name, numbers in (("source_frames", source_frames), ("seconds", seconds)):
        yield f',"{name}":['
        for start in range(0, len(numbers), NUMBERS_AT_ONCE):
            piece = json.dumps(numbers[start : start + NUMBERS_AT_ONCE].tolist())
            yield f"{',' if start else ''}{piece[1:-1]}"
        yield "]"
    yield "}"


def _ready(request: Request, item_id: int) -> Rendition:
    rendition = queries.item(actor(request), item_id).rendition
    if rendition is None or rendition.ready_at is None:
        raise Refusal(Code.NOT_READY, "This clip is still being prepared")
    return rendition

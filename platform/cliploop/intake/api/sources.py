"""Files that lie on the server or in a bucket: looking at them, and taking them in."""

import math
from fractions import Fraction
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator import rates
from annotator.access import Capability
from annotator.refusal import Code, Refusal
from cliploop.api.fields import NumberField
from cliploop.api.operations import actor, body, operation, query
from cliploop.api.paging import limit
from cliploop.intake.actions import entry, registering
from cliploop.storage import roots
from cliploop.storage.found import Found


class RootOut(serializers.Serializer[Any]):
    """A folder or bucket that may be registered from."""

    id = serializers.CharField()
    url = serializers.CharField()

    def get_fields(self) -> dict[str, Any]:
        """The fields, with the one whose name the framework keeps for itself."""
        return {**super().get_fields(), "label": serializers.CharField()}


class FilesIn(serializers.Serializer[Any]):
    """Which folder below the root; nothing is the root itself."""

    prefix = serializers.CharField(required=False, allow_blank=True, default="")


class FileOut(serializers.Serializer[Any]):
    """A file or folder. `path` is relative to the root."""

    name = serializers.CharField()
    path = serializers.CharField()
    kind = serializers.ChoiceField(choices=["folder", "file"])
    size_bytes = serializers.IntegerField()


class FilesOut(serializers.Serializer[Any]):
    """What lies in a folder, a page of it. `next` is the cursor of the next page."""

    results = FileOut(many=True)
    next = serializers.CharField(allow_null=True)


class BelowOut(serializers.Serializer[Any]):
    """How many videos lie below a folder, and how large they are together."""

    files = serializers.IntegerField()
    size_bytes = serializers.IntegerField()


class WantedIn(serializers.Serializer[Any]):
    """How files become items. `as` is `frames` where each frame is to be an item of its own."""

    dataset = serializers.CharField(required=False, allow_blank=True, default="", max_length=120)
    fps = serializers.CharField(required=False, default="native", max_length=40)

    def get_fields(self) -> dict[str, Any]:
        """The fields, with the one whose name Python keeps for itself."""
        way = serializers.ChoiceField(choices=["clips", "frames"], default="clips")
        return {**super().get_fields(), "as": way}


class RegisterIn(WantedIn):
    """Which files: `paths`, or all below `prefix`. `sources` names recordings by path.

    `after` is the `next` of the answer before. `as` may also be `pictures`: then these are folders,
    and the pictures in each are the frames of one item.
    """

    paths = serializers.ListField(
        child=serializers.CharField(max_length=1_000), required=False, min_length=1
    )
    prefix = serializers.CharField(required=False, allow_blank=True, max_length=1_000)
    after = serializers.CharField(required=False, allow_blank=True, default="", max_length=1_000)
    sources = serializers.DictField(
        child=serializers.CharField(max_length=255), required=False, default=dict
    )

    def get_fields(self) -> dict[str, Any]:
        """The fields, with the one whose name the framework keeps for itself."""
        way = serializers.ChoiceField(choices=["clips", "frames", "pictures"], default="clips")
        root = serializers.CharField(max_length=40)
        return {**super().get_fields(), "as": way, "root": root}


class RegisteredOut(serializers.Serializer[Any]):
    """The new items; how many files were items already; `next` if more files are left."""

    items = serializers.ListField(child=serializers.IntegerField())
    known = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)


class LengthIn(serializers.Serializer[Any]):
    """How long a video is."""

    name = serializers.CharField(max_length=255)
    seconds = NumberField(min_value=0.001, max_value=1e7)

    def validate_seconds(self, value: float) -> float:
        """The length, if it is a number: of NaN no comparison says that it is not."""
        if math.isnan(value):
            raise serializers.ValidationError("Must be a number")
        return value


class PlanIn(serializers.Serializer[Any]):
    """Videos, and how many frames all of them together may have."""

    videos = serializers.ListField(child=LengthIn(), min_length=1, max_length=10_000)
    frames = serializers.IntegerField(min_value=1, max_value=2_000_000_000)


class PlannedOut(serializers.Serializer[Any]):
    """The frames of one video."""

    name = serializers.CharField()
    frames = serializers.IntegerField()


class PlanOut(serializers.Serializer[Any]):
    """One rate for all videos, as `fps` of an upload takes it, and the frames that come of it."""

    fps = serializers.CharField()
    total = serializers.IntegerField()
    videos = PlannedOut(many=True)


@operation("GET", needs=Capability.UPLOAD, returns=RootOut, plain=True)
def list_roots(request: Request, project_id: int) -> Response:
    """The folders and buckets that an administrator allows to register from."""
    shown = [{"id": one.name, "label": one.name, "url": one.base} for one in roots.roots()]
    return Response(shown)


@operation("GET", needs=Capability.UPLOAD, query=FilesIn, returns=FilesOut)
def list_files(request: Request, project_id: int, root: str) -> Response:
    """What lies in a folder below a root, folders first; hidden and other files are left out."""
    prefix, after = query(request, FilesIn)["prefix"], request.query_params.get("cursor", "")
    if after and after[0] not in "01":
        raise Refusal(Code.INVALID, "cursor: not one of this list. Start again without it")
    found, more = roots.root(root).children(prefix, after, limit(request))
    return Response({"results": [_shown(one) for one in found], "next": more})


@operation("GET", needs=Capability.UPLOAD, query=FilesIn, returns=BelowOut)
def count_files(request: Request, project_id: int, root: str) -> Response:
    """How many videos lie below a folder: what registering all of it would take."""
    found = list(roots.root(root).below(query(request, FilesIn)["prefix"]))
    return Response({"files": len(found), "size_bytes": sum(one.size_bytes for one in found)})


@operation("POST", needs=Capability.UPLOAD, takes=RegisterIn, returns=RegisteredOut, status=201)
def register_files(request: Request, project_id: int) -> Response:
    """Make items of files where they lie, some at a time. Call it again while there is a `next`."""
    given = body(request, RegisterIn)
    if ("paths" in given) == ("prefix" in given):
        what = "Name files by paths, or a folder by prefix; one of the two"
        raise Refusal(Code.INVALID, what, fields={"paths": what})
    order = registering.Order(
        given["root"],
        wanted(given),
        given.get("paths"),
        given.get("prefix", ""),
        given["after"],
        given["as"] == "pictures",
        given["sources"],
    )
    made = registering.register(actor(request), order)
    shown = {"items": [one.pk for one in made.items], "known": made.known, "next": made.next}
    return Response(shown, status=201)


@operation("POST", needs=Capability.UPLOAD, takes=PlanIn, returns=PlanOut)
def plan_rate(request: Request, project_id: int) -> Response:
    """One frame rate for many videos, so that a budget of frames reaches all of them."""
    given = body(request, PlanIn)
    videos = given["videos"]
    found = rates.plan([Fraction(str(one["seconds"])) for one in videos], given["frames"])
    shown = [
        {"name": one["name"], "frames": frames}
        for one, frames in zip(videos, found.frames, strict=True)
    ]
    return Response({"fps": str(found.rate), "total": found.total, "videos": shown})


def wanted(given: dict[str, Any]) -> entry.Wanted:
    """How files become items, as a `WantedIn` says it."""
    rate = entry.parse_rate(given["fps"])
    return entry.Wanted(given["dataset"], rate, given.get("as") == "frames")


def _shown(one: Found) -> dict[str, Any]:
    kind = "folder" if one.is_folder else "file"
    return {"name": one.name, "path": one.path, "kind": kind, "size_bytes": one.size_bytes}

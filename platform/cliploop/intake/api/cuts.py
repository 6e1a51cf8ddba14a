"""Cutting an item into parts."""

from functools import partial
from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator import cuts
from annotator.access import Capability
from annotator.refusal import Code, Refusal
from cliploop.api.operations import actor, body, operation
from cliploop.datasets import queries
from cliploop.intake.actions import cutting
from cliploop.intake.actions.cutting import Ways


class CutIn(serializers.Serializer[Any]):
    """Where to cut: by shots, `length` in frames, or `ranges`.

    Shots begin at `boundaries`, or else where they were found to.
    """

    by = serializers.ChoiceField(choices=["shots", "length", "ranges"])
    boundaries = serializers.ListField(
        child=serializers.IntegerField(min_value=0), required=False, max_length=cuts.MOST
    )
    length = serializers.IntegerField(min_value=1, max_value=2_000_000_000, required=False)
    ranges = serializers.ListField(
        child=serializers.ListField(
            child=serializers.IntegerField(min_value=0), min_length=2, max_length=2
        ),
        required=False,
        max_length=cuts.MOST,
    )


class CutOut(serializers.Serializer[Any]):
    """The parts, in the order of the clip."""

    items = serializers.ListField(child=serializers.IntegerField())


@operation("POST", needs=Capability.UPLOAD, takes=CutIn, returns=CutOut, status=201)
def cut_item(request: Request, project_id: int, item_id: int) -> Response:
    """Make items of parts of one, of the same source; the one itself stays as it is."""
    who, given = actor(request), body(request, CutIn)
    if given["by"] == "shots" and "boundaries" not in given:
        given["boundaries"] = queries.boundaries(who, item_id)
    parts = cutting.cut(who, item_id, _ways(given))
    return Response({"items": [one.pk for one in parts]}, status=201)


def _ways(given: dict[str, Any]) -> Ways:
    needed = {"length": "length", "ranges": "ranges"}.get(given["by"])
    if needed and needed not in given:
        what = f"Is needed to cut by {given['by']}"
        raise Refusal(Code.INVALID, f"{needed}: {what}", fields={needed: what})
    if given["by"] == "length":
        return partial(cuts.evenly, length=given["length"])
    if given["by"] == "shots":
        return partial(cuts.at, boundaries=given["boundaries"])
    return partial(cuts.by_hand, ranges=given["ranges"])

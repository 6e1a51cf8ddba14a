"""Endpoints of alerts: who is told where a class was seen."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.access import Capability
from cliploop.api.fields import NumberField
from cliploop.api.operations import actor, body, operation
from cliploop.api.paging import page
from cliploop.serving import queries, shapes
from cliploop.serving.actions import alerting


class AlertIn(serializers.Serializer[Any]):
    """Tell `url`, once an event, where a class is at least so likely for so many seconds."""

    class_id = serializers.IntegerField()
    threshold = NumberField(min_value=0.01, max_value=1.0, default=0.8)
    seconds = NumberField(min_value=0, max_value=3600, default=2.0)
    url = serializers.CharField(max_length=500)
    secret = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


@operation("GET", needs=Capability.MANAGE, returns=shapes.AlertOut, plain=True)
def list_alerts(request: Request, project_id: int) -> Response:
    """The project's alerts."""
    return Response(shapes.AlertOut(queries.alerts(actor(request)), many=True).data)


@operation("POST", needs=Capability.MANAGE, takes=AlertIn, returns=shapes.AlertOut, status=201)
def create_alert(request: Request, project_id: int) -> Response:
    """Have an address told wherever a model sees a class."""
    given = body(request, AlertIn)
    made = alerting.create(actor(request), given.pop("class_id"), **given)
    return Response(shapes.AlertOut(made).data, status=201)


@operation("DELETE", needs=Capability.MANAGE, status=204)
def remove_alert(request: Request, project_id: int, alert_id: int) -> Response:
    """Look for it no more."""
    alerting.remove(actor(request), alert_id)
    return Response(status=204)


@operation("GET", needs=Capability.MANAGE, returns=shapes.EventOut, many=True)
def list_events(request: Request, project_id: int, alert_id: int) -> Response:
    """What an alert has found, newest first, and whether that was told."""
    found = queries.alert(actor(request), alert_id).events.select_related("job")
    return page(found, ["-id"], request, shapes.event)

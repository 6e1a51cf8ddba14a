"""Endpoints of how fast models are here."""

from typing import Any
from uuid import UUID

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.access import Capability
from cliploop.api.fields import NumberField
from cliploop.api.operations import body, operation, signed_in
from cliploop.jobs import queries as jobs
from cliploop.jobs.shapes import JobOut
from cliploop.serving import queries, shapes
from cliploop.serving.actions import measuring


class MeasureIn(serializers.Serializer[Any]):
    """What to measure: entries of the zoo by key, none means all; each for so many seconds."""

    entries = serializers.ListField(
        child=serializers.CharField(max_length=40), required=False, default=list, max_length=100
    )
    preset = serializers.ChoiceField(choices=["full", "tiny"], default="full")
    seconds = NumberField(min_value=0.1, max_value=600, default=10)


@operation("GET", needs=Capability.SIGNED_IN, returns=shapes.SpeedOut, plain=True)
def list_speeds(request: Request) -> Response:
    """How fast the models of the zoo are here, the newest figures first."""
    return Response([shapes.speed(one) for one in queries.speeds()])


@operation("POST", needs=Capability.ADMIN, takes=MeasureIn, returns=JobOut, status=201)
def measure_speeds(request: Request) -> Response:
    """Measure models, as soon as the gpu queue comes to it."""
    given = body(request, MeasureIn)
    job = measuring.start(
        signed_in(request).pk, given["entries"], given["preset"], given["seconds"]
    )
    return Response(jobs.shown(job), status=201)


@operation("GET", needs=Capability.ADMIN, returns=JobOut)
def read_measuring(request: Request, job_id: UUID) -> Response:
    """How far a measurement is."""
    return Response(jobs.shown(queries.measuring(job_id)))

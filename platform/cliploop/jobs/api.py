"""Endpoints of jobs."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.access import Capability
from annotator.refusal import Code, Refusal
from cliploop.api.operations import actor, operation, query
from cliploop.api.paging import page
from cliploop.jobs import actions, health, queries
from cliploop.jobs.shapes import JobOut


class JobFilter(serializers.Serializer[Any]):
    """Comma lists; none means all."""

    kind = serializers.CharField(required=False, default="")
    state = serializers.CharField(required=False, default="")


@operation("GET", needs=Capability.VIEW, query=JobFilter, returns=JobOut, many=True)
def list_jobs(request: Request, project_id: int) -> Response:
    """The project's background work, newest first."""
    given = query(request, JobFilter)
    kinds, states = ([one for one in given[name].split(",") if one] for name in ("kind", "state"))
    found = queries.filtered(actor(request), kinds=kinds, states=states)
    return page(found, ["-created_at", "-id"], request, queries.shown)


@operation("GET", needs=Capability.VIEW, returns=JobOut)
def read_job(request: Request, project_id: int, job_id: UUID) -> Response:
    """One job."""
    found = queries.visible(actor(request)).filter(pk=job_id).first()
    if found is None:
        raise Refusal(Code.NOT_FOUND, "There is no such job in this project")
    return Response(queries.shown(found))


@operation("POST", needs=Capability.ANNOTATE, returns=JobOut)
def cancel_job(request: Request, project_id: int, job_id: UUID) -> Response:
    """Stop a job."""
    return Response(queries.shown(actions.cancel(actor(request), job_id)))


@operation("POST", needs=Capability.MANAGE, returns=JobOut)
def retry_job(request: Request, project_id: int, job_id: UUID) -> Response:
    """Run a failed or cancelled job again."""
    return Response(queries.shown(actions.retry(actor(request), job_id)))


class WorkerOut(serializers.Serializer[Any]):
    """A worker process."""

    name = serializers.CharField()
    queues = serializers.ListField(child=serializers.CharField())
    alive = serializers.BooleanField()


class StorageOut(serializers.Serializer[Any]):
    """Bytes; null where the storage knows no end."""

    used = serializers.IntegerField(allow_null=True)
    free = serializers.IntegerField(allow_null=True)


class StatusOut(serializers.Serializer[Any]):
    """How the installation is."""

    version = serializers.CharField()
    workers = WorkerOut(many=True)
    queues = serializers.DictField(child=serializers.IntegerField())
    jobs = serializers.DictField(child=serializers.IntegerField())
    storage = StorageOut()


@operation("GET", needs=Capability.ADMIN, returns=StatusOut)
def read_status(request: Request) -> Response:
    """Workers, queues, jobs and disk."""
    return Response(StatusOut(health.status()).data)


def metrics(request: HttpRequest) -> HttpResponse:
    """The same figures for Prometheus."""
    return HttpResponse(health.metrics(), content_type="text/plain; version=0.0.4; charset=utf-8")

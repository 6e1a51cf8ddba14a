"""Every address: one section per room."""

from django.urls import URLPattern, URLResolver, include, path

from cliploop.api.operations import route
from cliploop.jobs import api as jobs

PROJECT = "projects/<int:project_id>"

JOBS = [
    route(f"{PROJECT}/jobs", jobs.list_jobs),
    route(f"{PROJECT}/jobs/<uuid:job_id>", jobs.read_job),
    route(f"{PROJECT}/jobs/<uuid:job_id>/cancel", jobs.cancel_job),
    route(f"{PROJECT}/jobs/<uuid:job_id>/retry", jobs.retry_job),
]

API: list[URLPattern] = [*JOBS]

urlpatterns: list[URLPattern | URLResolver] = [path("api/v1/", include(API))]

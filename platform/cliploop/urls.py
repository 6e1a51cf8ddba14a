"""Every address: one section per room, lowest room first."""

from django.urls import URLPattern, URLResolver, include, path, re_path

from cliploop.accounts.api import me, session
from cliploop.api import pages
from cliploop.api.operations import route
from cliploop.jobs import api as jobs
from cliploop.projects.api import live, members, projects

PROJECT = "projects/<int:project_id>"
ITEM = f"{PROJECT}/items/<int:item_id>"

ACCOUNTS = [
    route("session", session.read_session, session.sign_in, session.sign_out),
    route("session/link", session.use_link),
    route("me", me.change_me),
    route("me/keys", me.list_keys, me.create_key),
    route("me/keys/<int:key_id>", me.delete_key),
]

PROJECTS = [
    route("events", live.read_events),
    route("invitations/<str:token>", members.read_invitation, members.accept),
    route("projects", projects.list_projects, projects.create_project),
    route(PROJECT, projects.read_project, projects.change_project, projects.delete_project),
    route(f"{PROJECT}/classes", projects.list_classes, projects.create_class),
    route(f"{PROJECT}/members", members.list_members),
    route(f"{PROJECT}/members/<int:member_id>", members.change_member, members.remove_member),
    route(f"{PROJECT}/invitations", members.list_invitations, members.invite),
    route(f"{PROJECT}/invitations/<int:invitation_id>", members.withdraw),
    route(f"{PROJECT}/presence", live.report_presence),
    route(f"{PROJECT}/audit", live.list_audit),
    route(f"{PROJECT}/audit/export", live.export_audit),
]

JOBS = [
    route("status", jobs.read_status),
    route(f"{PROJECT}/jobs", jobs.list_jobs),
    route(f"{PROJECT}/jobs/<uuid:job_id>", jobs.read_job),
    route(f"{PROJECT}/jobs/<uuid:job_id>/cancel", jobs.cancel_job),
    route(f"{PROJECT}/jobs/<uuid:job_id>/retry", jobs.retry_job),
]

# A class's removal needs to know its annotations: the data rooms add `remove_class` to this route.
CLASSES = [
    route(f"{PROJECT}/classes/<int:class_id>", projects.change_class),
]

API: list[URLPattern] = [*ACCOUNTS, *PROJECTS, *JOBS, *CLASSES]

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include(API)),
    re_path(r"^api(/.*)?$", pages.unknown),
    path("healthz", pages.healthy),
    path("readyz", pages.ready),
    path("metrics", jobs.metrics),
    re_path(r"^(?!media/|static/|assets/)(?P<address>.*)$", pages.front_end),
]

handler400 = pages.bad_request
handler404 = pages.not_found
handler500 = pages.broken

"""What the project's people see of each other: events, presence, the audit log."""

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.http import StreamingHttpResponse
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.access import Actor, Capability
from annotator.refusal import Refusal
from cliploop.accounts import queries as accounts
from cliploop.accounts.models import ApiKey
from cliploop.accounts.shapes import UserOut
from cliploop.api.operations import actor, body, enter, operation, query, signed_in
from cliploop.api.paging import page
from cliploop.api.streaming import streamed
from cliploop.audit import queries as audit
from cliploop.audit.models import Entry
from cliploop.events.stream import HEADERS, Event, stream
from cliploop.projects import queries
from cliploop.projects.actions import presence


class EventsFilter(serializers.Serializer[Any]):
    """Whose events."""

    project = serializers.IntegerField()


class PresenceIn(serializers.Serializer[Any]):
    """The clip that is open, if any."""

    item_id = serializers.IntegerField(allow_null=True)


class AuditEntryOut(serializers.Serializer[Any]):
    """Who did what to what."""

    id = serializers.IntegerField()
    at = serializers.DateTimeField()
    user = UserOut(allow_null=True)
    action = serializers.CharField()
    subject = serializers.CharField()
    before = serializers.JSONField(allow_null=True)
    after = serializers.JSONField(allow_null=True)


@operation("GET", needs=Capability.SIGNED_IN, query=EventsFilter, media="text/event-stream")
def read_events(request: Request) -> StreamingHttpResponse:
    """Events of a project as they happen; resumes after `Last-Event-ID`."""
    project_id = query(request, EventsFilter)["project"]
    key = request.auth if isinstance(request.auth, ApiKey) else None
    listener = Listener(signed_in(request), enter(request, project_id), key)
    _give_connection_back()
    after = request.headers.get("Last-Event-ID")
    told = stream(f"project:{project_id}", after, listener.may, listener.heard)
    return StreamingHttpResponse(told, content_type="text/event-stream", headers=HEADERS)


@operation("POST", needs=Capability.VIEW, takes=PresenceIn, status=204)
def report_presence(request: Request, project_id: int) -> Response:
    """Say which clip one has open. Repeat at least each minute, and send null on leaving."""
    presence.report(actor(request), body(request, PresenceIn)["item_id"])
    return Response(status=204)


@operation("GET", needs=Capability.MANAGE, returns=AuditEntryOut, many=True)
def list_audit(request: Request, project_id: int) -> Response:
    """Who did what, newest first."""
    people = queries.people(actor(request))

    def shown(entry: Entry) -> Any:
        return AuditEntryOut({**vars(entry), "user": people.get(entry.user_id)}).data

    return page(audit.within(project_id), ["-id"], request, shown)


@operation("GET", needs=Capability.MANAGE, media="text/csv")
def export_audit(request: Request, project_id: int) -> StreamingHttpResponse:
    """The whole log of the project as CSV, with its hashes."""
    headers = {"Content-Disposition": f'attachment; filename="audit-{project_id}.csv"'}
    return StreamingHttpResponse(
        streamed(audit.as_csv(project_id)), content_type="text/csv; charset=utf-8", headers=headers
    )


class Listener:
    """Who hears a project's events, in the role that they have meanwhile; with a key, if any."""

    def __init__(self, user: Any, actor: Actor, key: ApiKey | None = None) -> None:
        self.user = user
        self.actor = actor
        self.key = key

    def may(self) -> bool:
        """Whether the user may still see the project, with this key; asked from time to time."""
        try:
            self.user.refresh_from_db(fields=["is_active", "is_admin"])
            self.actor = queries.actor(self.user, self.actor.project_id)
            return bool(self.user.is_active) and (self.key is None or accounts.lives(self.key))
        except Refusal:
            return False
        finally:
            _give_connection_back()

    def heard(self, events: Sequence[Event]) -> Sequence[Event | None]:
        """The events without what they say of clips that the user may not see."""
        if self.actor.sees_all:
            return events
        about = [_item_of(name, json.loads(data)) for name, data in events]
        asked = {one for one in about if one is not None}
        try:
            seen = queries.items(self.actor).filter(pk__in=asked)
            known = set(seen.values_list("pk", flat=True))
        finally:
            _give_connection_back()
        return [
            one if item_id is None or item_id in known else _hint(one[0], item_id)
            for one, item_id in zip(events, about, strict=True)
        ]


def _item_of(name: str, data: dict[str, Any]) -> int | None:
    """The item that an event speaks of. That a list changed (`item`) is for everybody."""
    if name == "job":
        subject = data.get("subject") or {}
        return subject.get("id") if subject.get("type") == "item" else None
    return data.get("item_id")


def _hint(name: str, item_id: int) -> Event | None:
    # An edit takes the clip out of others' lists: they learn that, not what was drawn.
    return ("item", json.dumps({"id": item_id})) if name in ("edit", "reload") else None


def _give_connection_back() -> None:
    """A stream lives for hours and needs no database meanwhile."""
    if not connection.in_atomic_block:
        connection.close()

"""The cast: Ada leads, Ben annotates, Cleo reviews, Vic looks on, Dan is a stranger."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from asgiref.sync import async_to_sync
from django.test import Client

from annotator.access import Actor, Role
from cliploop.accounts.actions import create_user
from cliploop.accounts.models import User
from cliploop.projects.actions.projects import create
from cliploop.projects.models import LabelClass, Membership, Project
from cliploop.projects.queries import actor


@dataclass(frozen=True, slots=True)
class Answer:
    """What the API said."""

    status: int
    json: Any
    headers: Mapping[str, str]
    content: bytes


@dataclass(slots=True)
class Cast:
    """Five people and a project with the classes `fight` and `normal` (tags) and `person` (box).

    A path that does not begin with a slash is below the project; `""` is the project itself.
    """

    ada: User
    ben: User
    cleo: User
    vic: User
    dan: User
    project: Project
    fight: LabelClass
    normal: LabelClass
    person: LabelClass
    _clients: dict[int | None, Client] = field(default_factory=dict)

    def actor(self, who: User) -> Actor:
        """The person in their role in the project."""
        return actor(who, self.project.pk)

    def client(self, who: User | None) -> Client:
        """A signed-in browser of that person; `None` is nobody's."""
        known = who.pk if who else None
        if known not in self._clients:
            self._clients[known] = Client()
            if who is not None:
                self._clients[known].force_login(who)
        return self._clients[known]

    def get(self, who: User | None, path: str, **headers: str) -> Answer:
        """Ask for something."""
        return self.ask("GET", who, path, headers=headers)

    def post(self, who: User | None, path: str, data: object = None, **headers: str) -> Answer:
        """Send something."""
        return self.ask("POST", who, path, data, headers)

    def patch(self, who: User | None, path: str, data: object = None, **headers: str) -> Answer:
        """Change something."""
        return self.ask("PATCH", who, path, data, headers)

    def delete(self, who: User | None, path: str, **headers: str) -> Answer:
        """Remove something."""
        return self.ask("DELETE", who, path, headers=headers)

    def ask(
        self,
        method: str,
        who: User | None,
        path: str,
        data: object = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Any request; header names are written with underscores."""
        response = self.client(who).generic(
            method,
            self.url(path),
            data="" if data is None else json.dumps(data),
            content_type="application/json",
            headers={name.replace("_", "-"): value for name, value in (headers or {}).items()},
        )
        content = b"" if response.streaming else response.content
        is_json = content and "json" in response.get("Content-Type", "")
        return Answer(
            response.status_code,
            json.loads(content) if is_json else None,
            dict(response.items()),
            content,
        )

    def url(self, path: str) -> str:
        """The full address of a path."""
        if path.startswith("/"):
            return path if path.startswith("/api/") else f"/api/v1{path}"
        return f"/api/v1/projects/{self.project.pk}/{path}".rstrip("/")


def read(response: Any) -> bytes:
    """The body of a streamed answer."""

    async def parts() -> bytes:
        return b"".join([part async for part in response.streaming_content])

    return async_to_sync(parts)()


def assemble() -> Cast:
    """Make everybody and the project."""
    ada, ben, cleo, vic, dan = (
        create_user(f"{name.lower()}@example.org", name)
        for name in ("Ada", "Ben", "Cleo", "Vic", "Dan")
    )
    classes = [("fight", "tag"), ("normal", "tag"), ("person", "box")]
    project = create(ada, "Street", classes=classes)
    for user, role in ((ben, Role.ANNOTATOR), (cleo, Role.REVIEWER), (vic, Role.VIEWER)):
        Membership.objects.create(project=project, user=user, role=role)
    fight, normal, person = project.classes.order_by("id")
    return Cast(ada, ben, cleo, vic, dan, project, fight, normal, person)

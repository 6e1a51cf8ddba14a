"""Projects and their classes."""

from rest_framework.request import Request
from rest_framework.response import Response

from annotator.access import Actor, Capability, Role
from cliploop.api.operations import actor, body, operation, signed_in
from cliploop.api.paging import page
from cliploop.projects import queries
from cliploop.projects.actions import classes, projects
from cliploop.projects.models import Project
from cliploop.projects.shapes import (
    ClassIn,
    ClassPatch,
    LabelClassOut,
    ProjectIn,
    ProjectOut,
    ProjectPatch,
    StrategiesOut,
    shown,
    strategies,
)


@operation("GET", needs=Capability.SIGNED_IN, returns=ProjectOut, many=True)
def list_projects(request: Request) -> Response:
    """The projects that one is in, newest first; all for a site admin."""
    user = signed_in(request)
    roles = queries.roles(user)

    def one(project: Project) -> object:
        role = roles.get(project.pk, Role.LEAD)
        return shown(project, Actor(user.pk, project.pk, role, user.is_admin))

    return page(queries.visible(user), ["-id"], request, one)


@operation("POST", needs=Capability.SIGNED_IN, takes=ProjectIn, returns=ProjectOut, status=201)
def create_project(request: Request) -> Response:
    """Make a project and lead it."""
    user = signed_in(request)
    project = projects.create(user, **body(request, ProjectIn))
    made = Actor(user.pk, project.pk, Role.LEAD, user.is_admin)
    return Response(shown(project, made), status=201)


@operation("GET", needs=Capability.VIEW, returns=ProjectOut)
def read_project(request: Request, project_id: int) -> Response:
    """One project."""
    return Response(shown(queries.project(actor(request)), actor(request)))


@operation("PATCH", needs=Capability.MANAGE, takes=ProjectPatch, returns=ProjectOut)
def change_project(request: Request, project_id: int) -> Response:
    """Change the project's name or rules."""
    changed = projects.change(actor(request), **body(request, ProjectPatch))
    return Response(shown(changed, actor(request)))


@operation("DELETE", needs=Capability.MANAGE, status=204)
def delete_project(request: Request, project_id: int) -> Response:
    """Put the project into the trash."""
    projects.delete(actor(request))
    return Response(status=204)


@operation("GET", needs=Capability.VIEW, returns=StrategiesOut)
def list_strategies(request: Request, project_id: int) -> Response:
    """What may order the project's queues, the default first."""
    actor(request)
    return Response({"strategies": strategies()})


@operation("GET", needs=Capability.VIEW, returns=LabelClassOut, many=True)
def list_classes(request: Request, project_id: int) -> Response:
    """The project's classes, archived ones included."""
    return page(queries.classes(actor(request)), ["id"], request, LabelClassOut)


@operation("POST", needs=Capability.MANAGE, takes=ClassIn, returns=LabelClassOut, status=201)
def create_class(request: Request, project_id: int) -> Response:
    """Add a class."""
    made = classes.add_class(actor(request), **body(request, ClassIn))
    return Response(LabelClassOut(made).data, status=201)


@operation("PATCH", needs=Capability.MANAGE, takes=ClassPatch, returns=LabelClassOut)
def change_class(request: Request, project_id: int, class_id: int) -> Response:
    """Change a class's name, color or hotkey."""
    changed = classes.change_class(actor(request), class_id, **body(request, ClassPatch))
    return Response(LabelClassOut(changed).data)

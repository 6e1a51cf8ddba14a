"""Making, changing and deleting projects."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from annotator.access import Actor, Capability, Role, require
from annotator.refusal import Code, Refusal
from cliploop.accounts.models import User
from cliploop.audit import actions as audit
from cliploop.events import actions as events
from cliploop.projects import queries
from cliploop.projects.actions.classes import add_class
from cliploop.projects.actions.naming import taken
from cliploop.projects.models import Membership, Project, Task

WHERE = "by another project of yours"


@transaction.atomic
def create(
    user: User,
    name: str,
    *,
    task: str = Task.SINGLE,
    classes: Iterable[tuple[str, str]] = (),
) -> Project:
    """Make a project with classes of (name, kind); its maker leads it.

    Refuses (`taken`) a name that another project of the user has.
    """
    # The user's row serves as the lock on the names of their projects.
    User.objects.select_for_update().get(pk=user.pk)
    _check_name(user.pk, name)
    project = Project.objects.create(name=name, task=task, created_by=user)
    Membership.objects.create(project=project, user=user, role=Role.LEAD)
    actor = Actor(user.pk, project.pk, Role.LEAD, user.is_admin)
    audit.record(actor, "project.create", project.pk, after={"name": name, "task": task})
    for class_name, kind in classes:
        add_class(actor, class_name, kind)
    return queries.project(actor)


@transaction.atomic
def change(actor: Actor, **changes: Any) -> Project:
    """Change name, task, background_class (a class's id or none) or self_review."""
    project = locked(actor)
    require(actor, Capability.MANAGE)
    if "name" in changes and changes["name"].lower() != project.name.lower():
        _check_name(project.created_by_id, changes["name"])
    if "background_class" in changes:
        changes["background_class_id"] = _tag_class(actor, changes.pop("background_class"))
    before = {name: getattr(project, name) for name in changes}
    for name, value in changes.items():
        setattr(project, name, value)
    project.save(update_fields=list(changes))
    audit.record(actor, "project.change", project.pk, before=before, after=changes)
    events.publish(f"project:{project.pk}", "project")
    return queries.project(actor)


@transaction.atomic
def delete(actor: Actor) -> None:
    """Put the project into the trash: nobody sees it any more, nothing is lost yet."""
    project = locked(actor)
    require(actor, Capability.MANAGE)
    project.deleted_at = timezone.now()
    project.save(update_fields=["deleted_at"])
    audit.record(actor, "project.delete", project.pk, before={"name": project.name})
    events.publish(f"project:{project.pk}", "project")


def locked(actor: Actor) -> Project:
    """The actor's project, locked: its classes and members change one at a time."""
    project = queries.lock(actor.project_id)
    if project.deleted_at is not None:
        raise Refusal(Code.NOT_FOUND, queries.NO_PROJECT)
    return project


def _check_name(owner_id: int | None, name: str) -> None:
    others = Project.objects.filter(created_by_id=owner_id, deleted_at__isnull=True)
    if others.filter(name__iexact=name).exists():
        raise taken(WHERE)


def _tag_class(actor: Actor, class_id: int | None) -> int | None:
    if class_id is None:
        return None
    known = queries.classes(actor).filter(pk=class_id, archived=False, kind="tag")
    if not known.exists():
        what = "Must be a tag class of this project that is not archived."
        raise Refusal(Code.INVALID, f"background_class: {what}", fields={"background_class": what})
    return class_id

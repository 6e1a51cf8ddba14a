"""Reading projects, and who somebody is in one."""

from collections.abc import Callable, Collection
from typing import Any, cast

from django.conf import settings
from django.db import connection
from django.db.models import Prefetch, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string

from annotator.access import Actor, Role
from annotator.refusal import Code, Refusal
from cliploop.accounts.models import User
from cliploop.accounts.queries import hashed
from cliploop.audit import queries as audit
from cliploop.projects.models import FormerClass, Invitation, LabelClass, Membership, Project

NO_PROJECT = "There is no such project, or you are not a member of it"


def actor(user: Any, project_id: int) -> Actor:
    """The user in their role in the project. Refuses (`not-found`) outsiders.

    A site admin is a lead everywhere.
    """
    if user is None or not user.is_authenticated:
        raise Refusal(Code.SIGNED_OUT, "Sign in first")
    living = Project.objects.filter(pk=project_id, deleted_at__isnull=True)
    if user.is_admin:
        if not living.exists():
            raise Refusal(Code.NOT_FOUND, NO_PROJECT)
        return Actor(user.pk, project_id, Role.LEAD, is_admin=True)
    role = (
        Membership.objects.filter(user_id=user.pk, project__in=living)
        .values_list("role", flat=True)
        .first()
    )
    if role is None:
        raise Refusal(Code.NOT_FOUND, NO_PROJECT)
    return Actor(user.pk, project_id, Role(role))


def lock(project_id: int) -> Project:
    """The project, locked: what is counted or numbered in it changes one at a time.

    What only names it, such as a new item or job, can be made meanwhile.
    """
    return Project.objects.select_for_update(no_key=True).get(pk=project_id)


def is_member(user_id: int, project_id: int) -> bool:
    """Whether the project lives, and the user has a role in it and was not shut out."""
    try:
        actor(User.objects.filter(pk=user_id, is_active=True).first(), project_id)
    except Refusal:
        return False
    return True


def visible(user: User) -> QuerySet[Project]:
    """The projects that the user is in; all for a site admin."""
    living = Project.objects.filter(deleted_at__isnull=True)
    if not user.is_admin:
        living = living.filter(memberships__user=user)
    return living.prefetch_related(Prefetch("classes", LabelClass.objects.order_by("id")))


def roles(user: User) -> dict[int, Role]:
    """The user's role by project id."""
    rows = Membership.objects.filter(user=user).values_list("project_id", "role")
    return {project_id: Role(role) for project_id, role in rows}


def project(actor: Actor) -> Project:
    """The actor's project with its classes."""
    found = Project.objects.filter(deleted_at__isnull=True)
    return found.prefetch_related(Prefetch("classes", LabelClass.objects.order_by("id"))).get(
        pk=actor.project_id
    )


def classes(actor: Actor) -> QuerySet[LabelClass]:
    """The project's classes, archived ones included, in the order they were made."""
    return LabelClass.objects.filter(project_id=actor.project_id).order_by("id")


def former_classes(project_id: int) -> dict[int, int | None]:
    """The heir of every class that the project had once; none where it was only deleted."""
    rows = FormerClass.objects.filter(project_id=project_id)
    return dict(rows.values_list("id", "heir_id"))


def hold_classes(class_ids: Collection[int]) -> None:
    """Keep classes from being deleted until the transaction ends; others may do the same.

    Waits for whoever is deleting one: what is read of the classes afterwards is so. Django has no
    word for a lock that is only against deleting.
    """
    if class_ids:
        table = LabelClass._meta.db_table
        with connection.cursor() as cursor:
            asked = f"SELECT id FROM {table} WHERE id = ANY(%s) ORDER BY id FOR KEY SHARE"
            cursor.execute(asked, [list(class_ids)])


def members(actor: Actor) -> QuerySet[Membership]:
    """The project's members with their users."""
    return Membership.objects.filter(project_id=actor.project_id).select_related("user")


def invitations(actor: Actor) -> QuerySet[Invitation]:
    """The project's open invitations."""
    return Invitation.objects.filter(
        project_id=actor.project_id, accepted_at__isnull=True, expires_at__gt=timezone.now()
    )


def invitation(token: str) -> Invitation:
    """The open invitation behind a link. Refuses (`gone`) what was used, or is too old."""
    found = Invitation.objects.filter(hash=hashed(token)).select_related("project").first()
    if found is None or found.project.deleted_at is not None:
        raise Refusal(Code.NOT_FOUND, "There is no such invitation. Ask for a new link")
    if found.accepted_at is not None or found.expires_at <= timezone.now():
        raise Refusal(Code.GONE, "This invitation was used or is too old. Ask for a new link")
    return found


def items(actor: Actor) -> QuerySet[Any]:
    """The items that the actor may see, asked of the room above that keeps them."""
    find = cast(Callable[[Actor], QuerySet[Any]], import_string(settings.CLIPLOOP_VISIBLE))
    return find(actor).filter(deleted_at=None)


def people(actor: Actor) -> dict[int | None, User]:
    """Everybody who ever did something in the project, by id."""
    known = audit.within(actor.project_id).values("user_id")
    return {user.pk: user for user in User.objects.filter(pk__in=known)}

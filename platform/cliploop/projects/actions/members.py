"""Inviting people, and what they are."""

import secrets
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from annotator.access import Actor, Capability, Role, require
from annotator.refusal import Code, Refusal
from cliploop.accounts.models import User
from cliploop.accounts.queries import hashed
from cliploop.audit import actions as audit
from cliploop.events import actions as events
from cliploop.projects import queries
from cliploop.projects.actions.projects import locked
from cliploop.projects.models import Invitation, Membership

LIFETIME = timedelta(days=7)


@transaction.atomic
def invite(actor: Actor, role: str, email: str = "") -> tuple[Invitation, str]:
    """A new invitation and the token of its link, which nobody can read again.

    With an email it is for that person only.
    """
    require(actor, Capability.MANAGE)
    token = secrets.token_urlsafe(32)
    invitation = Invitation.objects.create(
        project_id=actor.project_id,
        role=Role(role),
        email=email.strip().lower(),
        hash=hashed(token),
        expires_at=timezone.now() + LIFETIME,
    )
    audit.record(actor, "invitation.create", invitation.pk, after={"role": role, "email": email})
    return invitation, token


@transaction.atomic
def withdraw(actor: Actor, invitation_id: int) -> None:
    """Make an invitation's link worthless."""
    require(actor, Capability.MANAGE)
    invitation = queries.invitations(actor).select_for_update().filter(pk=invitation_id).first()
    if invitation is None:
        raise Refusal(Code.NOT_FOUND, "There is no such open invitation in this project")
    invitation.delete()
    audit.record(actor, "invitation.delete", invitation_id, before={"role": invitation.role})


@transaction.atomic
def accept(token: str, user: User) -> Membership:
    """Make the user a member, and the link worthless. Who is one already stays what they are.

    Refuses (`gone`) a used link, and (`forbidden`) one made for somebody else.
    """
    invitation = queries.invitation(token)
    Invitation.objects.select_for_update().get(pk=invitation.pk)
    invitation = queries.invitation(token)
    if invitation.email and invitation.email != user.email.lower():
        title = "This invitation is for another email address. Sign in with that one"
        raise Refusal(Code.FORBIDDEN, title)
    member, made = Membership.objects.get_or_create(
        project=invitation.project, user=user, defaults={"role": invitation.role}
    )
    if made:
        invitation.accepted_at = timezone.now()
        invitation.save(update_fields=["accepted_at"])
        actor = Actor(user.pk, invitation.project_id, Role(member.role), user.is_admin)
        audit.record(actor, "member.join", user.pk, after={"role": member.role})
        events.publish(f"project:{invitation.project_id}", "project")
    return member


@transaction.atomic
def change_member(actor: Actor, member_id: int, role: str) -> Membership:
    """Give a member another role. Refuses to leave the project without a lead."""
    member = _found(actor, member_id)
    before, member.role = member.role, Role(role)
    _check_lead(actor, member, role != Role.LEAD)
    member.save(update_fields=["role"])
    audit.record(actor, "member.change", member.user_id, before=before, after=role)
    events.publish(f"project:{actor.project_id}", "project")
    return member


@transaction.atomic
def remove_member(actor: Actor, member_id: int) -> None:
    """Take a member out. What they made stays. Refuses to take the last lead."""
    member = _found(actor, member_id)
    _check_lead(actor, member, True)
    member.delete()
    audit.record(actor, "member.delete", member.user_id, before=member.role)
    events.publish(f"project:{actor.project_id}", "project")


def _found(actor: Actor, member_id: int) -> Membership:
    locked(actor)
    require(actor, Capability.MANAGE)
    found = queries.members(actor).filter(pk=member_id).first()
    if found is None:
        raise Refusal(Code.NOT_FOUND, "There is no such member in this project")
    return found


def _check_lead(actor: Actor, member: Membership, leaves: bool) -> None:
    others = queries.members(actor).exclude(pk=member.pk).filter(role=Role.LEAD)
    if leaves and not others.exists():
        what = "A project needs a lead. Make somebody else one first."
        raise Refusal(Code.INVALID, f"Role: {what}", fields={"role": what})

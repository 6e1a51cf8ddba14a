"""Members and invitations."""

from typing import Any

from django.conf import settings
from django.db import transaction
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.access import Capability
from annotator.refusal import Code, Refusal
from cliploop.accounts import actions as accounts
from cliploop.accounts.models import User
from cliploop.accounts.sessions import open_session
from cliploop.accounts.shapes import SessionOut
from cliploop.api.operations import actor, body, by_hand, operation
from cliploop.api.paging import page
from cliploop.api.throttles import AddressThrottle
from cliploop.projects import queries
from cliploop.projects.actions import members
from cliploop.projects.shapes import ROLES, InvitationOut, MemberOut


class RoleIn(serializers.Serializer[Any]):
    """A member's new role."""

    role = serializers.ChoiceField(choices=ROLES)


class InvitationIn(serializers.Serializer[Any]):
    """Whom to invite as what. With an email the link is for that person only."""

    role = serializers.ChoiceField(choices=ROLES)
    email = serializers.EmailField(required=False, allow_blank=True, default="")


class InvitedOut(serializers.Serializer[Any]):
    """What an invitation is for."""

    project_name = serializers.CharField()
    role = serializers.ChoiceField(choices=ROLES)


class AcceptIn(serializers.Serializer[Any]):
    """A new account; nothing where one is signed in."""

    name = serializers.CharField(max_length=120, required=False)
    email = serializers.EmailField(required=False)
    password = serializers.CharField(max_length=1024, trim_whitespace=False, required=False)


@operation("GET", needs=Capability.VIEW, returns=MemberOut, many=True)
def list_members(request: Request, project_id: int) -> Response:
    """Who is in the project."""
    return page(queries.members(actor(request)), ["id"], request, MemberOut)


@operation("PATCH", needs=Capability.MANAGE, takes=RoleIn, returns=MemberOut)
def change_member(request: Request, project_id: int, member_id: int) -> Response:
    """Give a member another role. Refuses (`forbidden`) an API key."""
    by_hand(request)
    given = body(request, RoleIn)
    if "role" not in given:
        raise Refusal(Code.INVALID, "role: Missing", fields={"role": "Missing"})
    return Response(MemberOut(members.change_member(actor(request), member_id, **given)).data)


@operation("DELETE", needs=Capability.MANAGE, status=204)
def remove_member(request: Request, project_id: int, member_id: int) -> Response:
    """Take a member out of the project."""
    members.remove_member(actor(request), member_id)
    return Response(status=204)


@operation("GET", needs=Capability.MANAGE, returns=InvitationOut, many=True)
def list_invitations(request: Request, project_id: int) -> Response:
    """The open invitations."""
    return page(queries.invitations(actor(request)), ["-id"], request, InvitationOut)


@operation("POST", needs=Capability.MANAGE, takes=InvitationIn, returns=InvitationOut, status=201)
def invite(request: Request, project_id: int) -> Response:
    """Make a link that makes whoever opens it a member. Refuses (`forbidden`) an API key."""
    by_hand(request)
    invitation, token = members.invite(actor(request), **body(request, InvitationIn))
    url = f"{settings.CLIPLOOP_URL}/invite/{token}"
    return Response({**InvitationOut(invitation).data, "url": url}, status=201)


@operation("DELETE", needs=Capability.MANAGE, status=204)
def withdraw(request: Request, project_id: int, invitation_id: int) -> Response:
    """Make an invitation's link worthless."""
    members.withdraw(actor(request), invitation_id)
    return Response(status=204)


@operation("GET", needs=Capability.ANYONE, returns=InvitedOut, throttles=(AddressThrottle,))
def read_invitation(request: Request, token: str) -> Response:
    """What an invitation is for."""
    found = queries.invitation(token)
    return Response({"project_name": found.project.name, "role": found.role})


@operation(
    "POST",
    needs=Capability.ANYONE,
    takes=AcceptIn,
    returns=SessionOut,
    throttles=(AddressThrottle,),
)
def accept(request: Request, token: str) -> Response:
    """Join as who is signed in, or with a new account. Not by an API key: it opens a session."""
    by_hand(request)
    given = body(request, AcceptIn)
    with transaction.atomic():
        user = request.user if isinstance(request.user, User) else _newcomer(token, given)
        members.accept(token, user)
    return open_session(request, user)


def _newcomer(token: str, given: dict[str, Any]) -> User:
    # First of all: without a true token nobody learns which addresses have accounts.
    invitation = queries.invitation(token)
    email = given.get("email") or invitation.email
    given = {**given, "email": email}
    missing = {name: "Missing" for name in ("name", "email", "password") if not given.get(name)}
    if missing:
        title = f"To join, a new account needs: {', '.join(missing)}"
        raise Refusal(Code.INVALID, title, fields=missing)
    return accounts.create_user(email, given["name"], password=given["password"])

"""Signing in and out."""

from typing import Any

from django.conf import settings
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.access import Capability
from cliploop.accounts import actions
from cliploop.accounts.sessions import end_session, open_session, session
from cliploop.accounts.shapes import SessionOut
from cliploop.api.operations import body, by_hand, operation, signed_in
from cliploop.api.throttles import GUESSABLE


class SignInIn(serializers.Serializer[Any]):
    """What one signs in with."""

    email = serializers.EmailField()
    password = serializers.CharField(max_length=1024, trim_whitespace=False)


class LinkIn(serializers.Serializer[Any]):
    """A sign-in link's token."""

    token = serializers.CharField(max_length=200)


class LinkOut(serializers.Serializer[Any]):
    """A sign-in link, which nobody can read again."""

    url = serializers.CharField()


@operation("GET", needs=Capability.ANYONE, returns=SessionOut)
def read_session(request: Request) -> Response:
    """Who is signed in, if anybody."""
    return session(request, request.user)


@operation("POST", needs=Capability.ANYONE, takes=SignInIn, returns=SessionOut, throttles=GUESSABLE)
def sign_in(request: Request) -> Response:
    """Sign in by email and password."""
    given = body(request, SignInIn)
    return open_session(request, actions.sign_in(given["email"], given["password"]))


@operation("DELETE", needs=Capability.ANYONE, returns=SessionOut)
def sign_out(request: Request) -> Response:
    """Sign out. Fine for whoever is signed out already."""
    end_session(request)
    return session(request, None)


@operation("POST", needs=Capability.ANYONE, takes=LinkIn, returns=SessionOut, throttles=GUESSABLE)
def use_link(request: Request) -> Response:
    """Sign in by a one-time link."""
    return open_session(request, actions.use_link(body(request, LinkIn)["token"]))


@operation("POST", needs=Capability.ADMIN, returns=LinkOut, status=201)
def create_link(request: Request, user_id: int) -> Response:
    """Make a link that signs somebody in, once and within a day, to be passed on to them.

    For oneself and for whoever is no administrator. Refuses (`forbidden`) an API key.
    """
    by_hand(request)
    token = actions.let_in(signed_in(request), user_id)
    return Response({"url": f"{settings.CLIPLOOP_URL}/signin/{token}"}, status=201)

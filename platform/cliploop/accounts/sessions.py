"""The browser's session: opening, showing and ending it."""

from typing import Any

from django.conf import settings
from django.contrib.auth import login, logout
from django.middleware.csrf import get_token
from rest_framework.request import Request
from rest_framework.response import Response

from cliploop.accounts.models import User
from cliploop.accounts.shapes import SessionOut


def open_session(request: Request, user: User) -> Response:
    """Sign the user in here, under a new session id."""
    login(request._request, user)
    return session(request, user)


def end_session(request: Request) -> None:
    """Sign out here."""
    logout(request._request)


def session(request: Request, user: Any) -> Response:
    """The session as the API shows it. Hands out the CSRF cookie."""
    get_token(request._request)
    known = user if isinstance(user, User) else None
    said = {
        "user": known,
        "preferences": known.preferences if known else {},
        "version": settings.CLIPLOOP_VERSION,
    }
    return Response(SessionOut(said).data)

"""One's own account and keys."""

from datetime import datetime
from typing import Any

from django.contrib.auth import update_session_auth_hash
from django.utils import timezone
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.access import Capability
from cliploop.accounts import actions, queries
from cliploop.accounts.models import ApiKey, KeyScope
from cliploop.accounts.preferences import Preferences
from cliploop.accounts.shapes import UserOut
from cliploop.api.operations import body, by_hand, operation, signed_in
from cliploop.api.paging import page


class MeIn(serializers.Serializer[Any]):
    """What one may change of oneself."""

    name = serializers.CharField(max_length=120, required=False)
    password = serializers.CharField(max_length=1024, trim_whitespace=False, required=False)


class KeyIn(serializers.Serializer[Any]):
    """A key to be made."""

    name = serializers.CharField(max_length=120)
    scope = serializers.ChoiceField(choices=KeyScope.choices, default=KeyScope.READ)
    expires_at = serializers.DateTimeField(required=False, allow_null=True, default=None)

    def validate_expires_at(self, value: datetime | None) -> datetime | None:
        """A key that is too old at birth is a mistake."""
        if value is not None and value <= timezone.now():
            raise serializers.ValidationError("Must lie ahead. Leave it out for a key without end.")
        return value


class KeyOut(serializers.ModelSerializer[ApiKey]):
    """A key, without its secret."""

    class Meta:
        """What is shown."""

        model = ApiKey
        fields = ("id", "name", "prefix", "scope", "expires_at", "last_used_at")


class NewKeyOut(KeyOut):
    """A key just made. The secret is shown this once."""

    key = serializers.CharField()

    class Meta(KeyOut.Meta):
        """The secret besides."""

        fields = (*KeyOut.Meta.fields, "key")  # type: ignore[assignment]  # one longer


@operation("PATCH", needs=Capability.SIGNED_IN, takes=MeIn, returns=UserOut)
def change_me(request: Request) -> Response:
    """Change one's name or password. Other sessions end with the old password."""
    given = body(request, MeIn)
    if "password" in given:
        by_hand(request)
    user = actions.change_user(signed_in(request), **given)
    if request.auth is None:
        update_session_auth_hash(request._request, user)
    return Response(UserOut(user).data)


@operation("PATCH", needs=Capability.SIGNED_IN, takes=Preferences, returns=Preferences)
def change_preferences(request: Request) -> Response:
    """Change some of one's preferences: null takes one away, mappings change by their parts."""
    given = body(request, Preferences)
    changed = actions.change_preferences(signed_in(request), given)
    return Response(Preferences(changed).data)


@operation("GET", needs=Capability.SIGNED_IN, returns=KeyOut, many=True)
def list_keys(request: Request) -> Response:
    """One's API keys, newest first."""
    return page(queries.keys(signed_in(request)), ["-id"], request, KeyOut)


@operation("POST", needs=Capability.SIGNED_IN, takes=KeyIn, returns=NewKeyOut, status=201)
def create_key(request: Request) -> Response:
    """Make an API key. Refuses (`forbidden`) to make it by another."""
    by_hand(request)
    given = body(request, KeyIn)
    key, secret = actions.create_key(signed_in(request), **given)
    return Response({**KeyOut(key).data, "key": secret}, status=201)


@operation("DELETE", needs=Capability.SIGNED_IN, status=204)
def delete_key(request: Request, key_id: int) -> Response:
    """Make an API key worthless."""
    actions.delete_key(signed_in(request), key_id)
    return Response(status=204)

"""Who asks, by the key in the header."""

from django.utils import timezone
from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from annotator.refusal import Code, Refusal
from cliploop.accounts import queries
from cliploop.accounts.models import ApiKey, KeyScope, User

_SAFE = {"GET", "HEAD", "OPTIONS"}


class KeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer clk_…`. A key for reading changes nothing."""

    def authenticate(self, request: Request) -> tuple[User, ApiKey] | None:
        """The key's user, or none where no key was sent. Refuses (`signed-out`) a wrong one."""
        kind, _, secret = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer":
            return None
        key = queries.living_key(secret.strip())
        if key is None:
            raise Refusal(Code.SIGNED_OUT, "This API key is unknown or expired. Make a new one")
        if key.scope == KeyScope.READ and request.method not in _SAFE:
            raise Refusal(Code.FORBIDDEN, f"The API key {key.name} may only read")
        if queries.is_stale(key):
            ApiKey.objects.filter(pk=key.pk).update(last_used_at=timezone.now())
        return key.user, key

    def authenticate_header(self, request: Request) -> str:
        """What to send."""
        return "Bearer"

"""Slowing down who guesses. Counted in the broker; a refusal says when to come back."""

import hashlib
from typing import Any

from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle


class SignInThrottle(SimpleRateThrottle):
    """Tries for one account from one address."""

    scope = "sign-in"
    rate = "10/min"

    def get_cache_key(self, request: Request, view: Any) -> str:
        """The address together with the email tried."""
        data = request.data if isinstance(request.data, dict) else {}
        email = str(data.get("email", "")).strip().lower()
        # Hashed: a key of the cache is short and plain, whatever a stranger sends.
        tried = hashlib.sha256(email.encode()).hexdigest()
        return f"throttle:{self.scope}:{self.get_ident(request)}:{tried}"


class AddressThrottle(SimpleRateThrottle):
    """Tries from one address, whatever the account."""

    scope = "address"
    rate = "100/min"

    def get_cache_key(self, request: Request, view: Any) -> str:
        """The address alone."""
        return f"throttle:{self.scope}:{self.get_ident(request)}"


GUESSABLE = (SignInThrottle, AddressThrottle)

"""Where the present request comes from."""

from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.decorators import sync_only_middleware

_address: ContextVar[str] = ContextVar("address", default="")


def address() -> str:
    """The address of who asks, or nothing outside of a request."""
    return _address.get()


def address_of(request: HttpRequest) -> str:
    """The client's address; behind proxies, what the outermost trusted one saw."""
    proxies = settings.CLIPLOOP_PROXIES
    seen = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part]
    if proxies and seen:
        return seen[-min(proxies, len(seen))][:64]
    return str(request.META.get("REMOTE_ADDR", ""))[:64]


@sync_only_middleware
def remember_origin(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Middleware: keep the address at hand while the request is answered."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        token = _address.set(address_of(request))
        try:
            return get_response(request)
        finally:
            _address.reset(token)

    return answer

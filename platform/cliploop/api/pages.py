"""What is answered outside of the API: health, the front end, and unknown addresses."""

import re
from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.module_loading import import_string
from django.views.decorators.csrf import csrf_exempt, ensure_csrf_cookie

from annotator.refusal import Code, Refusal
from cliploop.api.problems import NO_SUCH, plain_answer

# Where pages may load media from, and send files to, is put in.
_POLICY = (
    "default-src 'self'; connect-src {media}; img-src {media} blob: data:; "
    "media-src {media} blob:; style-src 'self' 'unsafe-inline'; font-src 'self' data:; "
    "worker-src 'self' blob:; frame-ancestors 'none'; base-uri 'self'; form-action 'self'"
)

# What the page of a clip asks for first, to be on its way before the program is.
_CLIP = re.compile(r"p/(?P<project>\d+)/items/(?P<item>\d+)")
_FIRST = (
    "session",
    "projects/{project}",
    "projects/{project}/items/{item}",
    "projects/{project}/items/{item}/map",
    "projects/{project}/items/{item}/annotations",
)


def healthy(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return HttpResponse("ok\n", content_type="text/plain")


def ready(request: HttpRequest) -> HttpResponse:
    """Database and broker answer too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    cache.set("ready", 1, 5)
    return HttpResponse("ok\n", content_type="text/plain")


@ensure_csrf_cookie
def front_end(request: HttpRequest, address: str = "") -> HttpResponse:
    """The single page, at whatever address it knows."""
    try:
        page = (settings.APP_ROOT / "index.html").read_bytes()
    except FileNotFoundError:
        words = "The front end is not built. Run `make run`, or `npm run build` in frontend/\n"
        return HttpResponse(words, status=503, content_type="text/plain")
    origin = cast(Callable[[], str], import_string(settings.CLIPLOOP_ORIGIN))
    policy = _POLICY.format(media=f"'self' {origin()}".rstrip())
    headers = {"Content-Security-Policy": policy, "Cache-Control": "no-cache"}
    clip = _CLIP.fullmatch(address)
    if clip and settings.SESSION_COOKIE_NAME in request.COOKIES:
        headers["Link"] = ", ".join(
            f"</api/v1/{path.format(**clip.groupdict())}>; rel=preload; as=fetch; crossorigin"
            for path in _FIRST
        )
    return HttpResponse(page, content_type="text/html; charset=utf-8", headers=headers)


@csrf_exempt
def unknown(request: HttpRequest, address: str = "") -> HttpResponseBase:
    """No operation lies at this address of the API."""
    return plain_answer(request, Refusal(Code.NOT_FOUND, NO_SUCH))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Django's own 404."""
    return plain_answer(request, Refusal(Code.NOT_FOUND, NO_SUCH))


def forged(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """Django's own 403, for a write that no page of this server sent."""
    title = "This did not come from a page of this server. Load the page again"
    return plain_answer(request, Refusal(Code.FORBIDDEN, title))


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Django's own 400, such as for a malformed host."""
    return plain_answer(request, Refusal(Code.INVALID, "The request is malformed"))


def broken(request: HttpRequest) -> HttpResponseBase:
    """What failed outside of any operation; the trace is in the log already."""
    return plain_answer(request, RuntimeError("outside of any operation"))

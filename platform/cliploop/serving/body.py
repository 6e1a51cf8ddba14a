"""Bodies that are too large are not read.

Django's ASGI handler collects the whole body in a file before a view runs, however long it is.
"""

import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest

from annotator.refusal import Code, Refusal

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

BOUNDED = re.compile(r"/api/v1/models/\d+/infer/?")
# What a form says beside its file.
BESIDE_BYTES = 64 << 10


def bound_bodies(app: App) -> App:
    """The ASGI application that hands a model's view no body that is longer than it may be."""

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and BOUNDED.fullmatch(scope["path"]):
            headers = dict(scope["headers"])
            if _too_large(headers.get(b"content-length", b"").decode("latin-1")):
                await app(scope, _without_body(receive), send)
                return
        await app(scope, receive, send)

    return application


def _without_body(receive: Receive) -> Receive:
    """An empty body, then nothing before the other side is gone: what still comes is dropped."""
    told = False

    async def nothing() -> MutableMapping[str, Any]:
        nonlocal told
        if not told:
            told = True
            return {"type": "http.request", "body": b"", "more_body": False}
        while (message := await receive())["type"] == "http.request":
            pass
        return message

    return nothing


def require_bounded(request: HttpRequest) -> None:
    """Refuse (`too-large`) a body that is too long, or that does not say how long it is."""
    if _too_large(request.headers.get("Content-Length", "")):
        most = settings.CLIPLOOP_INFER_BYTES >> 20
        raise Refusal(
            Code.TOO_LARGE,
            f"Send a clip of at most {most} MB, with its Content-Length; upload a longer one",
        )


def _too_large(length: str) -> bool:
    if not (length.isascii() and length.isdecimal()):
        return True
    return int(length[:19]) > settings.CLIPLOOP_INFER_BYTES + BESIDE_BYTES

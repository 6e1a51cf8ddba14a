"""Media: signed addresses, answered in ranges, whatever the size."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import ExitStack
from email.utils import formatdate

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from annotator.contracts.errands import blob_path
from annotator.refusal import Refusal
from cliploop.api.problems import plain_answer
from cliploop.events.broker import broker
from cliploop.storage import queries as storage
from cliploop.videos import queries, ranges
from cliploop.videos.queries import Opened

CHUNK_BYTES = 1 << 18
# How long an address of the object store works that a request was sent on to.
HANDED_SECONDS = 3600
_INTERNAL = "/cliploop-storage/"


def media(request: HttpRequest, signed: str) -> HttpResponseBase:
    """A blob by its signed address: GET and HEAD, whole or one range of it."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
    try:
        found = queries.opened(signed)
        # An address of the object store is signed for GET alone.
        unsigned = settings.CLIPLOOP_HANDOVER == "redirect" and request.method == "HEAD"
        if settings.CLIPLOOP_HANDOVER != "none" and not unsigned:
            return _handed_over(found)
        size = storage.size(found.key)
    except Refusal as refusal:
        return plain_answer(request, refusal)
    return _answer(request, found, size)


def _headers(found: Opened) -> dict[str, str]:
    return {
        "Accept-Ranges": "bytes",
        "Cache-Control": "private, immutable",
        "Expires": formatdate(found.until, usegmt=True),
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }


def _handed_over(found: Opened) -> HttpResponse:
    """The word to nginx, or to the browser, who has the bytes."""
    if settings.CLIPLOOP_HANDOVER == "accel":
        headers = _headers(found) | {"X-Accel-Redirect": _INTERNAL + blob_path(found.key)}
        return HttpResponse(headers=headers, content_type=found.content_type)
    # The same place again for a while, so that what a browser has of it stays of use.
    name = f"cliploop:handed:{found.content_type}:{found.key}"
    where = broker().get(name)
    if where is None:
        where = storage.address(found.key, found.content_type, HANDED_SECONDS)
        broker().set(name, where, ex=HANDED_SECONDS // 4)
    return HttpResponse(status=302, headers={"Location": where, "Cache-Control": "no-store"})


def _answer(request: HttpRequest, found: Opened, size: int) -> HttpResponseBase:
    tag = f'"{found.key}"'
    headers = _headers(found) | {"ETag": tag}
    if ranges.is_known(request.headers, tag):
        return HttpResponse(status=304, headers=headers)
    try:
        wanted = ranges.wanted(request.headers, tag, size)
    except ValueError:
        return HttpResponse(status=416, headers=headers | {"Content-Range": f"bytes */{size}"})
    start, end = wanted or (0, size)
    headers["Content-Length"] = str(end - start)
    if wanted:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    status = 206 if wanted else 200
    if request.method == "HEAD":
        return HttpResponse(status=status, headers=headers, content_type=found.content_type)
    return StreamingHttpResponse(
        _pieces(found.key, start, end),
        status=status,
        headers=headers,
        content_type=found.content_type,
    )


async def _pieces(key: str, start: int, end: int) -> AsyncIterator[bytes]:
    # A thread of one's own each time: the request's has ended when this runs.
    held = ExitStack()
    try:
        file = await asyncio.to_thread(held.enter_context, storage.open_blob(key))
        await asyncio.to_thread(file.seek, start)
        left = end - start
        while left > 0:
            piece = await asyncio.to_thread(file.read, min(CHUNK_BYTES, left))
            if not piece:
                return
            left -= len(piece)
            yield piece
    finally:
        await asyncio.to_thread(held.close)

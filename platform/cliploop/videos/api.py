"""Media: signed addresses, answered in ranges, whatever the size."""

import asyncio
import re
from collections.abc import AsyncIterator
from email.utils import formatdate

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from annotator.refusal import Refusal
from cliploop.api.problems import plain_answer
from cliploop.storage import queries as storage
from cliploop.videos import queries

CHUNK_BYTES = 1 << 18
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")


def media(request: HttpRequest, signed: str) -> HttpResponseBase:
    """A blob by its signed address: GET and HEAD, whole or one range of it."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponse(status=405, headers={"Allow": "GET, HEAD"})
    try:
        key, content_type, until = queries.opened(signed)
        size = storage.size(key)
    except Refusal as refusal:
        return plain_answer(request, refusal)
    tag = f'"{key}"'
    headers = {
        "Accept-Ranges": "bytes",
        "ETag": tag,
        "Cache-Control": "private, immutable",
        "Expires": formatdate(until, usegmt=True),
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }
    if tag in request.headers.get("If-None-Match", ""):
        return HttpResponse(status=304, headers=headers)
    wanted = _wanted(request, tag, size)
    if wanted is None:
        return HttpResponse(status=416, headers={**headers, "Content-Range": f"bytes */{size}"})
    return _answer(request, key, content_type, headers, size, wanted)


def _wanted(request: HttpRequest, tag: str, size: int) -> tuple[int, int] | None:
    """First and last byte plus one that are asked for; None where nothing is there."""
    header = request.headers.get("Range", "")
    match = _RANGE.fullmatch(header.strip())
    fresh = request.headers.get("If-Range", tag) == tag
    if match is None or not fresh or match.groups() == ("", ""):
        # Several ranges at once need not be served as such: the whole is a right answer too.
        return 0, size
    first, last = match.groups()
    if first == "":
        return (max(size - int(last), 0), size) if int(last) and size else None
    start, end = int(first), min(int(last) + 1 if last else size, size)
    return (start, end) if start < end else None


def _answer(
    request: HttpRequest,
    key: str,
    content_type: str,
    headers: dict[str, str],
    size: int,
    wanted: tuple[int, int],
) -> HttpResponseBase:
    start, end = wanted
    partial = (start, end) != (0, size)
    if partial:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    headers["Content-Length"] = str(end - start)
    status = 206 if partial else 200
    if request.method == "HEAD":
        return HttpResponse(status=status, headers=headers, content_type=content_type)
    return StreamingHttpResponse(
        _pieces(key, start, end), status=status, headers=headers, content_type=content_type
    )


async def _pieces(key: str, start: int, end: int) -> AsyncIterator[bytes]:
    # A thread of one's own each time: the request's has ended when this runs.
    file = await asyncio.to_thread(storage.open_blob, key)
    try:
        await asyncio.to_thread(file.seek, start)
        left = end - start
        while left > 0:
            piece = await asyncio.to_thread(file.read, min(CHUNK_BYTES, left))
            if not piece:
                return
            left -= len(piece)
            yield piece
    finally:
        await asyncio.to_thread(file.close)

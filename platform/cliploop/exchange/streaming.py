"""A download that is made while it is sent."""

from collections.abc import AsyncIterator, Iterable, Iterator
from urllib.parse import quote

from asgiref.sync import sync_to_async
from django.http import StreamingHttpResponse

AT_ONCE_BYTES = 1 << 16


def attachment(pieces: Iterable[bytes], name: str) -> StreamingHttpResponse:
    """A zip to be saved under a name, its pieces made one by one off the event loop."""
    response = StreamingHttpResponse(_sent(iter(pieces)), content_type="application/zip")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    response["Cache-Control"] = "no-store"
    return response


async def _sent(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    while piece := await sync_to_async(_gathered)(pieces):
        yield piece


def _gathered(pieces: Iterator[bytes]) -> bytes:
    """The next pieces as one, so that few steps cross to another thread; empty at the end."""
    found: list[bytes] = []
    size = 0
    for piece in pieces:
        found.append(piece)
        size += len(piece)
        if size >= AT_ONCE_BYTES:
            break
    return b"".join(found)

"""Bodies that are too long to hold: made in the request's thread, sent as they are made."""

from collections.abc import AsyncIterator, Iterator
from itertools import islice

from asgiref.sync import sync_to_async

_AT_ONCE = 500


async def streamed(lines: Iterator[str]) -> AsyncIterator[bytes]:
    """Lines of text as a body. The database may be read meanwhile."""
    take = sync_to_async(lambda: list(islice(lines, _AT_ONCE)))
    while taken := await take():
        yield "".join(taken).encode()

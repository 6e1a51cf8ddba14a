"""Request bodies that are read while they arrive.

Django's ASGI handler collects the whole body before a view runs, so that what came before a lost
connection would be lost too. Around it, `stream_bodies` hands the body of an upload's PATCH to the
view as it comes.
"""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator, MutableMapping
from typing import Any

from django.http import HttpRequest

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

STREAMED = re.compile(r"/api/v1/projects/\d+/uploads/[0-9a-fA-F-]{36}/?")
CHUNK_BYTES = 1 << 18
# A line may go dead without a word (another network, a forgetful router). Until this is over its
# upload is locked; a slow line that is given up with it goes on where it was.
SILENCE_SECONDS = 30.0
_SCOPE_KEY = "cliploop.body"


class ConnectionLost(Exception):
    """The other side went away in the middle of its body, or nothing was heard of it for long."""


class Body:
    """The chunks of one request's body, from a thread beside the event loop."""

    def __init__(self, receive: Receive, loop: asyncio.AbstractEventLoop) -> None:
        self._receive = receive
        self._loop = loop

    def chunks(self) -> Iterator[bytes]:
        """Each piece as it arrives. Raises ConnectionLost where the rest never will."""
        more = True
        while more:
            future = asyncio.run_coroutine_threadsafe(self._next(), self._loop)
            try:
                message = future.result(SILENCE_SECONDS)
            except TimeoutError as error:
                future.cancel()
                raise ConnectionLost from error
            if message["type"] != "http.request":
                raise ConnectionLost
            more = message.get("more_body", False)
            yield message.get("body", b"")

    async def _next(self) -> MutableMapping[str, Any]:
        return await self._receive()


def stream_bodies(app: App) -> App:
    """The ASGI application with the bodies of upload chunks streamed into the view."""

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        streamed = scope["type"] == "http" and scope["method"] == "PATCH"
        if not streamed or not STREAMED.fullmatch(scope["path"]):
            await app(scope, receive, send)
            return
        told = False

        async def nothing() -> MutableMapping[str, Any]:
            nonlocal told
            if not told:
                told = True
                return {"type": "http.request", "body": b"", "more_body": False}
            # Only the view listens now; it is the one to see that the other side went away.
            await asyncio.get_running_loop().create_future()
            raise ConnectionLost

        body = Body(receive, asyncio.get_running_loop())
        await app({**scope, _SCOPE_KEY: body}, nothing, send)

    return application


def chunks_of(request: HttpRequest) -> Iterator[bytes]:
    """The pieces of a request's body, streamed where the server can."""
    body = getattr(request, "scope", {}).get(_SCOPE_KEY)
    if isinstance(body, Body):
        yield from body.chunks()
        return
    while piece := request.read(CHUNK_BYTES):
        yield piece

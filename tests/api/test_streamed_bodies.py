"""Bodies of requests that are read while they arrive."""

import asyncio
from typing import Any

import pytest

from cliploop.videos import body
from cliploop.videos.body import ConnectionLost


def test_a_streamed_body_sees_the_connection_break() -> None:
    told: list[dict[str, Any]] = [
        {"type": "http.request", "body": b"abc", "more_body": True},
        {"type": "http.disconnect"},
    ]
    messages = iter(told)
    seen: list[bytes] = []

    async def receive() -> dict[str, Any]:
        return next(messages)

    async def app(scope: Any, receive: Any, send: Any) -> None:
        def read() -> None:
            seen.extend(scope["cliploop.body"].chunks())

        assert (await receive())["more_body"] is False
        await asyncio.to_thread(read)

    scope = {"type": "http", "method": "PATCH"}
    scope["path"] = "/api/v1/projects/1/uploads/00000000-0000-4000-8000-000000000001"
    with pytest.raises(ConnectionLost):
        asyncio.run(body.stream_bodies(app)(scope, receive, lambda message: None))  # type: ignore[arg-type, return-value]  # nothing is sent here
    assert seen == [b"abc"]

"""A topic's events as SSE, from where the reader left off."""

import re
import time
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

import redis.asyncio
from asgiref.sync import sync_to_async

from cliploop.events.broker import async_broker, stream_key

HEARTBEAT_SECONDS = 15.0
RETRY_MILLISECONDS = 2_000
HEADERS = {"Cache-Control": "no-cache, no-transform", "X-Accel-Buffering": "no"}
# A name and its data as JSON.
Event = tuple[str, str]
Heard = Callable[[Sequence[Event]], Sequence[Event | None]]
_ID = re.compile(r"\d{1,20}-\d{1,20}")


async def stream(
    topic: str, after: str | None, may: Callable[[], bool], heard: Heard
) -> AsyncIterator[bytes]:
    """Events behind the id `after`, then each as it comes, until the reader leaves.

    Begins with `reset` where some behind `after` are gone already. `may` is asked every
    heartbeat, however much there is to tell, whether the reader may still listen; `heard` what they
    hear of some events, one by one, with None for what is not for them.
    """
    broker = async_broker()
    key = stream_key(topic)
    try:
        yield f"retry: {RETRY_MILLISECONDS}\n\n".encode()
        position, complete = await _position(broker, key, after)
        if not complete:
            yield _event(position, "reset", "{}")
        asked = time.monotonic()
        while True:
            told = await broker.xread(
                {key: position}, count=100, block=int(HEARTBEAT_SECONDS * 1000)
            )
            if not told or time.monotonic() - asked >= HEARTBEAT_SECONDS:
                asked = time.monotonic()
                if not await sync_to_async(may)():
                    return
            for _, entries in _pairs(told):
                said = [(fields["name"], fields["data"]) for _, fields in entries]
                for (position, _), one in zip(
                    entries, await sync_to_async(heard)(said), strict=True
                ):
                    if one is not None:
                        yield _event(position, *one)
            if not told:
                yield b": still here\n\n"
    finally:
        await broker.aclose()


async def _position(broker: "redis.asyncio.Redis", key: str, after: str | None) -> tuple[str, bool]:
    """From where to read, and whether nothing behind `after` is missing."""
    exists = await broker.exists(key)
    info: dict[str, Any] = await broker.xinfo_stream(key) if exists else {}
    last = str(info.get("last-generated-id", "0-0"))
    if after is None:
        return last, True
    if not _ID.fullmatch(after):
        return last, False
    first = info.get("first-entry")
    oldest = str(first[0]) if first else last
    trimmed = int(info.get("entries-added", 1)) > int(info.get("length", 0))
    lost = trimmed and _order(after) < _order(oldest)
    # An id from ahead means that the broker has lost its memory.
    if lost or _order(after) > _order(last):
        return last, False
    return after, True


def _order(position: str) -> tuple[int, int]:
    milliseconds, _, number = position.partition("-")
    return int(milliseconds), int(number)


def _pairs(told: Any) -> Any:
    """The answer of either protocol version as (key, entries) pairs."""
    return told.items() if isinstance(told, dict) else told or ()


def _event(position: str, name: str, data: str) -> bytes:
    return f"id: {position}\nevent: {name}\ndata: {data}\n\n".encode()

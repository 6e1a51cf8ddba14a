"""Connections to the Redis-protocol server, one pool per process."""

from functools import cache
from typing import Any

import redis
import redis.asyncio
from django.conf import settings


@cache
def broker() -> "redis.Redis":
    """The broker for synchronous code. Answers are text. Safe to share between threads."""
    return redis.Redis.from_url(settings.REDIS_URL, decode_responses=True)


class SharedPool(redis.ConnectionPool):
    """The pool of Django's cache: one per process, where Django would open one per thread."""

    @classmethod
    @cache
    def from_url(cls, url: str, **options: Any) -> "SharedPool":
        """The same pool for everybody who asks for this server."""
        return super().from_url(url, **options)


def async_broker() -> "redis.asyncio.Redis":
    """A connection of one's own for one event loop; who opens it closes it (`aclose`)."""
    # Readers wait for longer than the client's own patience.
    return redis.asyncio.Redis.from_url(
        settings.REDIS_URL, decode_responses=True, socket_timeout=None
    )


def stream_key(topic: str) -> str:
    """The stream that a topic's events lie in."""
    return f"cliploop:events:{topic}"

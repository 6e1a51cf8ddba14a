"""Telling browsers."""

import json
import threading
import time
from collections.abc import Mapping
from typing import Any

import redis
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from cliploop.events.broker import broker, stream_key

# A name, and data.
Brief = tuple[str, Mapping[str, Any]]
KEPT = 10_000
AGAIN_SECONDS = 1.0
# The broker has all that is kept in its memory.
LARGEST_BYTES = 32 << 10


def publish(topic: str, name: str, *, brief: Brief | None = None, **data: Any) -> None:
    """Tell who listens to the topic, once the transaction is committed.

    `data` must be JSON-ready; ids, dates and decimals are. `brief` is told instead where that is
    more than `LARGEST_BYTES`: another name and data, by which readers know what to ask for. A
    broker that is away fails no request: once it is back, readers are told `reset`.
    """
    packed = json.dumps(data, cls=DjangoJSONEncoder)
    if brief is not None and len(packed) > LARGEST_BYTES:
        name, packed = brief[0], json.dumps(brief[1], cls=DjangoJSONEncoder)
    transaction.on_commit(lambda: _send(topic, name, packed), robust=True)


class Gaps:
    """The topics that lack an event which the broker did not take from this process.

    Their streams cannot tell: what was never written is not missing in them.
    """

    def __init__(self) -> None:
        self._topics: set[str] = set()
        self._telling = False
        self._lock = threading.Lock()

    def note(self, topic: str) -> None:
        """See to it that who listens to the topic is told `reset` once the broker is back."""
        with self._lock:
            self._topics.add(topic)
            if self._telling:
                return
            self._telling = True
        threading.Thread(target=self._tell, name="event gaps", daemon=True).start()

    def _tell(self) -> None:
        while True:
            time.sleep(AGAIN_SECONDS)
            with self._lock:
                topics, self._topics = self._topics, set()
            left = {topic for topic in topics if not _reset(topic)}
            with self._lock:
                self._topics |= left
                if not self._topics:
                    self._telling = False
                    return


_gaps = Gaps()


def _send(topic: str, name: str, packed: str) -> None:
    try:
        _add(topic, name, packed)
    except redis.RedisError:
        _gaps.note(topic)
        raise


def _reset(topic: str) -> bool:
    """Tell all who listen that they may have missed something; whether the broker took it."""
    try:
        _add(topic, "reset", "{}")
    except redis.RedisError:
        return False
    return True


def _add(topic: str, name: str, packed: str) -> None:
    broker().xadd(stream_key(topic), {"name": name, "data": packed}, maxlen=KEPT, approximate=True)

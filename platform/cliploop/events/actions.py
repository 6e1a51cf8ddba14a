"""Telling browsers."""

import json
from collections.abc import Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from cliploop.events.broker import broker, stream_key

# A name, and data.
Brief = tuple[str, Mapping[str, Any]]
KEPT = 10_000
# The broker has all that is kept in its memory.
LARGEST_BYTES = 32 << 10


def publish(topic: str, name: str, *, brief: Brief | None = None, **data: Any) -> None:
    """Tell who listens to the topic, once the transaction is committed.

    `data` must be JSON-ready; ids, dates and decimals are. `brief` is told instead where that is
    more than `LARGEST_BYTES`: another name and data, by which readers know what to ask for. A
    broker that is away fails no request:
    readers learn of the gap by the reset that a resumed stream starts with.
    """
    packed = json.dumps(data, cls=DjangoJSONEncoder)
    if brief is not None and len(packed) > LARGEST_BYTES:
        name, packed = brief[0], json.dumps(brief[1], cls=DjangoJSONEncoder)
    transaction.on_commit(lambda: _send(topic, name, packed), robust=True)


def _send(topic: str, name: str, packed: str) -> None:
    broker().xadd(stream_key(topic), {"name": name, "data": packed}, maxlen=KEPT, approximate=True)

"""Telling browsers."""

import json
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from cliploop.events.broker import broker, stream_key

KEPT = 10_000


def publish(topic: str, name: str, **data: Any) -> None:
    """Tell who listens to the topic, once the transaction is committed.

    `data` must be JSON-ready; ids, dates and decimals are. A broker that is away fails no request:
    readers learn of the gap by the reset that a resumed stream starts with.
    """
    packed = json.dumps(data, cls=DjangoJSONEncoder)
    transaction.on_commit(lambda: _send(topic, name, packed), robust=True)


def _send(topic: str, name: str, packed: str) -> None:
    broker().xadd(stream_key(topic), {"name": name, "data": packed}, maxlen=KEPT, approximate=True)

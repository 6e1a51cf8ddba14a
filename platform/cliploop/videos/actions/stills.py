"""Stills: one picture at full resolution, drawn when somebody first asks."""

import time
import uuid

from django.conf import settings
from django.db import connection

from annotator.contracts.media import STILL, DrawStill
from annotator.refusal import Code, Refusal
from cliploop.events.broker import broker as redis
from cliploop.jobs import broker
from cliploop.storage import queries as storage
from cliploop.videos.models import Rendition

PATIENCE_SECONDS = 20.0
_LOOK_EVERY_SECONDS = 0.05
_ASKED_SECONDS = 30


def still(rendition: Rendition, source_frame: int, *, patience: float = PATIENCE_SECONDS) -> str:
    """The path in the storage of a source frame's picture, drawn if need be.

    Refuses (`lost`) when no worker draws it in time.
    """
    path = f"stills/{rendition.video.key}/{source_frame}.webp"
    if storage.path_exists(path):
        return path
    # Many may wait for one picture; it is asked for once.
    if redis().set(f"cliploop:still:{path}", "1", nx=True, ex=_ASKED_SECONDS):
        broker.send(STILL.name, STILL.queue, _ask(rendition, source_frame, path))
    # The connection goes back into the pool: waiting needs none.
    if not connection.in_atomic_block:
        connection.close()
    until = time.monotonic() + patience
    while time.monotonic() < until:
        if storage.path_exists(path):
            return path
        time.sleep(_LOOK_EVERY_SECONDS)
    raise Refusal(Code.LOST, "No media worker drew this frame in time. Is one running?")


def _ask(rendition: Rendition, source_frame: int, path: str) -> dict[str, object]:
    message = DrawStill(
        str(uuid.uuid4()),
        uuid.uuid4().hex,
        settings.STORAGE_URL,
        rendition.video.key,
        rendition.pts_key,
        source_frame,
        path,
    )
    return message.pack()

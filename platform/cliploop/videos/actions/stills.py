"""Stills: one picture at full resolution, drawn when somebody first asks."""

import time
import uuid
from typing import Any

from django.conf import settings
from django.db import connection

from annotator.contracts.media import STILL, DrawStill
from annotator.refusal import Code, Refusal
from cliploop.events.broker import broker as redis
from cliploop.jobs import broker
from cliploop.storage import actions as cached
from cliploop.storage import queries as storage
from cliploop.videos import queries
from cliploop.videos.models import Rendition

PATIENCE_SECONDS = 20.0
_LOOK_EVERY_SECONDS = 0.05
_ASKED_SECONDS = 30


def still(
    rendition: Rendition, frame: int, source_frame: int, *, patience: float = PATIENCE_SECONDS
) -> str:
    """The path in the storage of the picture of a frame that shows a source frame.

    It is drawn if need be: from the source, or from the proxy where the original was removed.
    Refuses as the worker does, and (`lost`) when none draws it in time.
    """
    path, number = place_of(rendition, frame, source_frame)
    if storage.path_exists(path):
        cached.note_use(path)
        return path
    name, ask = f"cliploop:still:{path}", _ask(rendition, number, path)
    # Many may wait for one picture; it is asked for once.
    if redis().set(name, ask["job_id"], nx=True, ex=_ASKED_SECONDS):
        broker.send(STILL.name, STILL.queue, ask)
    errand = str(redis().get(name) or ask["job_id"])
    # The connection goes back into the pool: waiting needs none.
    if not connection.in_atomic_block:
        connection.close()
    until = time.monotonic() + patience
    while time.monotonic() < until:
        if storage.path_exists(path):
            return path
        if (refusal := broker.failure(errand)) is not None:
            raise refusal
        time.sleep(_LOOK_EVERY_SECONDS)
    raise Refusal(Code.LOST, "No assist worker drew this frame in time. Is one running?")


def place_of(rendition: Rendition, frame: int, source_frame: int) -> tuple[str, int]:
    """Where in the storage the picture of a frame lies or will lie, and the number it is drawn by.

    The path tells the picture apart from any other, for good.
    """
    removed = rendition.video.removed_at is not None
    key, number = (rendition.proxy_key, frame) if removed else (rendition.video.key, source_frame)
    return f"stills/{key}/{number}.webp", number


def _ask(rendition: Rendition, number: int, path: str) -> dict[str, Any]:
    video = rendition.video
    # The frames of a proxy are its own; those of a source are the ones that ingest found.
    if video.removed_at is not None:
        source, times = queries.Source(rendition.proxy_key), ""
    else:
        source, times = queries.source(video), rendition.pts_key
    message = DrawStill(
        str(uuid.uuid4()),
        uuid.uuid4().hex,
        settings.STORAGE_URL,
        source.key,
        times,
        number,
        path,
        source.url,
        source.stamp,
    )
    return message.pack()

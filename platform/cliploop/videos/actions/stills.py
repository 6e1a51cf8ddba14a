"""Stills: one picture at full resolution, drawn when somebody first asks."""

import time
import uuid

from django.conf import settings
from django.db import connection

from annotator.contracts.media import STILL, DrawStill
from annotator.refusal import Code, Refusal
from cliploop.jobs import broker
from cliploop.storage import actions as cached
from cliploop.storage import queries as storage
from cliploop.videos import queries
from cliploop.videos.models import Rendition
from cliploop.videos.queries import Source

PATIENCE_SECONDS = 20.0
_LOOK_EVERY_SECONDS = 0.05


def still(
    rendition: Rendition, frame: int, source_frame: int, *, patience: float = PATIENCE_SECONDS
) -> str:
    """The path in the storage of the picture of a frame that shows a source frame.

    It is drawn if need be: from the source, or from the proxy where the original was removed, or
    is one in which the frame cannot be found in the time that there is for that. Refuses as the
    worker does, (`not-ready`) what takes it long, and (`unreached`) when none begins in time.
    """
    if rendition.video.removed_at is None:
        try:
            return _drawn(rendition, source_frame, patience, original=True)
        except Refusal as refusal:
            if refusal.code is not Code.BUDGET:
                raise
    return _drawn(rendition, frame, patience, original=False)


def place_of(rendition: Rendition, frame: int, source_frame: int) -> str:
    """Where in the storage the picture of a frame lies or will lie.

    The path tells the picture apart from any other, for good.
    """
    original = rendition.video.removed_at is None
    return _path(rendition, source_frame if original else frame, original=original)


def _path(rendition: Rendition, number: int, *, original: bool) -> str:
    return f"stills/{rendition.video.key if original else rendition.proxy_key}/{number}.webp"


def _drawn(rendition: Rendition, number: int, patience: float, *, original: bool) -> str:
    path = _path(rendition, number, original=original)
    if storage.path_exists(path):
        cached.note_use(path)
        return path
    # Many may wait for one picture, and ask for it again while it is drawn: its path is its name.
    errand = str(uuid.uuid5(uuid.NAMESPACE_URL, path))
    if broker.failure(errand) is None and broker.begin(errand):
        ask = _ask(errand, rendition, number, path, original=original)
        broker.send(STILL.name, STILL.queue, ask.pack())
    # The connection goes back into the pool: waiting needs none.
    if not connection.in_atomic_block:
        connection.close()
    until = time.monotonic() + patience
    while True:
        if storage.path_exists(path):
            return path
        if (refusal := broker.failure(errand)) is not None:
            raise refusal
        if time.monotonic() > until:
            raise _not_yet(errand)
        time.sleep(_LOOK_EVERY_SECONDS)


def _not_yet(errand: str) -> Refusal:
    if broker.is_begun(errand):
        return Refusal(
            Code.NOT_READY,
            "This frame is still being drawn: its original is large, or far away. Ask for it again "
            "in a moment",
        )
    return Refusal(
        Code.UNREACHED,
        "No assist worker began to draw this frame in time. Ask an administrator whether one is "
        "running, or has too much to do",
    )


def _ask(errand: str, rendition: Rendition, number: int, path: str, *, original: bool) -> DrawStill:
    # The frames of a proxy are its own; those of a source are the ones that ingest found.
    if original:
        source, times = queries.source(rendition.video), rendition.pts_key
        size = rendition.width or 0, rendition.height or 0
    else:
        source, times, size = Source(rendition.proxy_key), "", (0, 0)
    return DrawStill(
        errand,
        uuid.uuid4().hex,
        settings.STORAGE_URL,
        source.key,
        times,
        number,
        path,
        source.url,
        source.stamp,
        *size,
    )

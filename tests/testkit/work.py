"""The media worker's part, done at once: no broker, no process of its own."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from annotator.contracts.errands import Failed
from annotator.contracts.media import CUT, INGEST, CutVideo, DrawStill, IngestVideo, VideoIngested
from annotator.refusal import Refusal
from cliploop.intake.actions import cutting, ingest
from cliploop.jobs import actions as jobs
from cliploop.jobs.models import OPEN, Job
from mlworker.decode import cut as cutter
from mlworker.decode import ingest as taker
from mlworker.decode import still


def silent(*_: object, **__: object) -> None:
    """Nobody listens."""


def work_through() -> int:
    """Do every open job of the media queue, also those that come of them; how many."""
    done = 0
    while job := Job.objects.filter(state__in=OPEN, queue="media").order_by("created_at").first():
        with room():
            _do(job)
        done += 1
    return done


def draw(ask: DrawStill) -> None:
    """Draw a still."""
    with room():
        still.draw(ask, silent)


@contextmanager
def room() -> Iterator[None]:
    """An empty folder to work in."""
    before = os.getcwd()
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        try:
            yield
        finally:
            os.chdir(before)


def _do(job: Job) -> None:
    try:
        if job.work == INGEST.name:
            reply = taker.ingest(IngestVideo.unpack(job.ask), silent)
            assert isinstance(reply, VideoIngested), "a short video is taken in in one pass"
            ingest.ingested(reply)
        elif job.work == CUT.name:
            cutting.store(cutter.cut(CutVideo.unpack(job.ask), silent))
        else:
            raise AssertionError(f"{job.work} is not of the media queue")
    except Refusal as refusal:
        jobs.failed(Failed(str(job.pk), job.token, refusal.code, refusal.title))

"""The media worker's part, done at once: no broker, no process of its own."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from annotator.contracts.errands import Failed, Progressed
from annotator.contracts.media import DrawStill
from annotator.contracts.registry import WORKS
from annotator.refusal import Refusal
from cliploop.celery import app
from cliploop.jobs import actions as jobs
from cliploop.jobs.models import Job, State
from mlworker.child import Progress, find
from mlworker.decode import still
from mlworker.tasks import STEPS, told_secret

QUEUES = ("media", "segments", "assist", "hooks")


def silent(*_: object, **__: object) -> None:
    """Nobody listens."""


def telling(job: Job) -> Progress:
    """Progress of which the platform hears the details: how far a job is, nobody asks."""

    def tell(*_: object, **detail: Any) -> None:
        plain = {"done", "total", "unit", "message"}
        told = {name: value for name, value in detail.items() if name not in plain}
        if told:
            jobs.progressed(Progressed(str(job.pk), job.token, detail=told))

    return tell


def work_through() -> int:
    """Do every open job of the media worker, also those that come of them; how many."""
    done = 0
    waiting = Job.objects.filter(state=State.QUEUED, queue__in=QUEUES)
    while job := waiting.order_by("created_at").first():
        do(job)
        done += 1
    return done


def do(job: Job) -> None:
    """Do a job as a worker does it, and let the platform take the reply."""
    work = next(one for one in WORKS if one.name == job.work)
    app.loader.import_default_modules()
    try:
        with room():
            ask = told_secret(work.ask.unpack(job.ask))
            reply = find(STEPS[work][0])(ask, telling(job))
    except Refusal as refusal:
        jobs.failed(Failed(str(job.pk), job.token, refusal.code, refusal.title))
    else:
        app.tasks[work.task_of(reply)](reply.pack())


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

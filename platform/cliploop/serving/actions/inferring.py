"""Asking a model about one clip, and waiting for what it says."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, BinaryIO
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from annotator import ranges
from annotator.access import Actor, Capability, require
from annotator.contracts import samples
from annotator.contracts.learning import Sample
from annotator.contracts.serving import INFER, ClipInferred, InferClip, Wanted
from annotator.fields import invalid
from annotator.refusal import Code, Refusal
from cliploop.annotations import poses
from cliploop.audit import actions as audit
from cliploop.datasets import queries as datasets
from cliploop.jobs import actions as jobs
from cliploop.jobs.models import OPEN, Job, State
from cliploop.learning import queries as learning
from cliploop.learning.models import Model
from cliploop.releases import queries as releases
from cliploop.storage import actions as storage

KIND = "infer"
MOST_SECONDS = 120.0
# Answers that one person, and all together, wait for at a time: each is a process of its own.
MOST_OPEN, MOST_OF_ALL = 4, 16
# About how long one takes.
RETRY_SECONDS = 5
LOOK_EVERY_SECONDS = 0.1
# So long an answer can be read.
KEPT = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Asked:
    """A clip that a model is asked about: a file, or frames [start, end) of an item, its end by
    default.
    """

    wanted: Wanted
    file: BinaryIO | None = None
    item_id: int = 0
    start: int = 0
    end: int | None = None


def start(actor: Actor, model_id: int, asked: Asked) -> Job:
    """Have a model look at a clip; the job's result is what it says.

    Refuses (`not-ready`) a retired model, one that lives elsewhere, and a clip that is being
    prepared or judges models, (`invalid`) frames that are not there, (`too-large`) too many of
    them, (`busy`) while too many answers are waited for.
    """
    require(actor, Capability.ANNOTATE)
    model = _askable(actor, model_id)
    sample = None if asked.file else _posed(model, _sample(actor, asked))
    _require_room(actor)
    source_key = storage.put_stream(asked.file) if asked.file else ""

    def message(job_id: UUID, token: str) -> InferClip:
        return InferClip(
            job_id=str(job_id),
            token=token,
            storage_url=str(settings.STORAGE_URL),
            weights_key=model.weights_key,
            card_key=model.card_key,
            wanted=asked.wanted,
            most_seconds=MOST_SECONDS,
            source_key=source_key,
            sample=sample,
        )

    with transaction.atomic():
        job = jobs.start(
            INFER,
            message,
            project_id=actor.project_id,
            kind=KIND,
            title=f"Asking {model.name} about one clip",
            created_by=actor.user_id,
            subject=("model", model.pk),
        )
        audit.record(actor, "model.infer", f"model:{model.pk}", after={"job": str(job.pk)})
    return job


def _askable(actor: Actor, model_id: int) -> Model:
    model = learning.model(actor, model_id)
    if model.state == "retired":
        raise Refusal(Code.NOT_READY, f"{model.name} is retired; take another, or make it ready")
    learning.require_here(model, "predict stored clips with it")
    return model


def wait(job: Job) -> Job:
    """The job once it has ended, or as it is when the time that somebody waits is over.

    Refuses as the worker does.
    """
    until = time.monotonic() + settings.CLIPLOOP_INFER_SECONDS
    while True:
        # The connection goes back into the pool: waiting needs none.
        if not connection.in_atomic_block:
            connection.close()
        time.sleep(min(LOOK_EVERY_SECONDS, max(0.0, until - time.monotonic())))
        job.refresh_from_db()
        if job.state not in OPEN or time.monotonic() >= until:
            break
    if job.state == State.FAILED:
        error: Mapping[str, Any] = job.error or {}
        raise Refusal(Code(error["code"]), error["title"])
    if job.state == State.CANCELLED:
        raise Refusal(Code.CANCELLED, "This was cancelled. Ask again")
    return job


def inferred(reply: ClipInferred) -> None:
    """Keep what a model said in its job. A stale reply changes nothing."""
    jobs.finish(reply.job_id, reply.token, dict(reply.answer))


def forget(now: datetime) -> None:
    """Drop answers that nobody waits for any more: a busy endpoint makes very many. The log keeps
    who asked which model when.
    """
    Job.objects.filter(kind=KIND, finished_at__lt=now - KEPT).delete()


def _sample(actor: Actor, asked: Asked) -> Sample:
    item = datasets.item(actor, asked.item_id)
    if datasets.judges(item):
        raise Refusal(Code.NOT_READY, "This clip judges models: label it first")
    lines = releases.labeled(learning.present(actor).filter(pk=item.pk), sources=())
    line = next(iter(lines), None)
    if line is None:
        raise Refusal(Code.NOT_READY, "This clip is still being prepared")
    whole = samples.sample(line, ())
    end = whole.frames if asked.end is None else asked.end
    if not 0 <= asked.start < end <= whole.frames:
        raise invalid("end", f"Must lie after the start, and at most at frame {whole.frames}")
    seconds = (end - asked.start) * whole.rate_denominator / whole.rate_numerator
    if seconds > MOST_SECONDS:
        raise Refusal(
            Code.TOO_LARGE,
            f"These frames last {seconds:.0f} s; at most {MOST_SECONDS:.0f} s are looked at at "
            "once. Ask about a part of them, or predict the clip",
        )
    beside = ranges.complement(((asked.start, end),), whole.frames)
    found = replace(whole, skips=ranges.union(whole.skips, beside))
    if not samples.clips(found):
        raise invalid("start", "All of these frames are left out of the clip")
    return found


def _posed(model: Model, sample: Sample) -> Sample:
    entries = model.run.members.values_list("run__entry", flat=True)
    return poses.beside([sample], model.run.entry, *entries)[0]


def _require_room(actor: Actor) -> None:
    waiting = Job.objects.filter(kind=KIND, state__in=OPEN)
    if waiting.filter(created_by_id=actor.user_id).count() >= MOST_OPEN:
        raise _busy(f"{MOST_OPEN} answers that you asked for are still made. Wait for one")
    if waiting.count() >= MOST_OF_ALL:
        raise _busy(f"Models are asked by {MOST_OF_ALL} already. Ask again in a moment")


def _busy(title: str) -> Refusal:
    return Refusal(Code.BUSY, title, extra={"retry_after_seconds": RETRY_SECONDS})

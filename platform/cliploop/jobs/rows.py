"""What may happen to a job's row, with all that follows from it. Every caller holds its lock."""

import secrets
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import FloatField, Sum
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils import timezone

from annotator.contracts.errands import KEPT, Progressed
from annotator.refusal import Code
from cliploop.api.afterwards import afterwards
from cliploop.events import actions as events
from cliploop.jobs import broker, queries
from cliploop.jobs.models import OPEN, Job, State

ATTEMPTS = 3


def held(job_id: object, *, skip_locked: bool = False) -> Job | None:
    """The row of a job, locked; that of the job it is a part of before it, always in this order."""
    rows = Job.objects.select_for_update(of=("self",), skip_locked=skip_locked)
    whole = Job.objects.filter(pk=str(job_id)).values_list("parent_id", flat=True).first()
    if whole is not None and rows.filter(pk=whole).first() is None:
        return None
    return rows.select_related("parent").filter(pk=str(job_id)).first()


def attempt(job_id: object, token: str) -> Job | None:
    """The locked row of a living attempt, or none for a stale or unknown one."""
    try:
        job = held(uuid.UUID(str(job_id)))
    except ValueError:
        return None
    if job is None or job.state not in OPEN:
        return None
    return job if secrets.compare_digest(job.token.encode(), token.encode()) else None


def again(job: Job, *, counted: bool = True) -> None:
    """A new attempt with a new token, so that nothing of the old one is believed.

    The old one is told to stop: its message may still lie somewhere, and would be done in vain.
    """
    afterwards(broker.stop, job.pk, job.token)
    job.token = new_token()
    job.attempt += counted
    job.state = State.QUEUED
    job.lease_until = job.started_at = None
    job.progress, job.detail = {}, {}
    job.ask = {**job.ask, "token": job.token}
    job.save()
    dispatch(job)
    tell(job)


def dispatch(job: Job) -> None:
    """Send the ask once the transaction is committed."""
    job.sent_at = timezone.now()
    job.save(update_fields=["sent_at"])
    # A send that fails is found by the reconciler like any lost message.
    afterwards(broker.send, job.work, job.queue, job.ask)


def lost(job: Job, error: Mapping[str, Any] | None = None) -> None:
    """The attempt ended by no fault of its own: try again, or give up, for the reason it gave.

    They count from the last one that kept something for the next: what gets on is not given up.
    """
    if job.detail.get(KEPT):
        job.attempt = 1
    if job.attempt < ATTEMPTS:
        again(job)
        return
    afterwards(broker.stop, job.pk, job.token)
    title = (
        f"The worker stopped {ATTEMPTS} times while doing this. It may lack memory: "
        "look at its log, then retry"
    )
    fail(job, error or {"code": Code.LOST, "title": title})


def fail(job: Job, error: Mapping[str, Any]) -> None:
    """End a job as failed, and with it the one that it is a part of."""
    job.error = dict(error)
    end(job, State.FAILED)
    if job.parent is not None and job.parent.state in OPEN:
        job.parent.error = dict(error)
        end(job.parent, State.FAILED)
        stop_parts(job.parent)


def stop(job: Job) -> None:
    """End a job as cancelled, with all its parts. A reply that still comes is dropped."""
    job.cancel_requested_at = timezone.now()
    afterwards(broker.stop, job.pk, job.token)
    end(job, State.CANCELLED)
    stop_parts(job)


def stop_parts(job: Job) -> None:
    """Cancel the parts of a job that are not done."""
    for part in job.parts.select_for_update().filter(state__in=OPEN).order_by("pk"):
        stop(part)


def end(job: Job, state: State) -> None:
    """Write down how a job ended."""
    job.state = state
    job.finished_at = timezone.now()
    job.lease_until = None
    job.save()
    tell(job)
    if state == State.SUCCEEDED and job.parent is not None:
        sum_up(job.parent, job.finished_at)


def advance(job: Job, said: Progressed, now: datetime, begun: float = 0) -> None:
    """Note the progress with its rate per second and time left, since `begun` was done."""
    elapsed = (now - (job.started_at or now)).total_seconds()
    rate = (said.done - begun) / elapsed if elapsed > 0 and said.done > begun else None
    left = max(said.total - said.done, 0)
    job.progress = {
        "done": said.done,
        "total": said.total,
        "unit": said.unit,
        "message": said.message,
        "rate": rate,
        "eta_seconds": left / rate if rate and said.total else None,
    }


def sum_up(whole: Job, now: datetime, message: str = "") -> None:
    """Note how far a job is whose parts are done apart: what they count in its unit, summed."""
    if whole.state != State.RUNNING:
        return
    known = whole.progress
    counted = whole.parts.filter(progress__unit=known["unit"])
    total = Sum(Cast(KT("progress__done"), FloatField()))
    begun = float(whole.detail.get("begun", 0))
    done = begun + float(counted.aggregate(done=total)["done"] or 0)
    said = Progressed(str(whole.pk), "", done, known["total"], known["unit"], message)
    advance(whole, said, now, begun)
    whole.save(update_fields=["progress"])
    tell(whole)


def tell(job: Job) -> None:
    """Tell browsers how a job is. Parts are not shown: the whole speaks for them.

    A large result is left out: who waits for it asks.
    """
    if job.project_id is not None and job.parent_id is None:
        shown = queries.shown(job)
        brief = ("job", shown | {"result": None})
        events.publish(f"project:{job.project_id}", "job", brief=brief, **shown)


def new_token() -> str:
    """The proof of an attempt."""
    return secrets.token_urlsafe(24)

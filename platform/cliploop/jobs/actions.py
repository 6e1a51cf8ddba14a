"""Starting jobs, and every change of one. The row is the truth, messages are its errands."""

import logging
import secrets
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone

from annotator.access import Actor, Capability, require
from annotator.contracts.errands import Failed, Progressed
from annotator.contracts.message import Message, Work
from annotator.refusal import Code, Refusal
from cliploop.audit import actions as audit
from cliploop.events import actions as events
from cliploop.jobs import broker, queries
from cliploop.jobs.models import OPEN, Job, State

log = logging.getLogger(__name__)
LEASE = timedelta(seconds=15)
UNCLAIMED = timedelta(seconds=10)
ATTEMPTS = 3


@transaction.atomic
def start(
    work: Work,
    ask: Callable[[uuid.UUID, str], Message],
    *,
    project_id: int | None,
    kind: str,
    title: str,
    created_by: int | None = None,
    not_before: datetime | None = None,
    subject: tuple[str, int] | None = None,
) -> Job:
    """Make a job, and send its ask once the transaction is committed.

    `ask` makes the message for a job id and token. `created_by` is a user's id, `subject` what the
    job is about, such as ("item", 7). With `not_before` the reconciler sends it when it is time.
    """
    job_id, token = uuid.uuid4(), _token()
    subject_type, subject_id = subject or ("", None)
    job = Job.objects.create(
        id=job_id,
        project_id=project_id,
        kind=kind,
        title=title[:200],
        work=work.name,
        queue=work.queue,
        ask={**ask(job_id, token).pack(), "job_id": str(job_id), "token": token},
        token=token,
        not_before=not_before,
        subject_type=subject_type,
        subject_id=subject_id,
        created_by_id=created_by,
    )
    if not_before is None or not_before <= timezone.now():
        _dispatch(job)
    _tell(job)
    return job


@transaction.atomic
def progressed(progress: Progressed) -> None:
    """Note how far the present attempt is, and extend its lease. An old token is ignored."""
    job = _attempt(progress.job_id, progress.token)
    if job is None:
        return
    now = timezone.now()
    if job.state == State.QUEUED:
        job.state = State.RUNNING
        job.started_at = now
    job.lease_until = now + LEASE
    job.progress = _advanced(job, progress, now)
    job.detail = _merged(job.detail, progress.detail)
    job.save(update_fields=["state", "started_at", "lease_until", "progress", "detail"])
    _tell(job)


@transaction.atomic
def finish(job_id: object, token: str, result: dict[str, Any]) -> Job | None:
    """End the job as succeeded. None means that the reply is stale: drop it.

    Call it first inside the action that stores the reply, so that both happen or neither.
    """
    job = _attempt(job_id, token)
    if job is None:
        return None
    job.result = result
    if total := job.progress.get("total"):
        # Progress comes by another message than the reply, and the last of it may never come.
        job.progress = {**job.progress, "done": total, "message": "", "eta_seconds": None}
    _end(job, State.SUCCEEDED)
    return job


@transaction.atomic
def failed(failure: Failed) -> None:
    """End the job as failed, or as cancelled where that was asked for. Old tokens are ignored."""
    job = _attempt(failure.job_id, failure.token)
    if job is None:
        return
    if failure.code == Code.CANCELLED:
        _end(job, State.CANCELLED)
    else:
        job.error = {"code": failure.code, "title": failure.title}
        _end(job, State.FAILED)


@transaction.atomic
def cancel(actor: Actor, job_id: object) -> Job:
    """Stop a job. Its row is final at once; a reply that still comes is dropped."""
    job = _locked(actor, job_id)
    require(actor, Capability.MANAGE)
    if job.state not in OPEN:
        raise Refusal(Code.WRONG_STAGE, f"This job has already {_ENDED[State(job.state)]}")
    before = job.state
    job.cancel_requested_at = timezone.now()
    transaction.on_commit(partial(broker.stop, job.pk, job.token), robust=True)
    _end(job, State.CANCELLED)
    audit.record(actor, "job.cancel", job.pk, before=before, after=job.state)
    return job


@transaction.atomic
def retry(actor: Actor, job_id: object) -> Job:
    """Run a failed or cancelled job again, with all its attempts."""
    job = _locked(actor, job_id)
    require(actor, Capability.MANAGE)
    if job.state not in (State.FAILED, State.CANCELLED):
        raise Refusal(Code.WRONG_STAGE, "Only a failed or cancelled job can be run again")
    if job.kind == "round" or job.subject_type == "round":
        # Its end made room for another round: two would be open at once.
        raise Refusal(Code.WRONG_STAGE, "This round has ended. Start a new round instead")
    before = job.state
    job.attempt = 0
    job.error = job.result = job.finished_at = job.cancel_requested_at = job.not_before = None
    _again(job)
    audit.record(actor, "job.retry", job.pk, before=before, after=job.state)
    return job


def reconcile(now: datetime) -> None:
    """Send what is due, again what was lost, and end what was tried often enough."""
    for job_id in queries.overdue(now, UNCLAIMED):
        try:
            _mend(job_id, now)
        except Exception:  # one broken job must not stop the others
            log.exception("Cannot reconcile job %s", job_id)


@transaction.atomic
def _mend(job_id: uuid.UUID, now: datetime) -> None:
    job = Job.objects.select_for_update(skip_locked=True).filter(pk=job_id, state__in=OPEN).first()
    if job is None:
        return
    if job.state == State.RUNNING:
        if job.lease_until is not None and job.lease_until < now:
            _lost(job)
    elif job.sent_at is None:
        if job.not_before is None or job.not_before <= now:
            _dispatch(job)
            _tell(job)
    elif job.sent_at < now - UNCLAIMED and not broker.waiting(job.queue):
        # A claimed attempt that never reported died before its first word.
        _lost(job) if broker.is_claimed(job.token) else _again(job, counted=False)


def _lost(job: Job) -> None:
    """The attempt's worker is gone: try again, or give up."""
    if job.attempt < ATTEMPTS:
        _again(job)
        return
    transaction.on_commit(partial(broker.stop, job.pk, job.token), robust=True)
    title = (
        f"The worker stopped {ATTEMPTS} times while doing this. It may lack memory: "
        "look at its log, then retry"
    )
    job.error = {"code": Code.LOST, "title": title}
    _end(job, State.FAILED)


def _again(job: Job, *, counted: bool = True) -> None:
    """A new attempt with a new token, so that nothing of the old one is believed.

    The old one is told to stop: its message may still lie somewhere, and would be done in vain.
    """
    transaction.on_commit(partial(broker.stop, job.pk, job.token), robust=True)
    job.token = _token()
    job.attempt += counted
    job.state = State.QUEUED
    job.lease_until = job.started_at = None
    job.progress, job.detail = {}, {}
    job.ask = {**job.ask, "token": job.token}
    job.save()
    _dispatch(job)
    _tell(job)


def _dispatch(job: Job) -> None:
    job.sent_at = timezone.now()
    job.save(update_fields=["sent_at"])
    # A send that fails is found by the reconciler like any lost message.
    transaction.on_commit(partial(broker.send, job.work, job.queue, job.ask), robust=True)


def _end(job: Job, state: State) -> None:
    job.state = state
    job.finished_at = timezone.now()
    job.lease_until = None
    job.save()
    _tell(job)


def _tell(job: Job) -> None:
    if job.project_id is not None:
        events.publish(f"project:{job.project_id}", "job", **queries.shown(job))


def _token() -> str:
    return secrets.token_urlsafe(24)


_ENDED = {
    State.SUCCEEDED: "succeeded",
    State.FAILED: "failed",
    State.CANCELLED: "been cancelled",
}


def _locked(actor: Actor, job_id: object) -> Job:
    found = queries.within(actor).select_for_update(of=("self",)).filter(pk=str(job_id)).first()
    if found is None:
        raise Refusal(Code.NOT_FOUND, "There is no such job in this project")
    return found


def _attempt(job_id: object, token: str) -> Job | None:
    """The locked row of a living attempt, or none for a stale or unknown one."""
    try:
        known = uuid.UUID(str(job_id))
    except ValueError:
        return None
    job = Job.objects.select_for_update().filter(pk=known, state__in=OPEN).first()
    if job is None or not secrets.compare_digest(job.token.encode(), token.encode()):
        return None
    return job


def _advanced(job: Job, progress: Progressed, now: datetime) -> dict[str, Any]:
    """The progress with its rate per second and time left, from the attempt's start."""
    started = job.started_at or now
    elapsed = (now - started).total_seconds()
    rate = progress.done / elapsed if elapsed > 0 and progress.done > 0 else None
    left = max(progress.total - progress.done, 0)
    return {
        "done": progress.done,
        "total": progress.total,
        "unit": progress.unit,
        "message": progress.message,
        "rate": rate,
        "eta_seconds": left / rate if rate and progress.total else None,
    }


def _merged(detail: dict[str, Any], more: Any) -> dict[str, Any]:
    """`detail` with `more` by key; lists grow."""
    merged = dict(detail)
    for name, value in dict(more).items():
        known = merged.get(name)
        both_lists = isinstance(known, list) and isinstance(value, list)
        merged[name] = [*known, *value] if both_lists else value  # type: ignore[misc]  # checked above
    return merged

"""Starting jobs, and every change of one. The row is the truth, messages are its errands."""

import logging
import uuid
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from annotator.access import Actor, Capability, require
from annotator.contracts.errands import Failed, Progressed
from annotator.contracts.message import Message, Work
from annotator.refusal import Code, Refusal
from cliploop.audit import actions as audit
from cliploop.jobs import broker, queries, rows
from cliploop.jobs.health import QUEUES
from cliploop.jobs.models import OPEN, Job, State
from cliploop.storage import roots

log = logging.getLogger(__name__)
LEASE = timedelta(seconds=15)
UNCLAIMED = timedelta(seconds=10)


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
    parent: Job | None = None,
) -> Job:
    """Make a job, and send its ask once the transaction is committed.

    `ask` makes the message for a job id and token. `created_by` is a user's id, `subject` what the
    job is about, such as ("item", 7). With `not_before` the reconciler sends it when it is time.
    One with a `parent` is a part of it (see `divide`).
    """
    job_id, token = uuid.uuid4(), rows.new_token()
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
        parent=parent,
    )
    if not_before is None or not_before <= timezone.now():
        rows.dispatch(job)
    rows.tell(job)
    return job


@transaction.atomic
def divide(job_id: object, token: str, *, total: float, unit: str) -> Job | None:
    """Let a job go on as the sum of parts that are started next; those of a former turn go.

    From now on what they count in `unit` is its progress, the end of the last is for the caller to
    see (`complete`), and when one fails or the whole is cancelled all end. None means that the
    reply is stale.
    """
    job = rows.attempt(job_id, token)
    if job is None:
        return None
    rows.stop_parts(job)
    job.parts.all().delete()
    job.state, job.token, job.lease_until = State.RUNNING, rows.new_token(), None
    job.started_at = job.started_at or timezone.now()
    rows.advance(job, Progressed(str(job.pk), "", 0, total, unit), job.started_at)
    job.save()
    return job


@transaction.atomic
def count(job: Job, done: float) -> None:
    """Say how much of a divided job was there before its parts began."""
    job.detail = {**job.detail, "begun": done}
    job.save(update_fields=["detail"])
    rows.sum_up(job, timezone.now())


@transaction.atomic
def progressed(progress: Progressed) -> None:
    """Note how far the present attempt is, and extend its lease. An old token is ignored."""
    job = rows.attempt(progress.job_id, progress.token)
    if job is None:
        broker.hear(progress.job_id)
        return
    now = timezone.now()
    if job.state == State.QUEUED:
        job.state = State.RUNNING
        job.started_at = now
    job.lease_until = now + LEASE
    rows.advance(job, progress, now)
    job.detail = _merged(job.detail, progress.detail)
    job.save(update_fields=["state", "started_at", "lease_until", "progress", "detail"])
    rows.tell(job)
    if job.parent is not None:
        rows.sum_up(job.parent, now, progress.message)


@transaction.atomic
def finish(
    job_id: object, token: str, result: dict[str, Any], *, done: float = 0, unit: str = ""
) -> Job | None:
    """End the job as succeeded. None means that the reply is stale: drop it.

    Call it first inside the action that stores the reply, so that both happen or neither. Of a part
    say what it has `done` in the whole's `unit`.
    """
    job = rows.attempt(job_id, token)
    if job is None:
        return None
    if unit:
        job.progress = {**job.progress, "total": done, "unit": unit}
    return complete(job, result)


@transaction.atomic
def complete(job: Job, result: dict[str, Any]) -> Job:
    """End a locked job as succeeded, such as one whose parts are all done."""
    job.result = result
    if total := job.progress.get("total"):
        # Progress comes by another message than the reply, and the last of it may never come.
        job.progress = {**job.progress, "done": total, "message": "", "eta_seconds": None}
    rows.end(job, State.SUCCEEDED)
    return job


@transaction.atomic
def begin_anew(job: Job, **changes: Any) -> None:
    """Do a locked job without parts after all, its ask changed."""
    rows.stop_parts(job)
    job.ask = {**job.ask, **changes}
    rows.again(job, counted=False)


@transaction.atomic
def failed(failure: Failed) -> None:
    """End the job as failed, or as cancelled where that was asked for. Old tokens are ignored.

    One whose process was killed is tried again, behind what waits by then: what kills it each time
    holds up nobody else. What has no row is a picture that somebody waits for, who is told by the
    broker.
    """
    job = rows.attempt(failure.job_id, failure.token)
    if job is None:
        broker.note(failure)
        return
    error = {"code": failure.code, "title": failure.title}
    if failure.code == Code.CANCELLED:
        rows.stop(job)
    elif failure.code == Code.KILLED:
        rows.lost(job, error)
    else:
        rows.fail(job, error)


@transaction.atomic
def halt(job_ids: Iterable[uuid.UUID]) -> None:
    """Cancel those of these jobs that are open: nobody waits for them any more."""
    for job_id in sorted(job_ids):
        job = rows.held(job_id)
        if job is not None and job.state in OPEN:
            rows.stop(job)


@transaction.atomic
def cancel(actor: Actor, job_id: object) -> Job:
    """Stop a job. Its row is final at once; a reply that still comes is dropped.

    Who started it may, and who manages the project.
    """
    job = _locked(actor, job_id)
    require(
        actor,
        Capability.ANNOTATE if job.created_by_id == actor.user_id else Capability.MANAGE,
    )
    if job.state not in OPEN:
        raise Refusal(Code.WRONG_STAGE, f"This job has already {_ENDED[State(job.state)]}")
    before = job.state
    rows.stop(job)
    audit.record(actor, "job.cancel", job.pk, before=before, after=job.state)
    return job


@transaction.atomic
def retry(actor: Actor, job_id: object) -> Job:
    """Run a failed or cancelled job again, with all its attempts.

    Refuses (`gone`) what reads a file that may not be read any more.
    """
    job = _locked(actor, job_id)
    require(actor, Capability.MANAGE)
    if job.state not in (State.FAILED, State.CANCELLED):
        raise Refusal(Code.WRONG_STAGE, "Only a failed or cancelled job can be run again")
    if job.kind == "round" or job.subject_type == "round":
        # Its end made room for another round: two would be open at once.
        raise Refusal(Code.WRONG_STAGE, "This round has ended. Start a new round instead")
    if url := job.ask.get("source_url"):
        roots.require_allowed(url)
    before = job.state
    job.attempt = 0
    job.error = job.result = job.finished_at = job.cancel_requested_at = job.not_before = None
    rows.again(job)
    audit.record(actor, "job.retry", job.pk, before=before, after=job.state)
    return job


def reconcile(now: datetime) -> None:
    """Send what is due, again what was lost, and end what was tried often enough."""
    busy = [queue for queue in QUEUES if broker.waiting(queue)]
    for job_id in queries.overdue(now, UNCLAIMED, busy):
        try:
            _mend(job_id, now)
        except Exception:  # one broken job must not stop the others
            log.exception("Cannot reconcile job %s", job_id)


@transaction.atomic
def _mend(job_id: uuid.UUID, now: datetime) -> None:
    job = rows.held(job_id, skip_locked=True)
    if job is None or job.state not in OPEN:
        return
    if job.state == State.RUNNING:
        if job.lease_until is not None and job.lease_until < now:
            rows.lost(job)
    elif job.sent_at is None:
        if job.not_before is None or job.not_before <= now:
            rows.dispatch(job)
            rows.tell(job)
    elif job.sent_at < now - UNCLAIMED and not broker.waiting(job.queue):
        # A claimed attempt that never reported died before its first word.
        rows.lost(job) if broker.is_claimed(job.token) else rows.again(job, counted=False)


_ENDED = {
    State.SUCCEEDED: "succeeded",
    State.FAILED: "failed",
    State.CANCELLED: "been cancelled",
}


def _locked(actor: Actor, job_id: object) -> Job:
    shown = queries.within(actor).filter(parent=None)
    found = shown.select_for_update(of=("self",)).filter(pk=str(job_id)).first()
    if found is None:
        raise Refusal(Code.NOT_FOUND, "There is no such job in this project")
    return found


def _merged(detail: dict[str, Any], more: Any) -> dict[str, Any]:
    """`detail` with `more` by key; lists grow."""
    merged = dict(detail)
    for name, value in dict(more).items():
        known = merged.get(name)
        both_lists = isinstance(known, list) and isinstance(value, list)
        merged[name] = [*known, *value] if both_lists else value  # type: ignore[misc]  # checked above
    return merged

"""Reading jobs."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, IntegerField, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Coalesce
from django.utils import timezone

from annotator.access import Actor
from cliploop.jobs.models import OPEN, Job, State
from cliploop.projects import queries as projects

# What of a job may name blobs.
_TELL = ("ask", "detail", "result")


def within(actor: Actor) -> QuerySet[Job]:
    """The jobs of the actor's project."""
    return Job.objects.filter(project_id=actor.project_id)


def visible(actor: Actor) -> QuerySet[Job]:
    """The project's jobs, but for parts of others and those about clips the actor may not see.

    Each that waits comes with its place in the queue.
    """
    jobs = _placed(within(actor).filter(parent=None))
    if actor.sees_all:
        return jobs
    items = projects.items(actor).values("pk")
    return jobs.filter(~Q(subject_type="item") | Q(subject_id__in=items))


def filtered(actor: Actor, *, kinds: list[str], states: list[str]) -> QuerySet[Job]:
    """The visible jobs of these kinds and states; none named means all."""
    found = visible(actor)
    if kinds:
        found = found.filter(kind__in=kinds)
    return found.filter(state__in=states) if states else found


def due(now: datetime) -> Q:
    """Those whose time has come."""
    return Q(not_before__isnull=True) | Q(not_before__lte=now)


def busy(queue: str) -> bool:
    """Whether a queue has anything to do by now."""
    return Job.objects.filter(due(timezone.now()), state__in=OPEN, queue=queue).exists()


def queue_position(job: Job) -> int | None:
    """The place of one that waits among those of its queue: 1 is the next to run.

    None for one whose time has not come.
    """
    now = timezone.now()
    if job.state != State.QUEUED or (job.not_before and job.not_before > now):
        return None
    ahead: int | None = getattr(job, "ahead", None)  # read with the others of a list
    if ahead is None:
        waiting = Job.objects.filter(due(now), queue=job.queue, state=State.QUEUED)
        ahead = waiting.filter(created_at__lt=job.created_at).count()
    return ahead + 1


def _placed(jobs: QuerySet[Job]) -> QuerySet[Job]:
    """The jobs, each that waits with how many are `ahead` of it, in one SELECT."""
    earlier = Job.objects.filter(
        due(timezone.now()),
        queue=OuterRef("queue"),
        state=State.QUEUED,
        created_at__lt=OuterRef("created_at"),
    )
    counted = earlier.order_by().values("queue").annotate(number=Count("pk")).values("number")
    waits = When(state=State.QUEUED, then=Coalesce(Subquery(counted), 0))
    return jobs.annotate(ahead=Case(waits, default=None, output_field=IntegerField()))


def shown(job: Job) -> dict[str, Any]:
    """The job as the API and the events show it."""
    progress = {"done": 0, "total": 0, "unit": "", "message": "", "rate": None, "eta_seconds": None}
    subject = {"type": job.subject_type, "id": job.subject_id} if job.subject_type else None
    return {
        "id": str(job.pk),
        "kind": job.kind,
        "title": job.title,
        "state": str(job.state),
        "progress": {name: job.progress.get(name, empty) for name, empty in progress.items()},
        "error": job.error,
        "attempt": job.attempt,
        "result": job.result,
        "cost": job.detail.get("cost"),
        "queue_position": queue_position(job),
        "created_at": job.created_at,
        "started_at": job.started_at,
        "finished_at": job.finished_at,
        "not_before": job.not_before,
        "subject": subject,
    }


def overdue(now: datetime, unclaimed: timedelta, busy: Iterable[str]) -> list[UUID]:
    """The open jobs that the reconciler should look at, oldest first.

    Those that wait in a queue that is `busy` are left alone, however many they are.
    """
    expired = Q(state=State.RUNNING, lease_until__lt=now)
    unsent = Q(state=State.QUEUED, sent_at__isnull=True) & due(now)
    silent = Q(state=State.QUEUED, sent_at__lt=now - unclaimed) & ~Q(queue__in=list(busy))
    found = Job.objects.filter(expired | unsent | silent).order_by("created_at")
    return list(found.values_list("pk", flat=True)[:500])


def counts() -> dict[str, int]:
    """How many jobs are in each state, parts not counted."""
    found = dict(
        Job.objects.filter(parent=None).order_by().values_list("state").annotate(count=Count("pk"))
    )
    return {str(state): found.get(str(state), 0) for state in State}


def referred(keys: set[str]) -> set[str]:
    """Which of these blobs the ask or the result of an open job names."""
    named = [
        RawSQL(f"regexp_matches({column}::text, '[0-9a-f]{{64}}', 'g')", []) for column in _TELL
    ]
    found: set[str] = set()
    for one in named:
        rows = Job.objects.filter(state__in=OPEN).values_list(one, flat=True)
        found.update(match for (match,) in rows.iterator())
    return found & keys

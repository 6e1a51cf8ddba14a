"""Long videos: their segments are asked for apart, and one proxy of all of them in the end."""

import logging
from collections.abc import Callable
from functools import partial
from uuid import UUID

from django.db import transaction

from annotator.contracts.media import (
    JOIN,
    SEGMENT,
    JoinSegments,
    MakeSegment,
    PlanContradicted,
    SegmentMade,
    VideoIngested,
    VideoPlanned,
)
from annotator.contracts.message import Message, Work
from cliploop.datasets.models import Item
from cliploop.events import actions as events
from cliploop.intake.actions import ingest
from cliploop.jobs import actions as jobs
from cliploop.jobs.models import Job
from cliploop.videos import queries as videos
from cliploop.videos.actions import renditions, segments, sweeping
from cliploop.videos.models import Rendition

log = logging.getLogger(__name__)
UNIT = "frames"


@transaction.atomic
def planned(reply: VideoPlanned) -> None:
    """Ask for the segments of a plan that are not there yet. A stale reply changes nothing."""
    job = jobs.divide(reply.job_id, reply.token, total=reply.frames, unit=UNIT)
    if job is None:
        return
    found = _rendition(job)
    if found is None:
        return
    jobs.count(job, segments.plan(found, reply))
    _go_on(job, found)


@transaction.atomic
def segment_made(reply: SegmentMade) -> None:
    """Store a segment; the last one asks for the join. A stale reply changes nothing."""
    job = jobs.finish(reply.job_id, reply.token, {}, done=reply.segment.frames, unit=UNIT)
    if job is None or job.parent is None:
        return
    found = _rendition(job.parent)
    if found is None:
        return
    segments.fill(found, reply)
    if not segments.wanting(found):
        _go_on(job.parent, found)
    for item in Item.objects.filter(rendition=found):
        events.publish(f"project:{item.project_id}", "item", id=item.pk)


@transaction.atomic
def contradicted(reply: PlanContradicted) -> None:
    """Take the file in in one pass instead: its packets do not tell what it holds."""
    job = jobs.finish(reply.job_id, reply.token, {"contradicted": reply.reason})
    if job is None or job.parent is None:
        return
    log.info("%s: in one pass: %s", job.parent.title, reply.reason)
    if (found := _rendition(job.parent)) is None:
        return
    segments.forget(found)
    jobs.begin_anew(job.parent, segment_seconds=0)


@transaction.atomic
def joined(reply: VideoIngested) -> None:
    """Store what was made of all segments. A stale reply changes nothing."""
    job = jobs.finish(reply.job_id, reply.token, {})
    if job is None or job.parent is None:
        return
    sweeping.lock(Rendition.objects.filter(job=job.parent).values_list("pk", flat=True))
    if (found := _rendition(job.parent)) is None:
        return
    segments.forget(found)
    ingest.store(jobs.complete(job.parent, {"frames": reply.frames}), reply)


def _go_on(job: Job, found: Rendition) -> None:
    """Ask for what is wanting, or, if nothing is, for the join."""
    wanting = segments.wanting(found)
    for start, frames in wanting:
        _start(SEGMENT, job, partial(_segment, found, start, frames))
    if not wanting:
        _start(JOIN, job, partial(_join, found))


def _start(work: Work, job: Job, ask: Callable[[UUID, str], Message]) -> None:
    jobs.start(
        work,
        ask,
        project_id=job.project_id,
        kind=job.kind,
        title=job.title,
        created_by=job.created_by_id,
        subject=(job.subject_type, job.subject_id) if job.subject_id is not None else None,
        parent=job,
    )


def _segment(found: Rendition, start: int, frames: int, job_id: UUID, token: str) -> MakeSegment:
    source = videos.source(found.video)
    return MakeSegment(
        str(job_id),
        token,
        renditions.storage_url(),
        source.key,
        found.plan_key,
        start,
        frames,
        source.url,
        source.stamp,
    )


def _join(found: Rendition, job_id: UUID, token: str) -> JoinSegments:
    source = videos.source(found.video)
    return JoinSegments(
        str(job_id),
        token,
        renditions.storage_url(),
        source.key,
        found.plan_key,
        segments.made(found),
        source.url,
        source.stamp,
    )


def _rendition(job: Job) -> Rendition | None:
    """The locked rendition that a job makes. Where it is gone, so is what the job is for."""
    locked = Rendition.objects.select_for_update(of=("self",)).select_related("video")
    found = locked.filter(job=job).first()
    if found is None:
        jobs.halt([job.pk])
    return found

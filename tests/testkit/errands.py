"""Jobs of an errand that nobody runs, to look at attempts and leases."""

import base64
import json
from datetime import timedelta
from typing import Any
from uuid import UUID

from annotator.contracts.errands import Progressed
from annotator.contracts.media import INGEST, IngestVideo
from cliploop.events.broker import broker
from cliploop.jobs import actions
from cliploop.jobs.models import Job
from testkit.cast import Cast


def ask(job_id: UUID, token: str) -> IngestVideo:
    """An errand of the media queue that asks for nothing."""
    return IngestVideo(str(job_id), token, "file:///nowhere", "ab" * 32)


def start(cast: Cast, **more: Any) -> Job:
    """A job of that errand."""
    return actions.start(
        INGEST, ask, project_id=cast.project.pk, kind="ingest", title="Take in a.mp4", **more
    )


def sent() -> list[dict[str, Any]]:
    """The asks that wait in the media queue, oldest first."""
    messages = [json.loads(str(one)) for one in reversed(list(broker().lrange("media", 0, -1)))]
    bodies = [json.loads(base64.b64decode(message["body"])) for message in messages]
    return [arguments[0] for arguments, _, _ in bodies]


def later(job: Job, **change: timedelta) -> None:
    """Shift times of the row into the past, as if that long had gone by."""
    job.refresh_from_db()
    shifted = {name: getattr(job, name) - by for name, by in change.items()}
    Job.objects.filter(pk=job.pk).update(**shifted)


def running(job: Job) -> Job:
    """The job once its worker has spoken."""
    actions.progressed(Progressed(str(job.pk), job.token, 1, 10, "frames"))
    job.refresh_from_db()
    return job

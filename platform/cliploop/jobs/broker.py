"""Sending errands, and what the broker knows about them."""

import json
from typing import Any

from celery import Celery

from annotator.contracts.errands import Failed, cancel_key, claim_key
from annotator.refusal import Code, Refusal
from cliploop.events.broker import broker

CANCEL_SECONDS = 24 * 3600
NOTED_SECONDS = 60
# What took longer than it may would do so again.
SPENT_SECONDS = 24 * 3600
# How long an errand without a job may wait for a worker, or a worker be silent, before it is lost.
ERRAND_SECONDS = 30
producer = Celery("cliploop", set_as_current=False)
producer.config_from_object("django.conf:settings", namespace="CELERY")


def send(work: str, queue: str, ask: dict[str, Any]) -> None:
    """Put the ask into the work's queue."""
    producer.send_task(work, args=[ask], queue=queue, retry=False)


def stop(job_id: object, token: str) -> None:
    """Tell an attempt to stop."""
    broker().set(cancel_key(str(job_id), token), "1", ex=CANCEL_SECONDS)


def note(failure: Failed) -> None:
    """Keep for a while why an errand without a job failed, for whoever waits for it."""
    told = json.dumps([failure.code, failure.title])
    kept = SPENT_SECONDS if failure.code == Code.BUDGET else NOTED_SECONDS
    broker().set(_noted(failure.job_id), told, ex=kept)


def failure(job_id: str) -> Refusal | None:
    """Why an errand without a job failed, if it did a moment ago."""
    told = broker().get(_noted(job_id))
    if told is None:
        return None
    code, title = json.loads(told)
    return Refusal(Code(code), title)


def begin(errand: str) -> bool:
    """Whether an errand without a job is to be sent: it is not on its way, and nobody is at it."""
    return bool(broker().set(_errand(errand), "sent", nx=True, ex=ERRAND_SECONDS))


def hear(errand: str) -> None:
    """A worker is at an errand without a job, if it is one."""
    broker().set(_errand(errand), "begun", xx=True, ex=ERRAND_SECONDS)


def is_begun(errand: str) -> bool:
    """Whether a worker is at an errand without a job."""
    return bool(broker().get(_errand(errand)) == "begun")


def end(errand: str) -> None:
    """An errand without a job is done."""
    broker().delete(_errand(errand))


def is_claimed(token: str) -> bool:
    """Whether a worker has taken up this attempt."""
    return bool(broker().exists(claim_key(token)))


def waiting(queue: str) -> int:
    """How many messages wait in a queue."""
    return int(broker().llen(queue))


def workers() -> list[dict[str, Any]]:
    """The workers that answer within a second, with their queues."""
    answers = producer.control.inspect(timeout=1.0).active_queues() or {}
    return [
        {"name": name, "queues": sorted(queue["name"] for queue in queues), "alive": True}
        for name, queues in sorted(answers.items())
    ]


def _errand(job_id: str) -> str:
    return f"cliploop:errand:{job_id}"


def _noted(job_id: str) -> str:
    return f"cliploop:failed:{job_id}"

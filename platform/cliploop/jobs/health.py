"""How the installation is: workers, queues, jobs, disk."""

from typing import Any

from django.conf import settings

from annotator.contracts.registry import WORKS
from cliploop.jobs import broker, queries
from cliploop.storage import queries as storage

QUEUES = tuple(sorted({"platform", *(work.queue for work in WORKS)}))


def status() -> dict[str, Any]:
    """Everything at a glance. Takes as long as workers have to answer, about a second."""
    return {
        "version": settings.CLIPLOOP_VERSION,
        "workers": broker.workers(),
        "queues": {queue: broker.waiting(queue) for queue in QUEUES},
        "jobs": queries.counts(),
        "storage": {"used": storage.used(), "free": storage.free()},
    }


def metrics() -> str:
    """Figures in the text format of Prometheus."""
    lines = ["# HELP cliploop_jobs Jobs by state.", "# TYPE cliploop_jobs gauge"]
    lines += [
        f'cliploop_jobs{{state="{name}"}} {count}' for name, count in queries.counts().items()
    ]
    lines += ["# HELP cliploop_queue Waiting messages.", "# TYPE cliploop_queue gauge"]
    lines += [f'cliploop_queue{{queue="{queue}"}} {broker.waiting(queue)}' for queue in QUEUES]
    free = storage.free()
    if free is not None:
        lines += ["# HELP cliploop_storage_free_bytes Bytes left for blobs."]
        lines += ["# TYPE cliploop_storage_free_bytes gauge"]
        lines += [f"cliploop_storage_free_bytes {free}"]
    return "\n".join(lines) + "\n"

"""The platform worker: takes replies, keeps the jobs moving."""

import os

from celery import Celery, Task
from django.db import InterfaceError, OperationalError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cliploop.settings")


class Patient(Task):  # type: ignore[type-arg]  # the class takes no parameters when it runs
    """A task that waits for its database: a reply that is dropped is a training done in vain.

    A deadlock or a database that restarts lasts seconds; the wait doubles to a minute, ten times.
    """

    autoretry_for = (OperationalError, InterfaceError)
    retry_backoff = True
    retry_backoff_max = 60
    max_retries = 10


app = Celery("cliploop", task_cls=Patient)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "reconcile": {
        "task": "cliploop.jobs.reconcile",
        "schedule": 2.0,
        # A tick that waited in the queue is of no use: the next one does its work.
        "options": {"expires": 2.0},
    },
    "ask again": {
        "task": "cliploop.instant.tick",
        "schedule": 2.0,
        "options": {"expires": 2.0},
    },
    "recover": {
        "task": "cliploop.intake.recover",
        "schedule": 60.0,
        "options": {"expires": 60.0},
    },
    "watch": {
        "task": "cliploop.intake.watch",
        "schedule": 30.0,
        "options": {"expires": 30.0},
    },
    "retain": {"task": "cliploop.intake.retain", "schedule": 3600.0},
    "purge": {"task": "cliploop.datasets.purge", "schedule": 3600.0},
    "sweep": {"task": "cliploop.intake.sweep", "schedule": 3600.0},
    "sweep blobs": {
        "task": "cliploop.storage.sweep",
        "schedule": 3600.0,
        "options": {"expires": 3600.0},
    },
    "compute vectors": {
        "task": "cliploop.automation.compute_vectors",
        "schedule": 10.0,
        "options": {"expires": 10.0},
    },
    "read clips": {
        "task": "cliploop.words.read_clips",
        "schedule": 10.0,
        "options": {"expires": 10.0},
    },
    "start what is due": {
        "task": "cliploop.automation.start_due",
        "schedule": 10.0,
        "options": {"expires": 10.0},
    },
    "tell": {"task": "cliploop.serving.tell", "schedule": 2.0, "options": {"expires": 2.0}},
    "renew secrets": {"task": "cliploop.serving.renew", "schedule": 3600.0},
    "forget answers": {"task": "cliploop.serving.forget", "schedule": 3600.0},
    "turn": {
        "task": "cliploop.workflows.turn",
        "schedule": 3.0,
        "options": {"expires": 3.0},
    },
    "go on with rounds": {
        "task": "cliploop.rounds.go_on",
        "schedule": 5.0,
        "options": {"expires": 5.0},
    },
    "prepare reports": {
        "task": "cliploop.evaluation.prepare",
        "schedule": 10.0,
        "options": {"expires": 10.0},
    },
    "seal": {"task": "cliploop.projects.seal", "schedule": 5.0, "options": {"expires": 5.0}},
}

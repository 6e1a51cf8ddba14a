"""The table of jobs."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models


class State(models.TextChoices):
    """Where a job is. The last three are final, but for a retry by a person."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


OPEN = (State.QUEUED, State.RUNNING)


class Job(models.Model):
    """One piece of background work. `token` proves the present attempt.

    A part of another job has that as its `parent`, which alone is shown.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    project = models.ForeignKey("projects.Project", null=True, on_delete=models.CASCADE)
    parent = models.ForeignKey("self", null=True, on_delete=models.CASCADE, related_name="parts")
    kind = models.CharField(max_length=32)
    title = models.CharField(max_length=200)
    state = models.CharField(max_length=12, choices=State.choices, default=State.QUEUED)
    work = models.CharField(max_length=80)
    queue = models.CharField(max_length=32)
    ask = models.JSONField(encoder=DjangoJSONEncoder)
    attempt = models.PositiveSmallIntegerField(default=1)
    token = models.CharField(max_length=64)
    lease_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    not_before = models.DateTimeField(null=True)
    progress = models.JSONField(default=dict)
    detail = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    error = models.JSONField(null=True)
    result = models.JSONField(null=True, encoder=DjangoJSONEncoder)
    subject_type = models.CharField(max_length=16, blank=True)
    subject_id = models.BigIntegerField(null=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    cancel_requested_at = models.DateTimeField(null=True)

    class Meta:
        """Found by project, and those still open by the reconciler."""

        indexes: ClassVar = [
            models.Index(fields=["project", "-created_at", "-id"], name="jobs_project"),
            models.Index(
                fields=["queue", "created_at"],
                name="jobs_open",
                condition=models.Q(state__in=["queued", "running"]),
            ),
            models.Index(
                fields=["created_at"],
                name="jobs_vectors",
                condition=models.Q(detail__has_key="vectors"),
            ),
        ]

"""The table of trainings that are to start by themselves."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class State(models.TextChoices):
    """Where a schedule is. All but the first are final."""

    WAITING = "waiting"
    STARTED = "started"
    REFUSED = "refused"
    CANCELLED = "cancelled"


class Schedule(models.Model):
    """A training that starts at a time, or once so many `more` clips are labeled.

    `asked`: as `learning.planning.Asked` has it, but for the time. `more` is counted from what the
    last version of the same entry and regime learned from, before the first from `known`: so many
    were labeled when this was made. `why`: why it did not start.
    """

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="+")
    entry = models.CharField(max_length=40)
    regime = models.CharField(max_length=40)
    asked = models.JSONField()
    not_before = models.DateTimeField(null=True)
    more = models.IntegerField(null=True)
    known = models.IntegerField(default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    why = models.CharField(max_length=500, default="", blank=True)
    run = models.ForeignKey("learning.Run", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """Found by project, and those that wait by the tick."""

        indexes: ClassVar = [
            models.Index(fields=["project", "-id"], name="schedule_newest"),
            models.Index(
                fields=["id"], name="schedule_waiting", condition=models.Q(state="waiting")
            ),
        ]

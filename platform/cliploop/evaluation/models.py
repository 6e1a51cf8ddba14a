"""The tables of who looked at what judged a model, and of where the model looked."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class Look(models.Model):
    """Somebody looked at a model's test part, in this hour: each choice by it wears it out."""

    model = models.ForeignKey("learning.Model", on_delete=models.CASCADE, related_name="looks")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    hour = models.DateTimeField()

    class Meta:
        """What a person looks at in an hour is one look."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["model", "user", "hour"], name="look_once_an_hour")
        ]


class Saliency(models.Model):
    """Where a model looked in the clips of its gallery (`annotator.learning.saliency`).

    `saliency_key`: JSON lines, none until the job that finds them has succeeded.
    """

    model = models.OneToOneField(
        "learning.Model", on_delete=models.CASCADE, related_name="saliency"
    )
    job = models.ForeignKey("jobs.Job", null=True, on_delete=models.SET_NULL, related_name="+")
    saliency_key = models.CharField(max_length=64, blank=True, default="")
    shown = models.PositiveIntegerField(default=0)
    failed = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

"""Tables: what was asked for already."""

from typing import ClassVar

from django.db import models


class Featured(models.Model):
    """An item whose vectors were asked for, so that the first training finds them there.

    `skips`: the frames that it skipped by then; its vectors are of the others.
    """

    item = models.ForeignKey("datasets.Item", on_delete=models.CASCADE, related_name="+")
    entry = models.CharField(max_length=40)
    skips = models.JSONField(default=list)
    job = models.ForeignKey("jobs.Job", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "entry"], name="featured_once")
        ]

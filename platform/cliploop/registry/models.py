"""The table of versions written in forms that need no Cliploop."""

from typing import ClassVar

from django.db import models


class Package(models.Model):
    """A version in a form (`annotator.learning.packages`).

    `files`: blobs by name, none until the job that writes them has succeeded. `facts`: what its
    worker found on comparing.
    """

    model = models.ForeignKey("learning.Model", on_delete=models.CASCADE, related_name="packages")
    form = models.CharField(max_length=20)
    job = models.ForeignKey("jobs.Job", null=True, on_delete=models.SET_NULL, related_name="+")
    files = models.JSONField(default=dict)
    facts = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """A version is written once in each form."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["model", "form"], name="package_once")
        ]

"""Tables: the folders that are watched, and the files seen in them."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class Watch(models.Model):
    """A folder below a root whose new files become items of a dataset.

    `taken` counts the items made. `error` says why the last look failed.
    """

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="+")
    dataset = models.ForeignKey("datasets.Dataset", on_delete=models.CASCADE, related_name="+")
    root = models.CharField(max_length=40)
    prefix = models.CharField(max_length=1_000, blank=True)
    asked_numerator = models.IntegerField(default=0)
    asked_denominator = models.IntegerField(default=1)
    enabled = models.BooleanField(default=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    looked_at = models.DateTimeField(null=True)
    taken = models.IntegerField(default=0)
    waiting = models.IntegerField(default=0)
    error = models.CharField(max_length=500, blank=True)

    class Meta:
        """What is there once."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["project", "dataset", "root", "prefix"], name="watch_once"
            )
        ]


class SeenFile(models.Model):
    """A file that a watch has looked at. It is taken once it looks the same twice."""

    watch = models.ForeignKey(Watch, on_delete=models.CASCADE, related_name="files")
    path = models.CharField(max_length=1_000)
    stamp = models.CharField(max_length=200)
    taken = models.BooleanField(default=False)

    class Meta:
        """What is there once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["watch", "path"], name="seen_file_once")
        ]

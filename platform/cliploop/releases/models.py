"""Tables: releases."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class Release(models.Model):
    """A frozen, named, hashed snapshot of some items with their labels. Rows never change.

    `hash` is the sha256 of the snapshot's bytes, and the key under which the storage has them.
    """

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    purpose = models.CharField(max_length=10)
    hash = models.CharField(max_length=64)
    items = models.IntegerField()
    annotations = models.IntegerField()
    by_class = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        indexes: ClassVar = [models.Index(fields=["project", "-id"], name="release_newest")]

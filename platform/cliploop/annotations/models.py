"""Tables: annotations, and the log of the edits that made them."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class Annotation(models.Model):
    """One statement about an item, as `annotator.edits.record` has it.

    A removed one stays, so that its version only grows.
    """

    id = models.UUIDField(primary_key=True)
    item = models.ForeignKey("datasets.Item", on_delete=models.CASCADE, related_name="annotations")
    label_class = models.ForeignKey(
        "projects.LabelClass", on_delete=models.PROTECT, related_name="annotations"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    kind = models.CharField(max_length=10)
    spans = models.JSONField()
    keyframes = models.JSONField(default=dict)
    steps = models.JSONField(default=dict)
    occluded = models.JSONField(default=list)
    instance = models.IntegerField(null=True)
    z = models.IntegerField(default=0)
    text = models.TextField(default="", blank=True)
    source = models.CharField(max_length=10)
    model_id = models.BigIntegerField(null=True)
    confidence = models.FloatField(null=True)
    negative = models.BooleanField(default=False)
    version = models.IntegerField()
    removed = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """What is found fast, and what is there once."""

        indexes: ClassVar = [models.Index(fields=["item", "removed"], name="annotation_of_item")]


class Edit(models.Model):
    """One applied edit. `revision` counts the edits of its item; `records` is the answer given."""

    id = models.UUIDField(primary_key=True)
    item = models.ForeignKey("datasets.Item", on_delete=models.CASCADE, related_name="edits")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    model_id = models.BigIntegerField(null=True)
    revision = models.IntegerField()
    base = models.JSONField()
    changes = models.JSONField()
    records = models.JSONField()
    removed = models.JSONField()
    # The frames that the item skips after it; null where it says nothing of them.
    skips = models.JSONField(null=True)
    # Edits of many items that were made as one, and are taken back as one.
    batch = models.UUIDField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """What is found fast, and what is there once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "revision"], name="edit_revision_once")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["batch"], name="edits_of_batch", condition=models.Q(batch__isnull=False)
            )
        ]


class Suggestion(models.Model):
    """An edit that came too late to be applied, kept for its author and the reviewer."""

    id = models.UUIDField(primary_key=True)
    item = models.ForeignKey("datasets.Item", on_delete=models.CASCADE, related_name="suggestions")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    base = models.JSONField()
    changes = models.JSONField()
    reason = models.CharField(max_length=200)
    verdict = models.CharField(max_length=10, default="")
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

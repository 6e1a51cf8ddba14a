"""Tables: comments pinned to frames, and verdicts."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class Comment(models.Model):
    """What somebody says about a frame of an item, and perhaps about one annotation there."""

    item = models.ForeignKey("datasets.Item", on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    frame = models.IntegerField()
    annotation = models.ForeignKey(
        "annotations.Annotation", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    text = models.TextField()
    resolved = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)


class Review(models.Model):
    """A verdict on what an author submitted."""

    item = models.ForeignKey("datasets.Item", on_delete=models.CASCADE, related_name="reviews")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    approved = models.BooleanField()
    reason = models.CharField(max_length=500, default="", blank=True)
    revision = models.IntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """What is found fast, and what is there once."""

        indexes: ClassVar = [models.Index(fields=["item", "-id"], name="review_latest")]

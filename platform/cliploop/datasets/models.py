"""Tables: datasets, their items, and the log of moves."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from annotator.workflow.graph import DEFAULT, StageKind

# The most useful first, then the oldest; and what a queue may hold.
USEFUL = (F("priority").desc(nulls_last=True), "id")
QUEUED = Q(deleted_at=None, stage_kind__in=(StageKind.DATASET.value, StageKind.ANNOTATE.value))
# Items whose vectors were not asked for yet, of the frames that they have now.
UNFEATURED = Q(deleted_at=None, rendition__isnull=False) & ~Q(featured_skips=F("skips"))


def default_workflow() -> dict[str, Any]:
    """The four stages that a new dataset has without any choice."""
    return DEFAULT.as_json()


class Dataset(models.Model):
    """A named collection of items, with its own workflow."""

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=120)
    workflow = models.JSONField(default=default_workflow)
    created_at = models.DateTimeField(auto_now_add=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        """What is found fast, and what is there once."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["project", "name"],
                condition=Q(deleted_at=None),
                name="dataset_name_once",
            )
        ]


class Item(models.Model):
    """One video in a dataset at one annotation rate, and where it is in the workflow.

    With `as_frames` it only carries its frames in: each becomes an item, and it goes.
    The columns from `tags` on are written by the rooms that know them, for lists to filter by.
    """

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="+")
    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="items")
    rendition = models.ForeignKey(
        "videos.Rendition", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    upload = models.ForeignKey(
        "videos.Upload", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    name = models.CharField(max_length=255)
    source = models.CharField(max_length=255)
    folder = models.CharField(max_length=255, default="", blank=True)
    stage = models.CharField(max_length=40)
    stage_kind = models.CharField(max_length=20)
    asked_numerator = models.IntegerField(default=0)
    asked_denominator = models.IntegerField(default=1)
    as_frames = models.BooleanField(default=False)
    frames = models.IntegerField(null=True)
    seconds = models.FloatField(null=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    deleted_at = models.DateTimeField(null=True)

    revision = models.IntegerField(default=0)
    tags = models.JSONField(default=list)
    class_ids = ArrayField(models.BigIntegerField(), default=list)
    label_sources = ArrayField(models.CharField(max_length=10), default=list)
    confidence = models.FloatField(null=True)
    quality = models.FloatField(null=True)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    leased_until = models.DateTimeField(null=True)
    # Everybody who ever had it: what they typed meanwhile is still taken.
    holders = ArrayField(models.BigIntegerField(), default=list)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    submitted_at = models.DateTimeField(null=True)
    rejected = models.JSONField(null=True)
    open_comments = models.IntegerField(default=0)
    priority = models.FloatField(null=True)
    # Ranges of frames that nobody trains on.
    skips = models.JSONField(default=list)
    # Those when its vectors were asked for, null before; where others are wanted, a migration
    # forgets them all.
    featured_skips = models.JSONField(null=True)
    reason = models.JSONField(null=True)
    # Chance drew it to judge models: until people are through with it nobody hears what they say.
    audited = models.BooleanField(default=False)
    # Chance drew it to check a round: until that has ended nobody hears what models say of it.
    blind_check = models.BooleanField(default=False)
    outcomes = ArrayField(models.CharField(max_length=64), default=list)

    class Meta:
        """What is found fast, and what is there once."""

        indexes: ClassVar = [
            models.Index(fields=["project", "dataset", "-id"], name="item_newest"),
            models.Index(fields=["project", "stage_kind", "id"], name="item_stage"),
            models.Index(fields=["project", "name", "id"], name="item_name"),
            models.Index(fields=["project", "confidence", "id"], name="item_confidence"),
            models.Index("project", *USEFUL, name="item_priority"),
            models.Index("project", *USEFUL, name="item_queue", condition=QUEUED),
            models.Index(fields=["project", "quality", "id"], name="item_quality"),
            models.Index("project", F("seconds").desc(nulls_last=True), "id", name="item_seconds"),
            models.Index(fields=["project", "source"], name="item_source"),
            models.Index(fields=["project", "id"], name="item_unfeatured", condition=UNFEATURED),
            models.Index(
                fields=["project", "id"],
                name="item_blind_check",
                condition=Q(blind_check=True),
            ),
            models.Index(fields=["project", "id"], name="item_audited", condition=Q(audited=True)),
            GinIndex(fields=["class_ids"], name="item_class_ids"),
            GinIndex(fields=["label_sources"], name="item_label_sources"),
            GinIndex(fields=["outcomes"], name="item_outcomes"),
        ]


class Move(models.Model):
    """One item went from one stage to another: by whom, why, and at which revision."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="moves")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    from_stage = models.CharField(max_length=40)
    to_stage = models.CharField(max_length=40)
    to_kind = models.CharField(max_length=20)
    step = models.CharField(max_length=20)
    reason = models.CharField(max_length=500, default="", blank=True)
    revision = models.IntegerField()
    batch = models.UUIDField(null=True, db_index=True)
    # What the item was before of all that the new stage changed: whose turn, until when, and so on.
    before = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """What is found fast, and what is there once."""

        indexes: ClassVar = [models.Index(fields=["item", "-id"], name="move_latest")]

"""Tables: the video's bytes, its renditions, and uploads on their way."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone


class Video(models.Model):
    """A file that a project holds, by its content. `key` is its sha256 in hex.

    Its bytes are a blob (`stored_at`), or lie at its places, where they are read. Until a worker
    has read what lies at a place, `key` is empty. `removed_at` says that a rule deleted the blob.
    """

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=64, db_index=True, blank=True)
    size_bytes = models.BigIntegerField()
    file_name = models.CharField(max_length=255)
    created_at = models.DateTimeField(auto_now_add=True)
    stored_at = models.DateTimeField(null=True, default=timezone.now)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        """What is found fast, and what is there once."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["project", "key"], condition=~models.Q(key=""), name="video_once"
            )
        ]


class Place(models.Model):
    """Where a video lies that is read in place: a file below one of the server's roots.

    `stamp` is what the file looked like when it was registered; another stamp is another file.
    """

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="+")
    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="places")
    url = models.CharField(max_length=2_000)
    stamp = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """What is there once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["project", "url", "stamp"], name="place_once")
        ]


class Rendition(models.Model):
    """A video at one annotation rate: what ingest found and made.

    The rate asked is 0/1 for native. `frames` and all after it are null until ingest replied.
    A part shows the frames [range_start, range_end) of the whole at that rate; 0, 0 is the whole.
    While a long one is made, `segments` are those of its plan, in order: {start, frames, key,
    findings_key, poster_key}, keys empty until they are made. Rate and size are known early then.
    """

    video = models.ForeignKey(Video, on_delete=models.CASCADE, related_name="renditions")
    job = models.ForeignKey("jobs.Job", null=True, on_delete=models.SET_NULL, related_name="+")
    asked_numerator = models.IntegerField(default=0)
    asked_denominator = models.IntegerField(default=1)
    range_start = models.IntegerField(default=0)
    range_end = models.IntegerField(default=0)
    ready_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    plan_key = models.CharField(max_length=64, default="")
    segments = models.JSONField(default=list)

    frames = models.IntegerField(null=True)
    width = models.IntegerField(null=True)
    height = models.IntegerField(null=True)
    rate_numerator = models.BigIntegerField(null=True)
    rate_denominator = models.BigIntegerField(null=True)
    duration_seconds = models.FloatField(null=True)
    source_frames = models.IntegerField(null=True)
    variable_rate = models.BooleanField(null=True)
    codec = models.CharField(max_length=80, default="")
    tick_numerator = models.BigIntegerField(null=True)
    tick_denominator = models.BigIntegerField(null=True)
    pts_key = models.CharField(max_length=64, default="")
    map_key = models.CharField(max_length=64, default="")
    proxy_key = models.CharField(max_length=64, default="")
    proxy_bytes = models.BigIntegerField(null=True)
    poster_key = models.CharField(max_length=64, default="")
    sprite_key = models.CharField(max_length=64, default="")
    sprite_columns = models.IntegerField(null=True)
    sprite_rows = models.IntegerField(null=True)
    sprite_count = models.IntegerField(null=True)
    sprite_tile_width = models.IntegerField(null=True)
    sprite_tile_height = models.IntegerField(null=True)
    notes = models.JSONField(default=list)
    audio = models.BooleanField(default=False)
    waveform_key = models.CharField(max_length=64, default="")
    waveform_rate = models.IntegerField(default=0)
    lost = models.IntegerField(default=0)

    class Meta:
        """What is found fast, and what is there once."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=[
                    "video",
                    "asked_numerator",
                    "asked_denominator",
                    "range_start",
                    "range_end",
                ],
                name="rendition_once",
            )
        ]


class Shots(models.Model):
    """Where a rendition was cut, in its frames; `found_at` is empty until a worker replied.

    `boundaries` are the first frames of all shots but the first, `keyframes` what stands for each
    shot: null for one that is all black. `error` says why its proxy could not be read.
    """

    rendition = models.OneToOneField(Rendition, on_delete=models.CASCADE, related_name="shots")
    job = models.ForeignKey("jobs.Job", null=True, on_delete=models.SET_NULL, related_name="+")
    boundaries = models.JSONField(default=list)
    keyframes = models.JSONField(default=list)
    quality = models.FloatField(null=True)
    error = models.CharField(max_length=500, default="")
    found_at = models.DateTimeField(null=True)


class Upload(models.Model):
    """A file on its way in, as tus 1.0 has it. Its bytes lie beside the storage until the end.

    `key` is set once all bytes are there and hashed, before they move into the storage. With
    `multipart`, the object store's name for it, they go there at once and not through us.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="+")
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    length_bytes = models.BigIntegerField()
    offset_bytes = models.BigIntegerField(default=0)
    metadata = models.JSONField(default=dict)
    file_name = models.CharField(max_length=255)
    key = models.CharField(max_length=64, default="")
    multipart = models.CharField(max_length=1_024, default="")
    video = models.ForeignKey(Video, null=True, on_delete=models.SET_NULL, related_name="+")
    expires_at = models.DateTimeField(db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)
    written_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

"""Tables: models that were brought along, and how fast those of the zoo are here."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class OutsideModel(models.Model):
    """A model that was trained elsewhere: called by HTTP, or out of a folder of the operator's.

    `kind`: what it is sent ("images" or "clips"), or "folder"; `place`: its address, or the
    folder's name. `job`: the last time it was asked what it knows; once it has said so, there is a
    `model`. `add_classes`: the project gets those of its classes that it lacks. The `secret` is
    shown to nobody, and kept sealed (`sealing`).
    """

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="+")
    model = models.OneToOneField(
        "learning.Model", null=True, on_delete=models.CASCADE, related_name="outside"
    )
    job = models.ForeignKey("jobs.Job", null=True, on_delete=models.SET_NULL, related_name="+")
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=10)
    place = models.CharField(max_length=500)
    secret = models.TextField(default="", blank=True)
    frames = models.IntegerField(default=8)
    size = models.IntegerField(default=224)
    timeout_seconds = models.FloatField(default=10.0)
    add_classes = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["project", "name"], name="outside_name_once")
        ]


class Alert(models.Model):
    """A rule: where a class is at least this likely for so long, an address is told, once.

    The `secret`, by which what is told is signed, is kept sealed (`sealing`).
    """

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="+")
    label_class = models.ForeignKey(
        "projects.LabelClass", on_delete=models.CASCADE, related_name="+"
    )
    threshold = models.FloatField()
    seconds = models.FloatField()
    url = models.CharField(max_length=500)
    secret = models.TextField(default="", blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )


class Event(models.Model):
    """What an alert found: [start, end) frames of an item, and the job that tells of it.

    `tried_at`: when that was begun, None while it waits; `error`: why it could not be.
    """

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="events")
    item = models.ForeignKey("datasets.Item", on_delete=models.CASCADE, related_name="+")
    model = models.ForeignKey(
        "learning.Model", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    job = models.ForeignKey("jobs.Job", null=True, on_delete=models.SET_NULL, related_name="+")
    tried_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, default="", blank=True)
    start = models.IntegerField()
    end = models.IntegerField()
    confidence = models.FloatField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["alert", "item"], name="event_of_item"),
            models.Index(fields=["alert", "-tried_at"], name="event_told_last"),
            models.Index(fields=["alert"], condition=models.Q(job=None), name="event_untold"),
        ]


class Speed(models.Model):
    """How fast an entry of the zoo is on a device, measured last; `error`: why it could not be.

    `figures`: {clips_per_second, latency_seconds, real_time_factor, clips, seconds, parameters,
    peak_bytes}; `versions`: of what computed them, with seed and data.
    """

    entry = models.CharField(max_length=40)
    preset = models.CharField(max_length=10)
    device = models.CharField(max_length=120)
    figures = models.JSONField()
    error = models.CharField(max_length=300, default="", blank=True)
    versions = models.JSONField()
    job = models.ForeignKey("jobs.Job", null=True, on_delete=models.SET_NULL, related_name="+")
    measured_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["entry", "preset", "device"], name="speed_once")
        ]

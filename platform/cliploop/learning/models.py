"""Tables: runs, the models they made, and what these predicted."""

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models


class Run(models.Model):
    """One training on one release with one seed. How it goes is the job's to say.

    `snapshot_key`: the samples as the worker reads them. `split`: as the API shows it.
    `follow_shots`: no clip goes on over a cut, where cuts are known; nor where its model predicts.
    `options`: what somebody set of it. `teacher`, `start`: versions that it learns from and begins
    with. `pool_key`: the samples without labels that it learns from, or empty. `members`: versions
    that it averages instead of training one. `search`: {trials, minutes} that it may look for the
    best options, if it does.
    """

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="+")
    job = models.ForeignKey("jobs.Job", null=True, on_delete=models.SET_NULL, related_name="+")
    release = models.ForeignKey("releases.Release", on_delete=models.RESTRICT, related_name="+")
    name = models.CharField(max_length=120)
    entry = models.CharField(max_length=40)
    regime = models.CharField(max_length=40)
    classes = models.JSONField()
    seed = models.BigIntegerField()
    follow_shots = models.BooleanField(default=False)
    split = models.JSONField()
    clips = models.IntegerField()
    snapshot_key = models.CharField(max_length=64)
    options = models.JSONField(default=dict)
    search = models.JSONField(null=True)
    pool_key = models.CharField(max_length=64, default="", blank=True)
    teacher = models.ForeignKey("Model", null=True, on_delete=models.SET_NULL, related_name="+")
    start = models.ForeignKey("Model", null=True, on_delete=models.SET_NULL, related_name="+")
    members: "models.ManyToManyField[Model, Any]" = models.ManyToManyField(
        "Model", related_name="averages"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        indexes: ClassVar = [models.Index(fields=["project", "-id"], name="run_newest")]


class Model(models.Model):
    """A version: what a run made. Of a project's models at most one is live.

    `live_at`: when it was last taken into use, unless that was taken back.
    """

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="+")
    run = models.OneToOneField(Run, on_delete=models.RESTRICT, related_name="model")
    parent = models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+")
    number = models.IntegerField()
    name = models.CharField(max_length=120)
    state = models.CharField(max_length=10)
    metrics = models.JSONField()
    weights_key = models.CharField(max_length=64)
    card_key = models.CharField(max_length=64)
    report_key = models.CharField(max_length=64)
    notes = models.TextField(default="", blank=True)
    live_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["project", "number"], name="model_number_once"),
            models.UniqueConstraint(
                fields=["project"], condition=models.Q(state="live"), name="model_live_once"
            ),
        ]


class Forecast(models.Model):
    """One asking of a model for predictions of some items."""

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="+")
    model = models.ForeignKey(Model, on_delete=models.CASCADE, related_name="forecasts")
    job = models.ForeignKey("jobs.Job", null=True, on_delete=models.SET_NULL, related_name="+")
    items = models.IntegerField()
    created_at = models.DateTimeField(auto_now_add=True)


class Prediction(models.Model):
    """What a model says of one item, calibrated.

    `probabilities`: one a class of the run, of the item as a whole: the mean over clips, unless the
    model speaks of items by itself. `clips`: [start, end, probabilities] each.
    """

    model = models.ForeignKey(Model, on_delete=models.CASCADE, related_name="predictions")
    item = models.ForeignKey("datasets.Item", on_delete=models.CASCADE, related_name="+")
    # Numbers of their own, by which the database orders many at a time.
    probabilities = ArrayField(models.FloatField())
    clips = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["model", "item"], name="prediction_once"),
        ]


class Embedding(models.Model):
    """The short vector of an item, by which alike ones are found: 128 float16, as bytes."""

    item = models.OneToOneField("datasets.Item", on_delete=models.CASCADE, related_name="embedding")
    entry = models.CharField(max_length=40)
    vector = models.BinaryField()
    # By which copies are found (`annotator.learning.duplicates`); empty where it was not made.
    print = models.BinaryField(default=b"")
    # Of the project's vectors when this one was written.
    version = models.BigIntegerField(default=0)


class VectorVersion(models.Model):
    """How often a project's vectors changed. Writers lock it, so that versions come in turn."""

    project = models.OneToOneField("projects.Project", on_delete=models.CASCADE, related_name="+")
    version = models.BigIntegerField(default=0)

"""Tables: what stages are set to do alone, and what is under way in them."""

from typing import ClassVar

from django.db import models

from annotator.workflow.alone import SHARE, THRESHOLD


class StageSetup(models.Model):
    """What a stage of a dataset's workflow does alone; without a row nothing is bound to it.

    Of a model stage: `model`, from which sureness on its clips need no annotator (`threshold`), and
    whether new clips come by themselves (`automatic`). Of a sampling stage: `share` and `seed`.
    """

    dataset = models.ForeignKey("datasets.Dataset", on_delete=models.CASCADE, related_name="+")
    stage = models.CharField(max_length=40)
    model = models.ForeignKey(
        "learning.Model", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    threshold = models.FloatField(default=THRESHOLD)
    automatic = models.BooleanField(default=False)
    share = models.FloatField(default=SHARE)
    seed = models.BigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["dataset", "stage"], name="stage_setup_once")
        ]


class Turn(models.Model):
    """One asking of a stage's model about clips that wait there.

    `sure`, `unsure`: how many went on so; `counts`: how many of them got a label, by class id.
    """

    dataset = models.ForeignKey("datasets.Dataset", on_delete=models.CASCADE, related_name="+")
    stage = models.CharField(max_length=40)
    model = models.ForeignKey("learning.Model", on_delete=models.CASCADE, related_name="+")
    job = models.ForeignKey("jobs.Job", null=True, on_delete=models.SET_NULL, related_name="+")
    sure = models.IntegerField(default=0)
    unsure = models.IntegerField(default=0)
    counts = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["dataset", "stage"], name="turn_of_stage")]


class Visit(models.Model):
    """An item that waits in a stage has been asked about since it came, by move `entered`.

    `error`: why the model could say nothing of it. It goes when the item goes on.
    """

    item = models.OneToOneField("datasets.Item", on_delete=models.CASCADE, related_name="visit")
    entered = models.BigIntegerField()
    turn = models.ForeignKey(Turn, null=True, on_delete=models.CASCADE, related_name="visits")
    error = models.CharField(max_length=300, default="", blank=True)

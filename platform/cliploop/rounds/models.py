"""The table of rounds of pseudo-labels."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class Series(models.Model):
    """Rounds one after the other, by themselves, until one of the reasons to stop comes.

    `model`: whose predictions the first takes. `most`: no more rounds than that. `forecast`: what
    the next round waits for. `stop`: why it ended, by `annotator.learning.autopilot`; `left`: so
    many clips had no label then. `check_when`: which of its rounds people check.
    """

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="+")
    model = models.ForeignKey("learning.Model", on_delete=models.RESTRICT, related_name="+")
    most = models.IntegerField()
    check_when = models.CharField(max_length=10, default="few")
    forecast = models.ForeignKey(
        "learning.Forecast", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    stop = models.CharField(max_length=12, default="", blank=True)
    why = models.CharField(max_length=500, default="", blank=True)
    left = models.IntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["project"], condition=models.Q(stop=""), name="series_one_at_a_time"
            )
        ]


class Round(models.Model):
    """One turn of taking a model's surest predictions as labels and training on them.

    `left`: so many clips that wait for people it took no label for.

    `members`: [{item_id, class_id, confidence, annotations: {id: version}}] taken. `judged`: the
    audited items that the candidate is asked about, where they are the holdout. `sample`: the items
    of it that people label unseen before it is kept, none where nobody checks it. `precision`: what
    came of that, by `annotator.learning.checks`.
    """

    project = models.ForeignKey("projects.Project", on_delete=models.CASCADE, related_name="+")
    number = models.IntegerField()
    model = models.ForeignKey("learning.Model", on_delete=models.RESTRICT, related_name="rounds")
    run = models.OneToOneField("learning.Run", on_delete=models.RESTRICT, related_name="round")
    candidate = models.ForeignKey(
        "learning.Model", null=True, on_delete=models.SET_NULL, related_name="+"
    )
    judging = models.ForeignKey("jobs.Job", null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=12)
    was_live = models.BooleanField()
    thresholds = models.JSONField()
    members = models.JSONField()
    judged = models.JSONField()
    sample = models.JSONField(default=list)
    precision = models.JSONField(null=True)
    holdout = models.JSONField(null=True)
    reason = models.CharField(max_length=500, default="", blank=True)
    series = models.ForeignKey(Series, null=True, on_delete=models.SET_NULL, related_name="rounds")
    left = models.IntegerField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["project", "number"], name="round_number_once")
        ]

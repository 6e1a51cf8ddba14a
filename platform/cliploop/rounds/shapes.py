"""How rounds are shown."""

from typing import Any

from rest_framework import serializers

from cliploop.jobs import queries as jobs
from cliploop.jobs.shapes import JobOut
from cliploop.rounds.models import Round


class ThresholdOut(serializers.Serializer[Any]):
    """A class's gate, and how many items passed it."""

    class_id = serializers.IntegerField()
    threshold = serializers.FloatField(allow_null=True)
    accepted = serializers.IntegerField()
    precision = serializers.FloatField(allow_null=True)
    interval = serializers.ListField(child=serializers.FloatField())


class HoldoutOut(serializers.Serializer[Any]):
    """What a round was judged on: macro-F1 before and after."""

    kind = serializers.ChoiceField(choices=["audit", "test"])
    items = serializers.IntegerField()
    before = serializers.FloatField()
    after = serializers.FloatField()


class RoundOut(serializers.Serializer[Any]):
    """A round of pseudo-labels."""

    id = serializers.IntegerField()
    number = serializers.IntegerField()
    model_id = serializers.IntegerField()
    candidate_id = serializers.IntegerField(allow_null=True)
    state = serializers.ChoiceField(choices=["running", "kept", "refused", "rolled-back", "failed"])
    thresholds = ThresholdOut(many=True)
    holdout = HoldoutOut(allow_null=True)
    added = serializers.IntegerField()
    job = JobOut()
    created_at = serializers.DateTimeField()
    reason = serializers.CharField()


def round_(row: Round) -> dict[str, Any]:
    """A round out of `queries.rounds` as the API shows it. One whose job failed has failed."""
    job = row.judging or row.run.job
    phase = str(getattr(row, "phase", row.state))
    same = ("id", "number", "model_id", "candidate_id", "thresholds", "holdout", "created_at")
    return {name: getattr(row, name) for name in same} | {
        "state": phase,
        "added": len(row.members),
        "job": jobs.shown(job) if job else None,
        "reason": job.error["title"] if phase == "failed" and job and job.error else row.reason,
    }

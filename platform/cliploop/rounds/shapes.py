"""How rounds are shown."""

from typing import Any

from rest_framework import serializers

from annotator.learning.autopilot import Stop
from annotator.learning.checks import waits
from cliploop.accounts.shapes import UserOut
from cliploop.jobs import queries as jobs
from cliploop.jobs.shapes import JobOut
from cliploop.rounds import checks
from cliploop.rounds.models import Round, Series
from cliploop.rounds.phases import CHECKING, STATES, UNDER_WAY


class ThresholdOut(serializers.Serializer[Any]):
    """A class's gate, and how many items passed it."""

    class_id = serializers.IntegerField()
    threshold = serializers.FloatField(allow_null=True)
    accepted = serializers.IntegerField()
    precision = serializers.FloatField(allow_null=True)
    interval = serializers.ListField(child=serializers.FloatField())


class HoldoutOut(serializers.Serializer[Any]):
    """What a round was judged on: macro-F1 before and after, and how much it changed.

    `low`, `high`: the interval of the change, with 70 % confidence; null of a round that was judged
    before there was one.
    """

    kind = serializers.ChoiceField(choices=["audit", "test"])
    items = serializers.IntegerField()
    before = serializers.FloatField()
    after = serializers.FloatField()
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)


class RoundCheckOut(serializers.Serializer[Any]):
    """The check of a round by people who do not see what it says: `done` clips of `asked` so far.

    Then `right` of them, and the interval for all `size` clips of the round, with 95 % confidence.
    """

    asked = serializers.IntegerField()
    done = serializers.IntegerField()
    right = serializers.IntegerField(allow_null=True)
    size = serializers.IntegerField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)


class RoundOut(serializers.Serializer[Any]):
    """A round of pseudo-labels."""

    id = serializers.IntegerField()
    number = serializers.IntegerField()
    model_id = serializers.IntegerField()
    candidate_id = serializers.IntegerField(allow_null=True)
    state = serializers.ChoiceField(choices=[*STATES, "failed"])
    thresholds = ThresholdOut(many=True)
    holdout = HoldoutOut(allow_null=True)
    check = RoundCheckOut(allow_null=True)
    added = serializers.IntegerField()
    job = JobOut()
    created_at = serializers.DateTimeField()
    follows = serializers.IntegerField(
        allow_null=True, help_text="The number of the round whose model it began with"
    )
    series_id = serializers.IntegerField(allow_null=True, help_text="Of which it came by itself")
    left = serializers.IntegerField(allow_null=True, help_text="Clips that it took no label for")
    reason = serializers.CharField()


class SeriesOut(serializers.Serializer[Any]):
    """Rounds that go on by themselves. `stop`: why they ended, empty while they do not.

    `kept`: so many were kept so far; `left`: so many clips had no label when they ended. `job`:
    what the next round waits for.
    """

    id = serializers.IntegerField()
    model_id = serializers.IntegerField()
    most = serializers.IntegerField()
    kept = serializers.IntegerField()
    stop = serializers.ChoiceField(choices=["", *Stop], allow_blank=True)
    why = serializers.CharField(allow_blank=True)
    left = serializers.IntegerField(allow_null=True)
    job = JobOut(allow_null=True)
    created_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    created_by = UserOut(allow_null=True)


def series(row: Series) -> dict[str, Any]:
    """A series out of `queries.all_series` as the API shows it."""
    same = ("id", "model_id", "most", "stop", "why", "left", "created_at", "ended_at")
    job = row.forecast.job if row.forecast and not row.stop else None
    return {name: getattr(row, name) for name in same} | {
        "kept": sum(one.state == "kept" for one in row.rounds.all()),
        "job": jobs.shown(job) if job else None,
        "created_by": UserOut(row.created_by).data if row.created_by else None,
    }


def round_(row: Round) -> dict[str, Any]:
    """A round out of `queries.rounds` as the API shows it. One whose job failed has failed."""
    job = row.judging or row.run.job
    phase = str(getattr(row, "phase", row.state))
    told = _check(row, phase)
    reason = waits(told["done"], told["asked"]) if told and phase == CHECKING else row.reason
    same = ("id", "number", "model_id", "candidate_id", "thresholds", "created_at")
    return {name: getattr(row, name) for name in (*same, "series_id", "left")} | {
        "follows": getattr(row, "follows", None),
        "state": phase,
        "check": told,
        "holdout": {"low": None, "high": None, **row.holdout} if row.holdout else None,
        "added": len(row.members),
        "job": jobs.shown(job) if job else None,
        "reason": job.error["title"] if phase == "failed" and job and job.error else reason,
    }


def _check(row: Round, phase: str) -> dict[str, Any] | None:
    """How far a round's check is, or what came of it; None where nobody checks it."""
    found = row.precision
    if found is not None:
        same = {name: found[name] for name in ("right", "size", "low", "high")}
        return {"asked": found["checked"], "done": found["checked"], **same}
    if not row.sample or phase not in UNDER_WAY:
        return None
    unknown = dict.fromkeys(("right", "size", "low", "high"))
    return {"asked": len(row.sample), "done": checks.through(row).count(), **unknown}

"""How answers are shown."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from rest_framework import serializers

from cliploop.jobs import queries as jobs
from cliploop.jobs.models import Job
from cliploop.jobs.shapes import JobOut
from cliploop.learning import queries as learning
from cliploop.serving import queries
from cliploop.serving.models import Event, OutsideModel, Speed


class LikelyOut(serializers.Serializer[Any]):
    """How likely a class is of the clip as a whole, calibrated."""

    class_id = serializers.IntegerField()
    name = serializers.CharField()
    probability = serializers.FloatField()


class HeldOut(serializers.Serializer[Any]):
    """A class over [start, end) frames."""

    class_id = serializers.IntegerField()
    name = serializers.CharField()
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    start_seconds = serializers.FloatField()
    end_seconds = serializers.FloatField()
    confidence = serializers.FloatField()


class WindowOut(serializers.Serializer[Any]):
    """What was looked at as one, and how likely each class is there, in the answer's order."""

    start = serializers.IntegerField()
    end = serializers.IntegerField()
    probabilities = serializers.ListField(child=serializers.FloatField())


class AnswerOut(serializers.Serializer[Any]):
    """What a model says of a clip. `seconds`: of the video; `took_seconds`: from start to end."""

    frames = serializers.IntegerField()
    seconds = serializers.FloatField()
    took_seconds = serializers.FloatField()
    probabilities = LikelyOut(many=True)
    spans = HeldOut(many=True)
    windows = WindowOut(many=True)


class InferredOut(serializers.Serializer[Any]):
    """The answer, or without one (202) the job whose result will be it."""

    job = JobOut()
    answer = AnswerOut(allow_null=True)


def inferred(job: Job) -> dict[str, Any]:
    """A job of asking a model, as the API shows it."""
    return {"job": jobs.shown(job), "answer": _answer(job) if job.result else None}


def _answer(job: Job) -> dict[str, Any]:
    told = job.result or {}
    known = learning.classes_by_id(job.project_id or 0)
    pace = Fraction(*told["rate"])

    def named(class_id: int) -> dict[str, Any]:
        name = known[class_id].name if class_id in known else "?"
        return {"class_id": class_id, "name": name}

    def seconds(frame: int) -> float:
        return round(float(frame / pace), 3)

    shares = zip(told["classes"], told["probabilities"], strict=True)
    begun, ended = job.started_at or job.created_at, job.finished_at or job.created_at
    return {
        "frames": told["frames"],
        "seconds": seconds(told["frames"]),
        "took_seconds": round((ended - begun).total_seconds(), 3),
        "probabilities": [named(one) | {"probability": share} for one, share in shares],
        "spans": [
            one
            | named(one["class_id"])
            | {"start_seconds": seconds(one["start"]), "end_seconds": seconds(one["end"])}
            for one in told["spans"]
        ],
        "windows": told["clips"],
    }


class HealthOut(serializers.Serializer[Any]):
    """How the last calls of a model went. `latency_seconds`: the median of its answers."""

    calls = serializers.IntegerField()
    failed = serializers.IntegerField()
    latency_seconds = serializers.FloatField(allow_null=True)
    last_success = serializers.DateTimeField(allow_null=True)
    last_error = serializers.CharField()
    breaker = serializers.ChoiceField(choices=["closed", "open", "half-open"])


class OutsideOut(serializers.Serializer[Any]):
    """A model that was trained elsewhere. `job`: the last time it was asked what it knows."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=["clips", "images", "folder"])
    place = serializers.CharField()
    has_secret = serializers.BooleanField()
    frames = serializers.IntegerField()
    size = serializers.IntegerField()
    timeout_seconds = serializers.FloatField()
    model_id = serializers.IntegerField(allow_null=True)
    state = serializers.CharField(help_text="Of its version; empty before there is one")
    health = HealthOut()
    job = JobOut(allow_null=True)


class SpeedOut(serializers.Serializer[Any]):
    """How fast an entry of the zoo is on a device. Null is what could not be measured."""

    entry = serializers.CharField()
    preset = serializers.CharField()
    device = serializers.CharField()
    clips_per_second = serializers.FloatField(allow_null=True)
    latency_seconds = serializers.FloatField(allow_null=True)
    real_time_factor = serializers.FloatField(allow_null=True)
    peak_bytes = serializers.IntegerField(allow_null=True)
    parameters = serializers.IntegerField(allow_null=True)
    error = serializers.CharField()
    versions = serializers.DictField()
    measured_at = serializers.DateTimeField()


FIGURES = (
    "clips_per_second",
    "latency_seconds",
    "real_time_factor",
    "peak_bytes",
    "parameters",
)


def outsides(rows: Sequence[OutsideModel]) -> list[dict[str, Any]]:
    """Models of elsewhere in one project as the API shows them."""
    healths = queries.healths(rows)
    return [outside(one, healths[one.pk]) for one in rows]


def outside(row: OutsideModel, health: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """A model of elsewhere as the API shows it: never its secret."""
    same = ("id", "name", "kind", "place", "frames", "size", "timeout_seconds", "model_id")
    return {
        **{name: getattr(row, name) for name in same},
        "has_secret": bool(row.secret),
        "state": row.model.state if row.model else "",
        "health": HealthOut(health or queries.health(row)).data,
        "job": jobs.shown(row.job) if row.job else None,
    }


def speed(row: Speed) -> dict[str, Any]:
    """A measured speed as the API shows it."""
    same = ("entry", "preset", "device", "error", "versions", "measured_at")
    told = {name: getattr(row, name) for name in same}
    return told | {name: row.figures.get(name) for name in FIGURES}


class AlertOut(serializers.Serializer[Any]):
    """A rule: a class at least this likely for so long is told to an address, once."""

    id = serializers.IntegerField()
    class_id = serializers.IntegerField(source="label_class_id")
    threshold = serializers.FloatField()
    seconds = serializers.FloatField()
    url = serializers.CharField()
    created_at = serializers.DateTimeField()


class EventOut(serializers.Serializer[Any]):
    """What an alert found, and how telling of it goes."""

    id = serializers.IntegerField()
    item_id = serializers.IntegerField()
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    confidence = serializers.FloatField()
    created_at = serializers.DateTimeField()
    job = JobOut(allow_null=True)
    error = serializers.CharField()


def event(row: Event) -> dict[str, Any]:
    """An event as the API shows it."""
    same = ("id", "item_id", "start", "end", "confidence", "created_at", "error")
    told = {name: getattr(row, name) for name in same}
    return told | {"job": jobs.shown(row.job) if row.job else None}

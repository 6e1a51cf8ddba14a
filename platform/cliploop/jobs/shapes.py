"""How jobs are shown, and when one may be asked for."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from rest_framework import serializers

from cliploop.jobs.models import State

FARTHEST_START = timedelta(days=366)


class ProgressOut(serializers.Serializer[Any]):
    """How far a job is; `rate` in units a second."""

    done = serializers.FloatField()
    total = serializers.FloatField()
    unit = serializers.CharField()
    message = serializers.CharField()
    rate = serializers.FloatField(allow_null=True)
    eta_seconds = serializers.FloatField(allow_null=True)


class JobErrorOut(serializers.Serializer[Any]):
    """Why a job failed."""

    code = serializers.CharField()
    title = serializers.CharField()


class SubjectOut(serializers.Serializer[Any]):
    """What a job is about."""

    type = serializers.CharField()
    id = serializers.IntegerField()


class CostOut(serializers.Serializer[Any]):
    """What a job took of its last worker: on which device, how long, how much memory at most."""

    device = serializers.CharField()
    seconds = serializers.FloatField()
    peak_bytes = serializers.IntegerField()


class JobOut(serializers.Serializer[Any]):
    """A job."""

    id = serializers.UUIDField()
    kind = serializers.CharField()
    title = serializers.CharField()
    state = serializers.ChoiceField(choices=State.choices)
    progress = ProgressOut()
    error = JobErrorOut(allow_null=True)
    attempt = serializers.IntegerField()
    result = serializers.DictField(allow_null=True)
    cost = CostOut(allow_null=True)
    queue_position = serializers.IntegerField(allow_null=True)
    created_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    not_before = serializers.DateTimeField(allow_null=True)
    subject = SubjectOut(allow_null=True)


def within_a_year(value: datetime) -> None:
    """Refuse a time to start at that is a slip of the hand: nobody waits so long for a job."""
    if value > timezone.now() + FARTHEST_START:
        raise serializers.ValidationError("Must lie within a year. Leave it out to start at once.")

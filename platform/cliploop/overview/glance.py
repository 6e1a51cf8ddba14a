"""A project at a glance: how far it is, who did what, and how good its models became."""

from datetime import datetime
from typing import Any

from rest_framework import serializers

from annotator.access import Actor, Capability
from cliploop.accounts.shapes import UserOut
from cliploop.assignments import queries as assignments
from cliploop.audit import queries as audit
from cliploop.datasets import queries as datasets
from cliploop.learning import queries
from cliploop.projects import queries as projects
from cliploop.reviews import queries as reviews

LATEST = 20


class DayOut(serializers.Serializer[Any]):
    """How many edits people made on a day."""

    day = serializers.DateField()
    count = serializers.IntegerField()


class ContributorOut(serializers.Serializer[Any]):
    """What somebody labeled, and what became of it in review."""

    user = UserOut()
    labels = serializers.IntegerField()
    approved = serializers.IntegerField()
    rejected = serializers.IntegerField()


class ActivityOut(serializers.Serializer[Any]):
    """Something that was done. What it changed is shown to those who manage the project."""

    id = serializers.IntegerField()
    at = serializers.DateTimeField()
    user = UserOut(allow_null=True)
    action = serializers.CharField()
    subject = serializers.CharField()
    before = serializers.JSONField(allow_null=True)
    after = serializers.JSONField(allow_null=True)


class ModelPointOut(serializers.Serializer[Any]):
    """A point of the quality curve: accuracy by labeled clips."""

    id = serializers.IntegerField()
    number = serializers.IntegerField()
    name = serializers.CharField()
    accuracy = serializers.FloatField(source="metrics.accuracy")
    n = serializers.IntegerField(source="metrics.n")
    labeled = serializers.IntegerField(source="run.release.items")


class OverviewOut(serializers.Serializer[Any]):
    """A project at a glance."""

    stages = serializers.DictField(child=serializers.IntegerField())
    mine = serializers.IntegerField()
    review = serializers.IntegerField()
    labeled_per_day = DayOut(many=True)
    people = ContributorOut(many=True)
    activity = ActivityOut(many=True)
    models = ModelPointOut(many=True)


def overview(actor: Actor, now: datetime) -> dict[str, Any]:
    """The project as `OverviewOut` shows it."""
    return {
        "stages": datasets.stage_counts(actor),
        "mine": assignments.mine(actor),
        "review": reviews.review_count(actor) if actor.may(Capability.REVIEW) else 0,
        "labeled_per_day": reviews.labeled_per_day(actor, now),
        "people": reviews.people(actor),
        "activity": _activity(actor),
        "models": ModelPointOut(queries.models(actor).order_by("number"), many=True).data,
    }


def _activity(actor: Actor) -> list[dict[str, Any]]:
    people = projects.people(actor)
    manages = actor.may(Capability.MANAGE)
    return [
        {
            "id": one.pk,
            "at": one.at,
            "user": UserOut(people[one.user_id]).data if one.user_id in people else None,
            "action": one.action,
            "subject": one.subject,
            "before": one.before if manages else None,
            "after": one.after if manages else None,
        }
        for one in audit.within(actor.project_id).order_by("-id")[:LATEST]
    ]

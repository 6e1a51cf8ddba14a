"""What the API takes of whoever asks for a training."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from cliploop.jobs.shapes import within_a_year
from cliploop.learning.planning import Asked
from cliploop.learning.searches import SearchIn


class CompareIn(serializers.Serializer[Any]):
    """Trainings to start on the same clips, one of each use. `not_before` left out: at once."""

    classes = serializers.ListField(child=serializers.IntegerField(), max_length=1_000)
    seed = serializers.IntegerField(min_value=0, max_value=2**31 - 1, default=0)
    follow_shots = serializers.BooleanField(default=False, help_text="No clip goes on over a cut")
    not_before = serializers.DateTimeField(
        required=False, allow_null=True, default=None, validators=[within_a_year]
    )


class RunIn(CompareIn):
    """A training to start. `regime` left out: the entry's own; `not_before`: at once.

    `options`: what else to set of it. `teacher`: the model that it learns from, `start`: the one
    whose weights it begins with, of regimes that take them. `search`: look for the best options,
    those aside that `options` sets.
    """

    entry = serializers.CharField(max_length=40, default="probe_lite0")
    regime = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")
    options = serializers.DictField(required=False, default=dict)
    teacher = serializers.IntegerField(required=False, allow_null=True, default=None)
    start = serializers.IntegerField(required=False, allow_null=True, default=None)
    search = SearchIn(required=False, allow_null=True, default=None)


def asked(given: Mapping[str, Any]) -> Asked:
    """A training as `RunIn` has it."""
    return Asked(**{**given, "classes": tuple(given["classes"])})

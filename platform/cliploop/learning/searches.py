"""How a search for the best options is asked for, and how it is shown."""

from typing import Any

from rest_framework import serializers


class SearchIn(serializers.Serializer[Any]):
    """How long the best options are looked for: so many trials, and so many minutes at most."""

    trials = serializers.IntegerField(min_value=2, max_value=200, default=20)
    minutes = serializers.IntegerField(min_value=1, max_value=7 * 24 * 60, default=60)


class TrialOut(serializers.Serializer[Any]):
    """A trial of a search: what it set, and its loss on the validation part. `value` is null where
    it was broken off: fell behind the median, the time was up, or its options lead nowhere (`why`).
    """

    number = serializers.IntegerField()
    options = serializers.DictField()
    state = serializers.ChoiceField(choices=["done", "pruned", "stopped", "failed"])
    value = serializers.FloatField(allow_null=True)
    seconds = serializers.FloatField()
    epochs = serializers.IntegerField()
    why = serializers.CharField(allow_blank=True)


class SearchOut(serializers.Serializer[Any]):
    """How the options of a model were found: by the trials of a search; it is the `best` of them.

    `wanted`: so many trials there might have been. `varied`: the options that they set.
    """

    best = serializers.IntegerField()
    wanted = serializers.IntegerField()
    seconds = serializers.FloatField()
    varied = serializers.ListField(child=serializers.CharField())
    trials = TrialOut(many=True)

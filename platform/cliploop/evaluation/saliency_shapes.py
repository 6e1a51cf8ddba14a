"""How it is shown where a model looked."""

from typing import Any

from rest_framework import serializers

from cliploop.jobs.shapes import JobOut


class MomentOut(serializers.Serializer[Any]):
    """A part of a clip: its frame with most evidence, its share of all, and by place how much."""

    frame = serializers.IntegerField()
    share = serializers.FloatField()
    map = serializers.CharField(help_text="base64 of a byte a place, row by row; 255 is the most")


class SaliencyMapOut(serializers.Serializer[Any]):
    """What in a clip spoke for a class, by place and moment; `peak`: the moment with the most."""

    class_id = serializers.IntegerField()
    rows = serializers.IntegerField()
    columns = serializers.IntegerField()
    peak = serializers.IntegerField()
    moments = MomentOut(many=True)


class SaliencyOut(serializers.Serializer[Any]):
    """Whether it is known where a model looked. `why_not`: why that can never be; `clips`: in how
    many; `blind`: it also sees movement as numbers without a place, which no map shows.
    """

    why_not = serializers.CharField(allow_null=True)
    clips = serializers.IntegerField()
    failed = serializers.DictField(child=serializers.CharField())
    blind = serializers.BooleanField()
    job = JobOut(allow_null=True)

"""How quality is shown."""

from typing import Any

from rest_framework import serializers

KEYS = ("classes", "empty", "sources", "split", "judged", "labels")


class NeedOut(serializers.Serializer[Any]):
    """Something that a training needs, or with `must` false had better have."""

    key = serializers.ChoiceField(choices=KEYS)
    ok = serializers.BooleanField()
    must = serializers.BooleanField()
    classes = serializers.ListField(child=serializers.IntegerField(), help_text="Which lack it")
    count = serializers.IntegerField(help_text="How many there are of it")


class ReadinessOut(serializers.Serializer[Any]):
    """Whether a training would start, and what it needs."""

    ready = serializers.BooleanField()
    needs = NeedOut(many=True)


class ReadinessIn(serializers.Serializer[Any]):
    """The tag classes to learn, all in use where none is named."""

    classes = serializers.CharField(required=False, help_text="Ids, divided by commas")

    def validate_classes(self, text: str) -> list[int]:
        """The ids."""
        parts = [one for one in text.split(",") if one]
        if not all(one.isascii() and one.isdigit() and len(one) < 18 for one in parts):
            raise serializers.ValidationError("Ids of classes, divided by commas")
        return [int(one) for one in parts]


class PaceOut(serializers.Serializer[Any]):
    """How fast people label, and what became of models' labels."""

    per_hour = serializers.FloatField(allow_null=True, help_text="Of the last 30 days, at work")
    labels = serializers.IntegerField(help_text="That people stand for")
    accepted = serializers.IntegerField(help_text="Of these made by a model")
    rejected = serializers.IntegerField(help_text="Made by a model and refused by a person")
    clips = serializers.IntegerField()
    alone = serializers.IntegerField(help_text="Complete clips that only a model labeled")
    guessed = serializers.IntegerField(
        help_text="Others with a model's guess that nobody decided on"
    )


class RunningOut(serializers.Serializer[Any]):
    """The share that was right of the last `n` random checks, after so many `labels`."""

    labels = serializers.IntegerField()
    n = serializers.IntegerField()
    accuracy = serializers.FloatField()
    interval = serializers.ListField(child=serializers.FloatField(), min_length=2, max_length=2)


class CheckedOut(serializers.Serializer[Any]):
    """A model on the random checks that it did not know."""

    model_id = serializers.IntegerField()
    name = serializers.CharField()
    n = serializers.IntegerField()
    accuracy = serializers.FloatField()
    interval = serializers.ListField(child=serializers.FloatField(), min_length=2, max_length=2)


class AuditedOut(serializers.Serializer[Any]):
    """The random checks: how many chance drew, and what those say that people are through with."""

    drawn = serializers.IntegerField()
    line = RunningOut(many=True)
    versions = CheckedOut(many=True)


class GainOut(serializers.Serializer[Any]):
    """What so many more labels would add, with a 95 % interval."""

    more = serializers.IntegerField()
    gain = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()


class AmountOut(serializers.Serializer[Any]):
    """How good models were with so many labels: the mean, and the least and most of repeats."""

    labels = serializers.FloatField()
    score = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()


class CurveOut(serializers.Serializer[Any]):
    """A point of the fitted curve."""

    labels = serializers.FloatField()
    score = serializers.FloatField()


class GrowthOut(serializers.Serializer[Any]):
    """A score by labels. `refused`: why nothing is foretold; `flat`: more are hardly worth it.

    `model_id`: whose training measured it; null: the points are versions over time.
    """

    score = serializers.ChoiceField(choices=["accuracy", "macro_f1"])
    labels = serializers.FloatField()
    model_id = serializers.IntegerField(allow_null=True)
    points = AmountOut(many=True)
    curve = CurveOut(many=True)
    gains = GainOut(many=True)
    flat = serializers.BooleanField()
    refused = serializers.ChoiceField(choices=["", "few", "far"], allow_blank=True)


class DriftOut(serializers.Serializer[Any]):
    """How new recordings lie to known ones. `enough` false: nothing is said of them."""

    model_id = serializers.IntegerField()
    known = serializers.IntegerField()
    new = serializers.IntegerField()
    farther = serializers.FloatField()
    chance = serializers.FloatField()
    enough = serializers.BooleanField()
    alarm = serializers.BooleanField()


class SavingsOut(serializers.Serializer[Any]):
    """How many labels the order of the queue saved against chance.

    `random` labels that chance drew made a head right of the share `accuracy`; in the order of the
    queue `chosen` labels did, between `low` and `high` with 95 % confidence. Null: more than all
    `labels` that were looked at. `refused`: why nothing was measured; `audited` of `needed` random
    checks are labeled.
    """

    audited = serializers.IntegerField()
    needed = serializers.IntegerField()
    labels = serializers.IntegerField()
    refused = serializers.ChoiceField(
        choices=["", "few", "recordings", "labels", "task"], allow_blank=True
    )
    random = serializers.IntegerField()
    accuracy = serializers.FloatField()
    chosen = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)


class QualityOut(serializers.Serializer[Any]):
    """How far labels and models can be trusted, and what more labels would bring."""

    pace = PaceOut()
    audit = AuditedOut()
    growth = GrowthOut(many=True)
    drift = DriftOut(allow_null=True)
    savings = SavingsOut()

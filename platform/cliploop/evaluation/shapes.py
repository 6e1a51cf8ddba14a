"""How evaluations are shown. Null is what cannot be said."""

from collections.abc import Mapping
from typing import Any

from rest_framework import serializers

from cliploop.datasets.shapes import ItemOut, Shower
from cliploop.evaluation.queries import Judgement
from cliploop.evaluation.saliency_shapes import SaliencyMapOut

Numbers = serializers.ListField


def _share(**more: Any) -> serializers.FloatField:
    return serializers.FloatField(allow_null=True, **more)


class FigureOut(serializers.Serializer[Any]):
    """A number that a model is judged by, and its 95 % interval over recordings."""

    key = serializers.CharField()
    value = _share()
    low = _share()
    high = _share()


class ClassCurvesOut(serializers.Serializer[Any]):
    """A class against the rest: points [false-positive rate, true-positive rate], and [recall,
    precision].
    """

    class_id = serializers.IntegerField()
    support = serializers.IntegerField()
    area_under_roc = _share()
    average_precision = _share()
    roc = Numbers(child=Numbers(child=serializers.FloatField()))
    precision_recall = Numbers(child=Numbers(child=serializers.FloatField()))


class CalibrationBinOut(serializers.Serializer[Any]):
    """How often predictions of about this confidence are right."""

    confidence = serializers.FloatField()
    accuracy = serializers.FloatField()
    count = serializers.IntegerField()


class CalibrationSideOut(serializers.Serializer[Any]):
    """The expected calibration error, and what it is made of."""

    error = serializers.FloatField()
    bins = CalibrationBinOut(many=True)


class CalibrationOut(serializers.Serializer[Any]):
    """Before and after temperature scaling; reports of earlier versions say only after."""

    before = CalibrationSideOut(allow_null=True)
    after = CalibrationSideOut()


class SliceOut(serializers.Serializer[Any]):
    """The clips with one value of something; `rest` is the accuracy of all others."""

    by = serializers.CharField()
    value = serializers.CharField()
    clips = serializers.IntegerField()
    sources = serializers.IntegerField()
    accuracy = serializers.FloatField()
    interval = Numbers(child=serializers.FloatField())
    rest = _share()


class OperatingOut(serializers.Serializer[Any]):
    """A threshold chosen on validation clips for a rate of false accepts, and what it comes to."""

    class_id = serializers.IntegerField()
    rate = serializers.FloatField()
    threshold = serializers.FloatField()
    false_accepts = _share()
    recall = _share()


class ClassSpansOut(serializers.Serializer[Any]):
    """The average precision of a class's spans at each overlap."""

    class_id = serializers.IntegerField()
    values = Numbers(child=serializers.FloatField())


class SpansOut(serializers.Serializer[Any]):
    """How well spans are found in long items, at each overlap in time."""

    overlaps = Numbers(child=serializers.FloatField())
    means = Numbers(child=serializers.FloatField())
    by_class = ClassSpansOut(many=True)
    frame_area = _share()
    items = serializers.IntegerField()


class SurestOut(serializers.Serializer[Any]):
    """The share that is right of each class's k surest clips, on average over classes."""

    k = serializers.IntegerField()
    precision = serializers.FloatField()


class LearnedOut(serializers.Serializer[Any]):
    """How right a model is on clips of recordings that it learned from."""

    accuracy = serializers.FloatField()
    n = serializers.IntegerField()


class TemporalGainOut(serializers.Serializer[Any]):
    """How much more accurate a model is than one that sees single pictures, on the same clips."""

    beside_id = serializers.IntegerField()
    clips = serializers.IntegerField()
    gain = _share()
    low = _share()
    high = _share()


class NearestOut(serializers.Serializer[Any]):
    """The share of each item's k most alike ones that show a class of its own."""

    k = serializers.IntegerField()
    precision = serializers.FloatField()


class RetrievalOut(serializers.Serializer[Any]):
    """How well judged items are found by others that are alike, of other recordings."""

    items = serializers.IntegerField()
    reciprocal_rank = serializers.FloatField()
    nearest = NearestOut(many=True)


class LooksOut(serializers.Serializer[Any]):
    """How often, by how many people and since when the test part was looked at."""

    count = serializers.IntegerField()
    people = serializers.IntegerField()
    first_at = serializers.DateTimeField(allow_null=True)


class EvaluationOut(serializers.Serializer[Any]):
    """All that the clips which judged a model say of it."""

    clips = serializers.IntegerField()
    sources = serializers.IntegerField()
    figures = FigureOut(many=True)
    per_class = ClassCurvesOut(many=True)
    cmc = Numbers(child=serializers.FloatField())
    reciprocal_rank = _share()
    surest = SurestOut(many=True)
    calibration = CalibrationOut()
    slices = SliceOut(many=True)
    operating = OperatingOut(many=True)
    spans = SpansOut(allow_null=True)
    learned = LearnedOut(allow_null=True)
    temporal_gain = TemporalGainOut(allow_null=True)
    retrieval = RetrievalOut(allow_null=True)
    looks = LooksOut()


class ClassDifferenceOut(serializers.Serializer[Any]):
    """The F1 of a class of two models; `low` to `high` holds 95 % of the difference, `p` is how
    likely one as large is by luck. `kappa`: how far both say it of the same clips.
    """

    class_id = serializers.IntegerField()
    kappa = _share()
    before = _share()
    after = _share()
    difference = _share()
    low = _share()
    high = _share()
    p = _share()


class DifferenceOut(serializers.Serializer[Any]):
    """A figure of two models, as `ClassDifferenceOut`."""

    key = serializers.CharField()
    before = _share()
    after = _share()
    difference = _share()
    low = _share()
    high = _share()
    p = _share()


class MeanOut(serializers.Serializer[Any]):
    """A figure of the mean of both models' probabilities."""

    key = serializers.CharField()
    value = _share()


class JudgementOut(serializers.Serializer[Any]):
    """A clip [start, end) of an item, what is true of it, and what a model says."""

    item = ItemOut()
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    truth = Numbers(child=serializers.IntegerField())
    predicted = Numbers(child=serializers.IntegerField())
    confidence = serializers.FloatField()
    is_right = serializers.BooleanField()
    saliency = SaliencyMapOut(allow_null=True)


class ChangeOut(serializers.Serializer[Any]):
    """A clip that only one of two models gets right."""

    item = ItemOut()
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    truth = Numbers(child=serializers.IntegerField())
    before = Numbers(child=serializers.IntegerField())
    after = Numbers(child=serializers.IntegerField())


class ComparisonOut(serializers.Serializer[Any]):
    """Two models on the same clips. `fixed`, `broken`: how many only the later, or the earlier,
    gets right; of these the lists show the first ones that may be seen.
    """

    before_id = serializers.IntegerField()
    after_id = serializers.IntegerField()
    clips = serializers.IntegerField()
    sources = serializers.IntegerField()
    figures = DifferenceOut(many=True)
    per_class = ClassDifferenceOut(many=True)
    together = MeanOut(many=True)
    fixed = serializers.IntegerField()
    broken = serializers.IntegerField()
    mcnemar_p = serializers.FloatField()
    kappa = _share()
    fixed_clips = ChangeOut(many=True)
    broken_clips = ChangeOut(many=True)


def judgement(
    one: Judgement, show: Shower, seen: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """A judgement as `JudgementOut`; `seen`: where the model looked."""
    return {
        "item": show(one.item),
        "start": one.start,
        "end": one.end,
        "truth": one.truth,
        "predicted": one.predicted,
        "confidence": one.confidence,
        "is_right": one.is_right,
        "saliency": seen,
    }


def change(before: Judgement, after: Judgement, show: Shower) -> dict[str, Any]:
    """Two judgements of one clip as `ChangeOut`: the truth is what the later one knows."""
    return {
        "item": show(after.item),
        "start": after.start,
        "end": after.end,
        "truth": after.truth,
        "before": before.predicted,
        "after": after.predicted,
    }

"""How runs and models are shown."""

from collections.abc import Iterable, Mapping
from typing import Any

from rest_framework import serializers

from annotator.learning.options import Option
from annotator.learning.regimes import NEEDS
from annotator.learning.scores import with_means
from annotator.learning.space import VARIED
from annotator.learning.zoo import registry as zoo
from annotator.learning.zoo.entry import FULL, TINY, Entry
from cliploop.accounts.shapes import UserOut
from cliploop.jobs import queries as jobs
from cliploop.jobs.models import OPEN
from cliploop.jobs.shapes import JobOut
from cliploop.learning.models import Model, Run
from cliploop.learning.searches import SearchIn, SearchOut
from cliploop.projects.models import LabelClass
from cliploop.projects.shapes import LabelClassOut

CURVE = ("step", "loss", "val_loss", "metric", "trial")


class PresetOut(serializers.Serializer[Any]):
    """A size of a network: what it sees of a clip, and how large it is."""

    key = serializers.ChoiceField(choices=[FULL, TINY])
    parameters = serializers.IntegerField()
    frames = serializers.IntegerField()
    size = serializers.IntegerField(help_text="Width and height of what is seen, in px")


class EntryOut(serializers.Serializer[Any]):
    """A network that models may be made of. `presets`: its sizes, the published one first."""

    key = serializers.CharField()
    name = serializers.CharField()
    family = serializers.CharField()
    summary = serializers.CharField()
    presets = PresetOut(many=True)
    parameters = serializers.IntegerField()
    license = serializers.CharField()
    weights = serializers.ChoiceField(choices=["none", "packaged", "random", "folder"])
    regimes = serializers.ListField(child=serializers.CharField())


class RegimeOut(serializers.Serializer[Any]):
    """A way to train. `needs`: what it must be given beside labels; `takes`: what it may be."""

    key = serializers.CharField()
    name = serializers.CharField()
    summary = serializers.CharField()
    paper = serializers.CharField(source="source", allow_blank=True)
    needs = serializers.ListField(child=serializers.ChoiceField(choices=list(NEEDS)))
    takes = serializers.ListField(child=serializers.ChoiceField(choices=list(NEEDS)))


class OptionOut(serializers.Serializer[Any]):
    """Something that a run may set: a number from `low` to `high`, one of `choices`, or as said.

    `varied`: whether a search looks for the best of it.
    """

    key = serializers.CharField()
    kind = serializers.ChoiceField(choices=["flag", "whole", "number", "choice", "text", "pairs"])
    default = serializers.JSONField()
    summary = serializers.CharField(allow_blank=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    choices = serializers.ListField(child=serializers.CharField(allow_blank=True))
    varied = serializers.BooleanField()


class UseOut(serializers.Serializer[Any]):
    """A choice between burden and accuracy, and what stands for it."""

    key = serializers.CharField()
    name = serializers.CharField()
    summary = serializers.CharField()
    entry = serializers.CharField(source="entry.key")
    regime = serializers.CharField()
    options = serializers.DictField()


class PartOut(serializers.Serializer[Any]):
    """One side of a split, counted."""

    name = serializers.CharField()
    items = serializers.IntegerField()
    sources = serializers.IntegerField()
    by_class = serializers.DictField(child=serializers.IntegerField())


class CheckOut(serializers.Serializer[Any]):
    """Something to know of a split."""

    ok = serializers.BooleanField()
    text = serializers.CharField()


class SplitOut(serializers.Serializer[Any]):
    """Who trains and who judges. `refused` says why such a training would not start."""

    mode = serializers.ChoiceField(choices=["holdout", "grouped-cv"])
    folds = serializers.IntegerField()
    parts = PartOut(many=True)
    checks = CheckOut(many=True)
    refused = serializers.CharField(allow_null=True)
    estimate_seconds = serializers.FloatField(allow_null=True)


class PointOut(serializers.Serializer[Any]):
    """A point of a training's curve; of a search each trial has one of its own."""

    step = serializers.FloatField()
    loss = serializers.FloatField(required=False)
    val_loss = serializers.FloatField(required=False)
    metric = serializers.FloatField(required=False)
    trial = serializers.IntegerField(required=False)


class RunOut(serializers.Serializer[Any]):
    """One training."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    entry = serializers.CharField()
    classes = serializers.ListField(child=serializers.IntegerField())
    regime = serializers.CharField()
    seed = serializers.IntegerField()
    follow_shots = serializers.BooleanField()
    split = SplitOut()
    job = JobOut()
    options = serializers.DictField()
    teacher_id = serializers.IntegerField(allow_null=True)
    start_id = serializers.IntegerField(allow_null=True)
    member_ids = serializers.ListField(child=serializers.IntegerField(), help_text="It averages")
    search = SearchIn(allow_null=True)
    busy = serializers.FloatField(
        allow_null=True, help_text="The share of time in which the device was at work, 0 to 1"
    )
    curve = PointOut(many=True)
    model_id = serializers.IntegerField(allow_null=True)
    created_at = serializers.DateTimeField()


class ClassMetricsOut(serializers.Serializer[Any]):
    """How well one class is told. Null is what cannot be said."""

    class_id = serializers.IntegerField()
    precision = serializers.FloatField(allow_null=True)
    recall = serializers.FloatField(allow_null=True)
    f1 = serializers.FloatField(allow_null=True)
    support = serializers.IntegerField()


class TopOut(serializers.Serializer[Any]):
    """How often the truth is among the k classes that the model finds likeliest."""

    k = serializers.IntegerField()
    accuracy = serializers.FloatField()


class ReliabilityOut(serializers.Serializer[Any]):
    """How often predictions of about this confidence are right."""

    confidence = serializers.FloatField()
    accuracy = serializers.FloatField()
    count = serializers.IntegerField()


class MetricsOut(serializers.Serializer[Any]):
    """How good a model is on clips that it did not learn from."""

    accuracy = serializers.FloatField()
    accuracy_interval = serializers.ListField(child=serializers.FloatField())
    top_k = TopOut(many=True)
    macro_precision = serializers.FloatField(allow_null=True)
    macro_recall = serializers.FloatField(allow_null=True)
    macro_f1 = serializers.FloatField()
    ece = serializers.FloatField()
    ece_before = serializers.FloatField()
    temperature = serializers.FloatField()
    per_class = ClassMetricsOut(many=True)
    confusion = serializers.ListField(child=serializers.ListField(child=serializers.IntegerField()))
    reliability = ReliabilityOut(many=True)
    majority = serializers.FloatField()
    n = serializers.IntegerField()
    split = serializers.CharField()


class SnapshotOut(serializers.Serializer[Any]):
    """What a model learned from."""

    release_id = serializers.IntegerField()
    name = serializers.CharField()
    hash = serializers.CharField()
    items = serializers.IntegerField()


class ModelOut(serializers.Serializer[Any]):
    """A version."""

    id = serializers.IntegerField()
    number = serializers.IntegerField()
    name = serializers.CharField()
    entry = serializers.CharField()
    regime = serializers.CharField()
    options = serializers.DictField()
    state = serializers.ChoiceField(choices=["ready", "live", "retired"])
    classes = LabelClassOut(many=True)
    metrics = MetricsOut()
    split = SplitOut()
    snapshot = SnapshotOut()
    seed = serializers.IntegerField()
    parent_id = serializers.IntegerField(allow_null=True)
    member_ids = serializers.ListField(child=serializers.IntegerField(), help_text="It averages")
    created_at = serializers.DateTimeField()
    created_by = UserOut(allow_null=True)
    run_id = serializers.IntegerField()
    notes = serializers.CharField()
    search = SearchOut(allow_null=True, help_text="Told of one version alone: null in lists")


def entry(card: Entry) -> dict[str, Any]:
    """A card as the API shows it."""
    same = ("key", "name", "summary", "license", "weights", "regimes")
    sizes = {FULL: card.full} | ({TINY: card.tiny} if card.tiny else {})
    return _plain(card, same) | {
        "family": zoo.family_of(card.key),
        "parameters": card.full.parameters,
        "presets": [
            {"key": key, **_plain(one, ("parameters", "frames", "size"))}
            for key, one in sizes.items()
        ],
    }


def option(one: Option) -> dict[str, Any]:
    """An option as the API shows it."""
    numbers = {int: "whole", float: "number"}
    others = {bool: "flag", str: "choice" if one.choices else "text"}
    kind = numbers.get(type(one.default)) or others.get(type(one.default), "pairs")
    is_number = kind in numbers.values()
    return _plain(one, ("key", "default", "summary")) | {
        "kind": kind,
        "low": one.low if is_number else None,
        "high": one.high if is_number else None,
        "choices": list(one.choices),
        "varied": any(one.key == each.key for each in VARIED),
    }


def run(row: Run) -> dict[str, Any]:
    """A run as the API shows it."""
    model = getattr(row, "model", None)
    curve = row.job.detail.get("curve", []) if row.job else []
    same = ("id", "name", "entry", "classes", "regime", "seed", "follow_shots", "split")
    more = ("options", "teacher_id", "start_id", "search", "created_at")
    return _plain(row, (*same, *more)) | {
        "member_ids": members(row),
        "busy": row.job.detail.get("busy") if row.job else None,
        "job": jobs.shown(row.job) if row.job else None,
        "curve": [{key: point[key] for key in CURVE if key in point} for point in curve],
        "model_id": model.pk if model else None,
    }


def listed_run(row: Run) -> dict[str, Any]:
    """A run in a list: the curve of one that has ended is for who asks for it alone."""
    at_work = row.job is not None and row.job.state in OPEN
    return run(row) | ({} if at_work else {"curve": []})


def model(row: Model, classes: Mapping[int, LabelClass]) -> dict[str, Any]:
    """A model as the API shows it, but for its search, whose trials are for who asks for it."""
    release, author = row.run.release, row.run.created_by
    known = [classes[one] for one in row.run.classes if one in classes]
    same = ("id", "number", "name", "state", "parent_id", "run_id", "notes")
    return {
        **_plain(row, (*same, "created_at")),
        **_plain(row.run, ("entry", "regime", "options", "split", "seed")),
        "member_ids": members(row.run),
        "search": None,
        "metrics": with_means(row.metrics),
        "classes": LabelClassOut(known, many=True).data,
        "snapshot": {"release_id": release.pk, **_plain(release, ("name", "hash", "items"))},
        "created_by": UserOut(author).data if author else None,
    }


def members(row: Run) -> list[int]:
    """The ids of the models that a run averages, the oldest first."""
    return sorted(one.pk for one in row.members.all())


def _plain(row: object, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}

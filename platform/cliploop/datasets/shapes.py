"""Items and datasets as the API shows them."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from rest_framework import serializers

from annotator.access import Actor
from annotator.strategies.mix import TEXTS, Why
from cliploop.datasets import queries
from cliploop.datasets.filters import STATES
from cliploop.datasets.models import Dataset, Item
from cliploop.videos import queries as videos


class PersonOut(serializers.Serializer[Any]):
    """A person."""

    id = serializers.IntegerField()
    email = serializers.CharField()
    name = serializers.CharField()
    is_admin = serializers.BooleanField()


class RateOut(serializers.Serializer[Any]):
    """Frames per second, as an exact fraction."""

    numerator = serializers.IntegerField()
    denominator = serializers.IntegerField()


class TagSummaryOut(serializers.Serializer[Any]):
    """One tag of an item, short."""

    annotation = serializers.UUIDField()
    class_id = serializers.IntegerField()
    spans = serializers.ListField(child=serializers.ListField(child=serializers.IntegerField()))
    confidence = serializers.FloatField(allow_null=True)

    def get_fields(self) -> dict[str, Any]:
        """The fields, with those whose names Python or the framework keep for themselves."""
        made_by = serializers.ChoiceField(choices=["human", "model", "import"])
        return {**super().get_fields(), "class": serializers.CharField(), "source": made_by}


_WHYS = [*map(str, Why), "oldest", "assigned", "unsure", "check"]


class ReasonOut(serializers.Serializer[Any]):
    """Why an item comes next, or what the one before said of it."""

    code = serializers.ChoiceField(choices=_WHYS)
    text = serializers.CharField()
    score = serializers.FloatField(allow_null=True)


class SpriteOut(serializers.Serializer[Any]):
    """One picture of many small ones."""

    url = serializers.CharField()
    columns = serializers.IntegerField()
    rows = serializers.IntegerField()
    count = serializers.IntegerField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()


class WaveformOut(serializers.Serializer[Any]):
    """How loud a clip is: one byte each, `rate` of them a second."""

    url = serializers.CharField()
    rate = serializers.IntegerField()


class SegmentOut(serializers.Serializer[Any]):
    """A part of a proxy that is being made: it plays by itself, at the item's rate."""

    url = serializers.CharField()
    start = serializers.IntegerField()
    frames = serializers.IntegerField()


class PreviewOut(serializers.Serializer[Any]):
    """What an item will be by what its file says: some of its segments can be seen already."""

    frames = serializers.IntegerField()
    rate = RateOut()


class MediaOut(serializers.Serializer[Any]):
    """Signed addresses, good until `expires_at`: some hours. Read the item again before that.

    While a long video is prepared there are `segments`, and neither proxy nor sprite.
    """

    proxy = serializers.CharField()
    poster = serializers.CharField()
    sprite = SpriteOut(allow_null=True)
    audio = serializers.BooleanField()
    waveform = WaveformOut(allow_null=True)
    segments = SegmentOut(many=True)
    expires_at = serializers.DateTimeField()


class RejectedOut(serializers.Serializer[Any]):
    """Why a reviewer sent an item back."""

    reason = serializers.CharField()
    by = serializers.CharField()
    at = serializers.DateTimeField()


class ItemOut(serializers.Serializer[Any]):
    """One video of a dataset at one annotation rate."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    dataset_id = serializers.IntegerField()
    stage = serializers.CharField()
    stage_kind = serializers.CharField()
    state = serializers.ChoiceField(choices=STATES)
    error = serializers.CharField(allow_null=True)
    frames = serializers.IntegerField(allow_null=True)
    rate = RateOut(allow_null=True)
    seconds = serializers.FloatField(allow_null=True)
    width = serializers.IntegerField(allow_null=True)
    height = serializers.IntegerField(allow_null=True)
    folder = serializers.CharField()
    tags = TagSummaryOut(many=True)
    label_sources = serializers.ListField(child=serializers.CharField())
    confidence = serializers.FloatField(allow_null=True)
    quality = serializers.FloatField(allow_null=True)
    assignee = PersonOut(allow_null=True)
    author = PersonOut(allow_null=True)
    priority = serializers.FloatField(allow_null=True)
    reason = ReasonOut(allow_null=True)
    media = MediaOut(allow_null=True)
    preview = PreviewOut(allow_null=True)
    notes = serializers.ListField(child=serializers.CharField())
    read_in_place = serializers.BooleanField()
    original_removed_at = serializers.DateTimeField(allow_null=True)
    job_id = serializers.UUIDField(allow_null=True)
    comments = serializers.IntegerField()
    rejected = RejectedOut(allow_null=True)
    created_at = serializers.DateTimeField()
    rate_requested = serializers.JSONField()

    def get_fields(self) -> dict[str, Any]:
        """The fields, with the one whose name the framework keeps for itself."""
        return {**super().get_fields(), "source": serializers.CharField()}


class DatasetOut(serializers.Serializer[Any]):
    """A named collection of items, with its workflow."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    workflow = serializers.DictField()
    items = serializers.IntegerField()


class Shower:
    """Shows the items of one answer; class names are read once for all of them."""

    def __init__(self, actor: Actor) -> None:
        self._actor, self._names = actor, queries.class_names(actor)

    def __call__(self, item: Item) -> dict[str, Any]:
        """The item as the API shows it; it must come from `queries.shown`."""
        return shown(self._actor, item, self._names)


def shown(actor: Actor, item: Item, class_names: Mapping[int, str]) -> dict[str, Any]:
    """An item that comes from `queries.shown`, with its tags' class names, as `ItemOut`."""
    return {
        "id": item.pk,
        "name": item.name,
        "dataset_id": item.dataset_id,
        "stage": item.stage,
        "stage_kind": item.stage_kind,
        "source": item.source,
        "folder": item.folder,
        "tags": [tag | {"class": class_names.get(tag["class_id"], "")} for tag in item.tags],
        "label_sources": item.label_sources,
        "confidence": item.confidence,
        "quality": item.quality,
        "assignee": person(item.assignee),
        "author": person(item.author),
        "priority": item.priority,
        "reason": reason(item),
        "comments": item.open_comments,
        "rejected": item.rejected,
        "created_at": item.created_at,
        "rate_requested": _requested(item),
        **_video(actor, item),
    }


def reason(item: Item) -> dict[str, Any] | None:
    """Why an item comes when it does. Of one that judges models nothing that a model says of it,
    nor how sure it is: what it had before it was drawn is told again once people are through.
    """
    if item.reason and item.reason["code"] in (Why.UNCERTAIN, Why.AUDIT) and queries.judges(item):
        return {"code": str(Why.AUDIT), "text": TEXTS[Why.AUDIT], "score": None}
    return item.reason


def shown_dataset(dataset: Dataset) -> dict[str, Any]:
    """A dataset that comes from `queries.datasets`, as `DatasetOut`."""
    return {
        "id": dataset.pk,
        "name": dataset.name,
        "workflow": dataset.workflow,
        "items": getattr(dataset, "item_count", 0),
    }


def person(user: Any) -> dict[str, Any] | None:
    """A user as the API shows people."""
    if user is None:
        return None
    return {"id": user.pk, "email": user.email, "name": user.name, "is_admin": user.is_admin}


def _video(actor: Actor, item: Item) -> dict[str, Any]:
    rendition = item.rendition
    job = rendition.job if rendition else None
    failed = getattr(item, "state", "") == "failed"
    ready = rendition is not None and rendition.ready_at is not None
    rate = (
        {"numerator": rendition.rate_numerator, "denominator": rendition.rate_denominator}
        if rendition is not None and ready
        else None
    )
    return {
        "state": getattr(item, "state", None),
        "error": _error(job) if failed else None,
        "frames": item.frames,
        "seconds": item.seconds,
        "rate": rate,
        "width": rendition.width if rendition else None,
        "height": rendition.height if rendition else None,
        "media": videos.media(actor, rendition) if rendition else None,
        "preview": videos.preview(rendition) if rendition else None,
        "notes": rendition.notes if rendition else [],
        "read_in_place": rendition is not None and videos.is_in_place(rendition.video),
        "original_removed_at": rendition.video.removed_at if rendition else None,
        "job_id": job.pk if job else None,
    }


def _error(job: Any) -> str:
    return str((job.error or {}).get("title") or "Preparing this clip was cancelled")


def _requested(item: Item) -> str | float:
    if item.asked_numerator == 0:
        return "native"
    rate = Fraction(item.asked_numerator, item.asked_denominator)
    return rate.numerator if rate.denominator == 1 else float(rate)

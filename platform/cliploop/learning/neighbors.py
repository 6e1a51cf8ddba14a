"""What helps to label one clip: what the model says of it, and the labeled clips most like it."""

from typing import Any

import numpy as np
from rest_framework import serializers

from annotator.access import Actor
from annotator.learning import likeness
from annotator.strategies.pool import Pool
from annotator.strategies.uncertainty import MARGIN, most_doubtful
from cliploop.datasets import queries as datasets
from cliploop.datasets.shapes import ItemOut, Shower
from cliploop.learning import queries
from cliploop.learning.models import Embedding, Prediction
from cliploop.projects.models import Task

MOST = 6


class GuessOut(serializers.Serializer[Any]):
    """How likely a model finds a class of a clip, calibrated."""

    class_id = serializers.IntegerField()
    confidence = serializers.FloatField()


class DoubtOut(serializers.Serializer[Any]):
    """How unsure a model is of a stretch of a clip: 0 is certain, 1 is a tie."""

    start = serializers.IntegerField()
    end = serializers.IntegerField()
    value = serializers.FloatField()


class NeighborOut(serializers.Serializer[Any]):
    """A labeled clip, and how like it is: the cosine of both clips' vectors."""

    item = ItemOut()
    similarity = serializers.FloatField()


def guess(actor: Actor, item_id: int) -> list[dict[str, Any]]:
    """What the model in use says of an item, by class; nothing of one that judges models."""
    found = _said(actor, item_id)
    if found is None:
        return []
    shares = zip(found.model.run.classes, found.probabilities, strict=True)
    return [{"class_id": class_id, "confidence": share} for class_id, share in shares]


def doubts(actor: Actor, item_id: int) -> list[dict[str, Any]]:
    """How unsure the model in use is along an item, in frames; nothing of one that judges it."""
    found = _said(actor, item_id)
    if found is None or not found.clips:
        return []
    said = np.array([probabilities for _, _, probabilities in found.clips], np.float64)
    single = found.model.run.project.task == Task.SINGLE
    nothing = np.zeros((len(said), 0))
    sources = ("",) * len(said)
    pool = Pool(said if single else most_doubtful(said), nothing, nothing, sources)
    scores = MARGIN.score(pool, np.random.default_rng(0))
    return [
        {"start": start, "end": end, "value": round(float(score), 4)}
        for (start, end, _), score in zip(found.clips, scores, strict=True)
    ]


def _said(actor: Actor, item_id: int) -> Prediction | None:
    item = datasets.item(actor, item_id)
    said = Prediction.objects.filter(item=item, model__state="live")
    if _is_blind(actor, item_id):
        return None
    return said.select_related("model__run__project").first()


def _is_blind(actor: Actor, item_id: int) -> bool:
    return queries.blind(actor.project_id).filter(pk=item_id).exists()


def nearest(actor: Actor, item_id: int) -> list[dict[str, Any]]:
    """The items with a person's tags most like an item, of those that the actor may see.

    None of one that judges models: what is most like it says much as a model would. A handful of
    queries, however many items there are; their vectors take 256 bytes each.
    """
    datasets.item(actor, item_id)
    own = Embedding.objects.filter(item_id=item_id).first()
    if own is None or _is_blind(actor, item_id):
        return []
    labeled = datasets.visible(actor).filter(deleted_at=None)
    labeled = labeled.filter(label_sources__overlap=queries.PEOPLE).exclude(tags=[])
    others = Embedding.objects.filter(entry=own.entry, item__in=labeled).exclude(pk=own.pk)
    rows = list(others.order_by("item_id").values_list("item_id", "vector"))
    vectors = np.frombuffer(b"".join(bytes(vector) for _, vector in rows), np.float16)
    query = np.frombuffer(bytes(own.vector), np.float16)
    found = likeness.nearest(query, vectors.reshape(-1, likeness.DIMENSIONS), MOST)
    best = {rows[at][0]: cosine for at, cosine in found}
    items = datasets.shown(datasets.visible(actor)).in_bulk(best)
    show = Shower(actor)
    return [
        {"item": show(items[one]), "similarity": round(cosine, 4)}
        for one, cosine in best.items()
        if one in items
    ]

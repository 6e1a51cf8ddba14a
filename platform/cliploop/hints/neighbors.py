"""What helps to label one clip: what the model says of it, and the labeled clips most like it."""

from typing import Any

import numpy as np
from django.db.models import QuerySet
from rest_framework import serializers

from annotator.access import Actor
from annotator.learning.curves import telling
from annotator.learning.likeness import Shelf, Shelves
from annotator.strategies.pool import Pool
from annotator.strategies.uncertainty import MARGIN, most_doubtful
from cliploop.datasets import queries as datasets
from cliploop.datasets.models import Item
from cliploop.datasets.shapes import ItemOut, Shower
from cliploop.learning import queries
from cliploop.learning.models import Embedding, Prediction, VectorVersion
from cliploop.projects.models import Task

MOST = 6
# Most like a clip; where too few of these are labeled, it is asked which are at all.
FIRST = 200
# Room for half a million clips in each process that serves pages.
SHELVES = Shelves(128 << 20)


class GuessOut(serializers.Serializer[Any]):
    """How likely a model finds a class of a clip, calibrated."""

    class_id = serializers.IntegerField()
    confidence = serializers.FloatField()


class DoubtOut(serializers.Serializer[Any]):
    """How unsure a model is of a stretch of a clip: 0 is certain, 1 is a tie.

    `score`: how likely it finds a class there, `class_id`: the one that says most along the clip.
    """

    start = serializers.IntegerField()
    end = serializers.IntegerField()
    value = serializers.FloatField()
    class_id = serializers.IntegerField()
    score = serializers.FloatField()


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
    """How unsure the model in use is along an item, in frames, and how likely it finds the class
    that says most there; nothing of an item that judges it.
    """
    found = _said(actor, item_id)
    if found is None or not found.clips:
        return []
    said = np.array([probabilities for _, _, probabilities in found.clips], np.float64)
    single = found.model.run.project.task == Task.SINGLE
    nothing = np.zeros((len(said), 0))
    sources = ("",) * len(said)
    pool = Pool(said if single else most_doubtful(said), nothing, nothing, sources)
    scores = MARGIN.score(pool, np.random.default_rng(0))
    run = found.model.run
    background = run.project.background_class_id
    at = telling(said, run.classes.index(background) if background in run.classes else None)
    return [
        {
            "start": start,
            "end": end,
            "value": round(float(doubt), 4),
            "class_id": run.classes[at],
            "score": round(float(shares[at]), 4),
        }
        for (start, end, shares), doubt in zip(found.clips, scores, strict=True)
    ]


def _said(actor: Actor, item_id: int) -> Prediction | None:
    item = datasets.item(actor, item_id)
    if datasets.judges(item):
        return None
    said = Prediction.objects.filter(item=item, model__state="live")
    return said.select_related("model__run__project").first()


def nearest(actor: Actor, item_id: int) -> list[dict[str, Any]]:
    """The items with a person's tags most like an item, of those that the actor may see.

    None of one that judges models: what is most like it says much as a model would. A handful of
    queries, however many items there are; of their vectors only what changed is read.
    """
    item = datasets.item(actor, item_id)
    own = Embedding.objects.filter(item=item).first()
    if own is None or datasets.judges(item):
        return []
    labeled = datasets.visible(actor).filter(deleted_at=None).exclude(pk=item_id)
    labeled = labeled.filter(label_sources__overlap=queries.PEOPLE).exclude(tags=[])
    known = shelf(actor.project_id, own.entry)
    ids, cosines = known.ranked(np.frombuffer(bytes(own.vector), np.float16))
    meant = _ids(labeled.filter(pk__in=ids[:FIRST].tolist()))
    if len(meant) < MOST and len(ids) > FIRST:
        meant = _ids(labeled)
    nearest_ = np.flatnonzero(np.isin(ids, meant))[:MOST]
    best = dict(zip(ids[nearest_].tolist(), cosines[nearest_].tolist(), strict=True))
    items = datasets.shown(datasets.visible(actor)).in_bulk(best)
    show = Shower(actor)
    return [
        {"item": show(items[one]), "similarity": round(cosine, 4)}
        for one, cosine in best.items()
        if one in items
    ]


def _ids(items: QuerySet[Item]) -> list[int]:
    return list(items.values_list("pk", flat=True))


def shelf(project_id: int, entry: str) -> Shelf:
    """The project's vectors of an entry, of which those are read that changed since last time."""
    known = SHELVES.find((project_id, entry))
    versions = VectorVersion.objects.filter(project_id=project_id)
    version = versions.values_list("version", flat=True).first() or 0
    if version != known.version:
        later = Embedding.objects.filter(item__project_id=project_id, version__gt=known.version)
        rows = later.values_list("item_id", "entry", "vector").iterator()
        return SHELVES.renew((project_id, entry), known, version, rows)
    return known

"""What more labels would bring, and whether new clips are still of the kind that was learned."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db.models import QuerySet

from annotator.access import Actor
from annotator.contracts.samples import source_of
from annotator.learning.drift import Drift, drift
from annotator.learning.growth import Growth, Point, growth
from annotator.learning.likeness import DIMENSIONS
from annotator.learning.zoo.registry import ENTRIES
from cliploop.learning import blobs
from cliploop.learning import queries as learning
from cliploop.learning.models import Embedding, Model

SCORES = ("accuracy", "macro_f1")
# The newest vectors: more are drawn from anyway.
MOST = 4000
Vectors = npt.NDArray[np.float64]


def growing(actor: Actor) -> list[dict[str, Any]]:
    """The curve of each score, with what 50 and 100 more labels would bring.

    Through what the newest training measured with shares of its labels, `measured`; where none did,
    through the versions that people's labels made.
    """
    versions = list(_versions(actor))
    told = next((one for one in versions if one.metrics.get("growth")), None)
    found = []
    for score in SCORES:
        points, of = _measured(told, score) if told else (_over_time(versions, score), None)
        rng = np.random.default_rng(told.pk if told else 0)
        found.append(_shown(score, points, growth(points, rng, of), told))
    return found


def _versions(actor: Actor) -> QuerySet[Model]:
    """Those that were trained on people's labels alone, the newest first."""
    mine = learning.models(actor).filter(run__round=None, run__members=None)
    return mine.filter(metrics__n__gt=0).order_by("-number")


def _measured(model: Model, score: str) -> tuple[list[Point], float]:
    told = model.metrics["growth"]
    points = [Point(one["labels"], one[score], one["repeat"]) for one in told["points"]]
    return points, float(told["labels"])


def _over_time(versions: Sequence[Model], score: str) -> list[Point]:
    """One point for each amount of labels, the newest version's."""
    newest: dict[int, Model] = {}
    for one in versions:
        newest.setdefault(one.run.release.items, one)
    return [Point(at, float(one.metrics[score]), at) for at, one in newest.items() if at > 0]


def _shown(
    score: str, points: Sequence[Point], found: Growth, told: Model | None
) -> dict[str, Any]:
    amounts = sorted({one.labels for one in points})
    means = [(at, [one.score for one in points if one.labels == at]) for at in amounts]
    reach = found.labels + max((one.more for one in found.gains), default=0)
    ends = np.geomspace(amounts[0], max(reach, amounts[-1]), 40) if found.curve else ()
    return {
        **found.shown(),
        "score": score,
        "model_id": told.pk if told else None,
        "points": [
            {"labels": at, "score": float(np.mean(few)), "low": min(few), "high": max(few)}
            for at, few in means
        ],
        "curve": [
            {"labels": float(at), "score": found.curve.at(float(at))}
            for at in ends
            if found.curve is not None
        ],
    }


def drifted(actor: Actor) -> dict[str, Any] | None:
    """How recordings that came since the model in use lie to what it learned from; None: no model.

    Recordings of which it knows a part are left out.
    """
    model = learning.live(actor.project_id)
    if model is None:
        return None
    known = {one.item_id: one.source for one in blobs.samples(model.run.snapshot_key)}
    vectors = Embedding.objects.filter(entry=ENTRIES[0].key).order_by("-pk")
    old = vectors.filter(item_id__in=list(known)).values_list("item_id", "vector")[:MOST]
    came = learning.present(actor).filter(created_at__gt=model.run.created_at)
    rows = vectors.filter(item__in=came).exclude(item_id__in=list(known)).values_list(
        "item__source", "item__rendition__video__file_name", "item__name", "vector"
    )  # fmt: skip
    new = [(_named(*named), vector) for *named, vector in rows[:MOST]]
    names = set(known.values())
    new = [one for one in new if one[0] not in names]
    old_rows = list(old)
    found: Drift = drift(
        _matrix([vector for _, vector in old_rows]),
        [known[item_id] for item_id, _ in old_rows],
        _matrix([vector for _, vector in new]),
        [name for name, _ in new],
        np.random.default_rng(model.pk),
    )
    return {**found.shown(), "model_id": model.pk}


def _named(source: str, file_name: str | None, name: str) -> str:
    return source_of({"source": source, "file_name": file_name or "", "name": name})


def _matrix(vectors: Sequence[bytes | memoryview]) -> Vectors:
    if not vectors:
        return np.zeros((0, DIMENSIONS))
    return np.stack([np.frombuffer(bytes(one), np.float16) for one in vectors]).astype(np.float64)

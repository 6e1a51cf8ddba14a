"""Ordering the queue by what a model says: the most useful items first, with chance draws."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from annotator.strategies.mix import Pick, Why
from annotator.strategies.mix import rank as ranked
from annotator.strategies.pool import Pool
from cliploop.datasets.actions import records as datasets
from cliploop.learning import queries
from cliploop.learning.models import AuditDraw, Model, Prediction
from cliploop.projects.models import Task

AUDIT_TEXT = "Random check: keeps the quality estimate honest"
NAMED = 2


def rank(model: Model) -> None:
    """Order the unlabeled items that a model has spoken of, and note what chance drew.

    A draw stays one for good: whoever labels it later, the model never learns from it.
    """
    rows = list(queries.waiting(model))
    if not rows:
        return
    single = model.run.project.task == Task.SINGLE
    said = np.array([row.probabilities for row in rows], np.float64)
    pool = Pool(
        probabilities=said if single else most_doubtful(said),
        vectors=np.zeros((len(rows), 0)),
        labeled=np.zeros((0, 0)),
        sources=tuple(row.item.source or row.item.name for row in rows),
    )
    drawn = queries.drawn([row.item_id for row in rows])
    before = [at for at, row in enumerate(rows) if row.item_id in drawn]
    picks = ranked(pool, np.random.default_rng(model.run.seed), cold=False, drawn=before)
    names = {key: one.name for key, one in queries.classes_by_id(model.project_id).items()}
    classes = [names.get(class_id, "?") for class_id in model.run.classes]
    datasets.prioritize(
        model.project_id,
        {
            rows[pick.index].item_id: (1.0 - at / len(picks), reason(pick, rows, classes))
            for at, pick in enumerate(picks)
        },
    )
    AuditDraw.objects.bulk_create(
        [
            AuditDraw(item_id=rows[pick.index].item_id, model=model)
            for pick in picks
            if pick.why is Why.AUDIT and rows[pick.index].item_id not in drawn
        ],
        ignore_conflicts=True,
    )


def most_doubtful(said: Any) -> Any:
    """Of several labels, the one nearest to a coin's toss: (items, classes) to (items, 1)."""
    nearest = np.abs(said - 0.5).argmin(axis=1)
    return said[np.arange(len(said)), nearest][:, None]


def reason(pick: Pick, rows: Sequence[Prediction], classes: Sequence[str]) -> dict[str, Any]:
    """Why an item is where it is, for the page."""
    if pick.why is Why.AUDIT:
        return {"code": "audit", "text": AUDIT_TEXT, "score": None}
    said = rows[pick.index].probabilities
    best = sorted(zip(said, classes, strict=True), key=lambda one: -one[0])[:NAMED]
    told = ", ".join(f"{name} {share:.2f}" for share, name in best)
    return {"code": str(pick.why), "text": f"Least certain: {told}", "score": pick.score}

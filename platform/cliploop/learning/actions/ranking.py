"""Ordering the queue by what a model says: the most useful items first, with chance draws."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from django.utils import timezone

from annotator.strategies.mix import Why, rank, reason
from annotator.strategies.pool import Pool
from annotator.strategies.uncertainty import most_doubtful
from cliploop.learning import queries
from cliploop.learning.models import Model
from cliploop.projects.models import Task

# How useful an item is, larger is more so, and why.
Rank = tuple[float, Mapping[str, Any]]


def order(model: Model) -> tuple[dict[int, Rank], list[int]]:
    """The ranks of the unlabeled items that a model has spoken of, and those that chance draws.

    A draw stays one for good: whoever labels it later, the model never learns from it.
    """
    waiting = queries.waiting(model, "probabilities")
    # What somebody has open right now keeps its place: they see what the model says of it.
    rows = list(waiting.exclude(item__leased_until__gt=timezone.now(), item__audited=False))
    if not rows:
        return {}, []
    said = np.array([row.probabilities for row in rows], np.float64)
    pool = Pool(
        probabilities=said if model.run.project.task == Task.SINGLE else most_doubtful(said),
        vectors=np.zeros((len(rows), 0)),
        labeled=np.zeros((0, 0)),
        sources=tuple(queries.recording(row.item) for row in rows),
    )
    before = [at for at, row in enumerate(rows) if row.item.audited]
    picks = rank(pool, np.random.default_rng(model.run.seed), drawn=before)
    names = list(queries.task_of(model.run).names.values())
    ranks: dict[int, Rank] = {
        rows[pick.index].item_id: (
            1.0 - at / len(picks),
            reason(pick, rows[pick.index].probabilities, names),
        )
        for at, pick in enumerate(picks)
    }
    return ranks, sorted(rows[pick.index].item_id for pick in picks if pick.why is Why.AUDIT)

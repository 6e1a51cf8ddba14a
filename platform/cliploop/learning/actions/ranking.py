"""Ordering the queue by what a model says: the most useful items first, with chance draws."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from django.utils import timezone

from annotator.learning.likeness import DIMENSIONS
from annotator.strategies.mix import Why, rank, reason
from annotator.strategies.pool import Floats, Need, Pool, Strategy
from annotator.strategies.registry import chosen
from annotator.strategies.uncertainty import most_doubtful
from cliploop.learning import queries
from cliploop.learning.models import Model, Prediction
from cliploop.projects.models import Task

# How useful an item is, larger is more so, and why.
Rank = tuple[float, Mapping[str, Any]]
# What a model said of so many items is in memory at once.
AT_ONCE = 500


def waiting(model: Model) -> Iterator[Prediction]:
    """What a model said of the unlabeled items, one after the other: they are many.

    What somebody has open right now keeps its place: they see what the model says of it. So does
    what checks a round: a place among the doubtful would tell.
    """
    rows = queries.waiting(model, "probabilities").filter(item__blind_check=False)
    free = rows.exclude(item__leased_until__gt=timezone.now(), item__audited=False)
    return free.iterator(chunk_size=AT_ONCE)


def order(model: Model, said: Iterable[Prediction]) -> tuple[dict[int, Rank], list[int]]:
    """The ranks of the items that a model has spoken of, and those that chance draws.

    A draw stays one for good: whoever labels it later, the model never learns from it.
    """
    seen = [
        (row.item_id, row.item.audited, queries.recording(row.item), row.probabilities)
        for row in said
    ]
    if not seen:
        return {}, []
    ids, audited, sources, shares = zip(*seen, strict=True)
    likely = np.array(shares, np.float64)
    if model.run.project.task != Task.SINGLE:
        likely = most_doubtful(likely)
    strategy = chosen(model.run.project.strategy)
    pool = _pool(model, ids, likely, sources, strategy)
    strategy = strategy if strategy and strategy.fits(pool) else None
    before = [at for at, is_drawn in enumerate(audited) if is_drawn]
    rng = np.random.default_rng(model.run.seed)
    picks = rank(pool, rng, drawn=before, strategy=strategy)
    names = list(queries.task_of(model.run).names.values())
    ranks: dict[int, Rank] = {
        ids[pick.index]: (1.0 - at / len(picks), reason(pick, shares[pick.index], names, strategy))
        for at, pick in enumerate(picks)
    }
    return ranks, sorted(ids[pick.index] for pick in picks if pick.why is Why.AUDIT)


def _pool(
    model: Model,
    ids: tuple[int, ...],
    likely: Floats,
    sources: tuple[str, ...],
    strategy: Strategy | None,
) -> Pool:
    """What waits, as strategies see it; with vectors where the chosen reads them and none lacks."""
    pool = Pool(likely, np.zeros((len(ids), 0)), np.zeros((0, 0)), sources)
    if strategy and Need.VECTORS in strategy.needs:
        taught = queries.taught_in(model.project_id).values_list("pk", flat=True)
        mine, theirs = queries.vectors(ids), queries.vectors(list(taught))
        if len(mine) == len(ids):
            labeled = np.array(list(theirs.values())).reshape(len(theirs), DIMENSIONS)
            pool = replace(pool, vectors=np.array([mine[one] for one in ids]), labeled=labeled)
    return pool

"""Diversity: typical items of groups that have no label yet."""

import numpy as np

from annotator.strategies.clusters import distances, kmeans
from annotator.strategies.coverage import CANDIDATES, by_order
from annotator.strategies.pool import Floats, Need, Pool, Strategy

NEIGHBORS = 20
GROUPS = 20
WITNESSES = 1000


def score_diverse(pool: Pool, rng: np.random.Generator) -> Floats:
    """The most typical item of each group first, groups without a label and larger ones earlier.

    Items and labels are clustered together; an item's typicality is one over its mean distance to
    its 20 nearest neighbors of the group. Of a large pool a sample is looked at.
    TypiClust, Hacohen et al., 2022 (2202.02794).
    """
    if pool.size == 0:
        return np.zeros(0)
    if pool.vectors.shape[1] == 0:
        return rng.random(pool.size)
    if pool.size > CANDIDATES:
        rows = rng.permutation(pool.size)
        some = score_diverse(pool.take(rows[:CANDIDATES]), rng)
        return by_order(np.concatenate((rows[:CANDIDATES][np.argsort(-some)], rows[CANDIDATES:])))
    known = pool.labeled.reshape(-1, pool.vectors.shape[1])
    vectors = np.vstack([pool.vectors, known])
    groups = kmeans(vectors, min(len(known) + GROUPS, len(vectors)), rng)
    mine, theirs = groups[: pool.size], groups[pool.size :]
    count = int(groups.max()) + 1
    sizes = np.bincount(mine, minlength=count)
    labels = np.bincount(theirs, minlength=count)
    place = np.empty(pool.size, dtype=np.int64)
    for group in range(count):
        members = np.flatnonzero(mine == group)
        order = np.argsort(-_typicality(pool.vectors[members], rng), kind="stable")
        place[members[order]] = np.arange(len(members))
    order = np.lexsort((-sizes[mine], labels[mine] + place))
    return by_order(order)


def _typicality(vectors: Floats, rng: np.random.Generator) -> Floats:
    if len(vectors) < 2:
        return np.ones(len(vectors))
    # A large group is judged by a sample of itself: all pairs would not fit into memory.
    others = vectors if len(vectors) <= WITNESSES else rng.permutation(vectors)[:WITNESSES]
    apart = np.sort(distances(vectors, others), axis=1)[:, 1 : NEIGHBORS + 1]
    return np.asarray(1.0 / (apart.mean(axis=1) + 1e-9))


DIVERSE = Strategy(
    "diverse",
    "Most typical of each group",
    "Hacohen et al., 2022",
    score_diverse,
    "The most typical clip of each group that has no label.",
    "Typical of clips without a label",
    frozenset({Need.VECTORS}),
)

"""Coverage: items that stand for many which no label stands for yet."""

from collections.abc import Callable
from functools import partial
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from annotator.strategies.clusters import distances, kmeans
from annotator.strategies.pool import Floats, Need, Pool, Strategy
from annotator.strategies.uncertainty import score_margin

Ints = NDArray[np.int64]

# So many are chosen one after the other; the rest comes in the order of what it would add then.
IN_TURN = 50
# A large pool is chosen from, and judged by, a sample of itself: all pairs do not fit into memory.
# Of the best thousandth of the pool none is a candidate once in 20,000 times; a gain that witnesses
# tell, being a mean of shares, is within .043 of the pool's with 95 % confidence (Hoeffding, 1963).
CANDIDATES, WITNESSES = 10_000, 1_000
# A fourth of the gains that are looked at again at first; each time it is four times as many.
AGAIN = 16
PURE = 0.95
# Rows whose distances are in memory at once.
AT_ONCE = 256
# What a model is sure of counts so little: there is an order even where it is sure of all.
LEAST = 1e-9


class Cover(Protocol):
    """What items stand for, and what more of them would. Gains never grow by what is taken."""

    def gain(self, rows: Ints) -> Floats:
        """How much each of these candidates (rows,) adds to labels and to what was taken."""
        ...

    def take(self, index: int) -> None:
        """This candidate is chosen."""
        ...


class Centers:
    """Every item is as well covered as its nearest center is near."""

    def __init__(self, rows: Ints, pool: Pool, rng: np.random.Generator) -> None:
        vectors = pool.vectors[rows]
        self._vectors, self._begun = vectors, len(pool.labeled) > 0
        # Without any label the item nearest to the middle begins.
        centers = pool.labeled if self._begun else vectors.mean(axis=0)[None]
        self._far = _nearest(vectors, centers)
        # No two items are farther apart than twice the way from the middle to the farthest.
        self._most = 3.0 * float(self._far.max())

    def gain(self, rows: Ints) -> Floats:
        """How far each is from the nearest center; at first more than any can be later."""
        return np.asarray(self._far[rows] if self._begun else self._most - self._far[rows])

    def take(self, index: int) -> None:
        """It is a center from now on."""
        far = distances(self._vectors, self._vectors[index][None])[:, 0]
        self._far = np.minimum(self._far, far) if self._begun else far
        self._begun = True


class Kernels:
    """Every item is as well covered as the likest label is alike, by a Gaussian of width 1."""

    def __init__(
        self, rows: Ints, pool: Pool, rng: np.random.Generator, worth: Floats | None = None
    ) -> None:
        """`worth` (items,): how much it counts that an item is covered; all count alike without."""
        shares = np.ones(pool.size) if worth is None else worth
        seen = np.arange(pool.size)
        if pool.size > WITNESSES:  # drawn by their worth, each then counts as much as another
            seen = rng.choice(pool.size, WITNESSES, p=shares / shares.sum())
            shares = np.ones(WITNESSES)
        witnesses = _unit(pool.vectors[seen])
        self._kernel = _kernel(_unit(pool.vectors[rows]), witnesses)
        self._best = np.exp(-(_nearest(witnesses, _unit(pool.labeled)) ** 2))
        self._shares = (shares / shares.sum()).astype(self._kernel.dtype)

    def gain(self, rows: Ints) -> Floats:
        """How much better witnesses would be covered, on the mean."""
        gains = np.empty(len(rows))
        for at in range(0, len(rows), AT_ONCE):
            more = self._kernel[rows[at : at + AT_ONCE]] - self._best
            gains[at : at + AT_ONCE] = np.maximum(more, 0.0, out=more) @ self._shares
        return gains

    def take(self, index: int) -> None:
        """Witnesses are at least as well covered as by this one."""
        self._best = np.maximum(self._best, self._kernel[index])


class Balls:
    """An item is covered or not: by a label within a radius in which most are of one kind."""

    def __init__(self, rows: Ints, pool: Pool, rng: np.random.Generator) -> None:
        seen = _unit(pool.vectors[rows])
        witnesses = seen[_rows(len(seen), WITNESSES, rng)]
        radius = pure_radius(witnesses, max(2, pool.probabilities.shape[1]), rng)
        self._near = distances(seen, witnesses) <= radius
        self._open: NDArray[np.bool_] = _nearest(witnesses, _unit(pool.labeled)) > radius

    def gain(self, rows: Ints) -> Floats:
        """What share of witnesses lies around each and is not covered yet."""
        return np.asarray((self._near[rows] & self._open).mean(axis=1))

    def take(self, index: int) -> None:
        """What lies around it is covered."""
        self._open &= ~self._near[index]


def pure_radius(vectors: Floats, classes: int, rng: np.random.Generator) -> float:
    """The largest radius within which 95 % of vectors have none of another of so many clusters."""
    groups = kmeans(vectors, min(classes, len(vectors)), rng)
    apart = distances(vectors, vectors)
    strange = np.where(groups[:, None] != groups[None, :], apart, np.inf).min(axis=1)
    if not np.isfinite(strange).all():  # All alike: there is but one cluster.
        return float(np.median(apart))
    # A little less, so that the strange one does not lie in it by rounding.
    return float(np.quantile(strange, 1 - PURE, method="lower")) * (1.0 - 1e-9)


def score_coreset(pool: Pool, rng: np.random.Generator) -> Floats:
    """Farthest from all labels and from what comes before: greedy k-centers.

    Sener & Savarese, 2018 (1708.00489).
    """
    return _in_turn(pool, rng, Centers)


def score_herding(pool: Pool, rng: np.random.Generator) -> Floats:
    """Makes the pool most alike to its labels. MaxHerding: Bae et al., 2024 (2407.12212)."""
    return _in_turn(pool, rng, Kernels)


def score_doubtful(pool: Pool, rng: np.random.Generator) -> Floats:
    """Makes what the model is unsure of, by its margin, most alike to labels.

    While it is unsure of everything this is MaxHerding; once it is sure of most it is doubt, and
    yet no two alike come one after the other: nobody has to say when to turn from one to the
    other. Uncertainty herding: Bae et al., 2025 (2412.20644), with the kernel of MaxHerding and
    without temperatures of its own. Without a model this is MaxHerding, without vectors the margin.
    """
    if not pool.vectors.shape[1]:
        return score_margin(pool, rng)
    doubt = np.maximum(score_margin(pool, rng), LEAST)
    return _in_turn(pool, rng, partial(Kernels, worth=doubt), doubt)


def score_coverage(pool: Pool, rng: np.random.Generator) -> Floats:
    """Has most items near that no label is near. ProbCover: Yehuda et al., 2022 (2205.11320)."""
    return _in_turn(pool, rng, Balls)


def _in_turn(
    pool: Pool,
    rng: np.random.Generator,
    begin: Callable[[Ints, Pool, np.random.Generator], Cover],
    worth: Floats | None = None,
) -> Floats:
    """Scores of 1 and less by the order of choice, then by what would be gained after it.

    `worth` (items,): how likely an item of a large pool is to be a candidate.
    """
    if pool.size == 0 or pool.vectors.shape[1] == 0:
        return rng.random(pool.size)
    rows = _rows(pool.size, CANDIDATES, rng, worth)
    cover, all_ = begin(rows, pool, rng), np.arange(len(rows))
    gains = cover.gain(all_)
    chosen: list[int] = []
    for _ in range(min(IN_TURN, len(rows))):
        index = _most(cover, gains)
        gains[index] = -np.inf
        chosen.append(index)
        cover.take(index)
    rest = np.setdiff1d(all_, chosen)
    rest = rest[np.argsort(-cover.gain(rest), kind="stable")]
    others = rng.permutation(np.setdiff1d(np.arange(pool.size), rows))
    return by_order(np.concatenate((rows[chosen], rows[rest], others)))


def _most(cover: Cover, gains: Floats) -> int:
    """The candidate that gains most now. `gains` are what they were at most, and are brought up.

    As gains only fall, nobody whose old gain is below another's new one need be asked again.
    Minoux, 1978: "Accelerated greedy algorithms for maximizing submodular set functions".
    """
    fresh, count = np.zeros(len(gains), np.bool_), AGAIN
    while not fresh[index := int(gains.argmax())]:
        count = min(4 * count, len(gains))
        stale = np.where(fresh | np.isneginf(gains), -np.inf, gains)
        rows = np.argpartition(-stale, count - 1)[:count]
        rows = rows[~np.isneginf(stale[rows])]
        gains[rows] = cover.gain(rows)
        fresh[rows] = True
    return index


def by_order(order: Ints) -> Floats:
    """Scores that put items in this order: 1 for the first, evenly down to more than 0."""
    scores = np.empty(len(order))
    scores[order] = 1.0 - np.arange(len(order)) / len(order)
    return scores


def _rows(size: int, most: int, rng: np.random.Generator, worth: Floats | None = None) -> Ints:
    """Which are looked at: all, or so many drawn, uniformly or by their worth (size,)."""
    if size <= most:
        return np.arange(size)
    if worth is None:
        return np.sort(rng.choice(size, most, replace=False))
    # Whoever's time comes first, of times that come the sooner the more they are worth.
    # Efraimidis & Spirakis, 2006: "Weighted random sampling with a reservoir".
    return np.sort(np.argpartition(rng.exponential(size=size) / worth, most)[:most])


def _unit(vectors: Floats) -> Floats:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.maximum(lengths, 1e-12))


def _nearest(vectors: Floats, centers: Floats) -> Floats:
    """How far each vector is from the nearest center; from none of none. In little room."""
    nearest = np.full(len(vectors), np.inf)
    for at in range(0, len(centers), AT_ONCE):
        near = distances(vectors, centers[at : at + AT_ONCE])
        nearest = np.minimum(nearest, near.min(axis=1))
    return nearest


def _kernel(some: Floats, others: Floats) -> Floats:
    """How alike each is to each of the others, at most 1. In little more room than that takes."""
    alike = np.empty((len(some), len(others)), some.dtype)
    for at in range(0, len(some), AT_ONCE):
        alike[at : at + AT_ONCE] = np.exp(-(distances(some[at : at + AT_ONCE], others) ** 2))
    return alike


CORESET = Strategy(
    "coreset",
    "Farthest from all labels",
    "Sener & Savarese, 2018",
    score_coreset,
    "Clips unlike all that are labeled; odd ones come first.",
    "Unlike every labeled clip",
    frozenset({Need.VECTORS}),
)
HERDING = Strategy(
    "max-herding",
    "Stands for most others",
    "Bae et al., 2024",
    score_herding,
    "Clips that stand for many others, whatever a model says.",
    "Stands for many unlabeled clips",
    frozenset({Need.VECTORS}),
)
DOUBTFUL = Strategy(
    "doubt-herding",
    "Stands for most doubtful",
    "Bae et al., 2025",
    score_doubtful,
    "What the default does too: clips that stand for most that is doubtful.",
    "Stands for most that is doubtful",
    frozenset({Need.MODEL, Need.VECTORS}),
)
COVERAGE = Strategy(
    "prob-cover",
    "Stands for most alike",
    "Yehuda et al., 2022",
    score_coverage,
    "Clips with many close ones around them of which none is labeled.",
    "Many alike, and none of them labeled",
    frozenset({Need.VECTORS}),
)

"""Coverage: items that stand for many which no label stands for yet."""

from collections.abc import Callable
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from annotator.strategies.clusters import distances, kmeans
from annotator.strategies.pool import Floats, Pool, Strategy

# So many are chosen one after the other; the rest comes in the order of what it would add then.
IN_TURN = 50
# A large pool is chosen from, and judged by, a sample of itself: all pairs do not fit into memory.
# Of the best thousandth of the pool none is a candidate once in 20,000 times; a gain that witnesses
# tell, being a mean of shares, is within .043 of the pool's with 95 % confidence (Hoeffding, 1963).
CANDIDATES, WITNESSES = 10_000, 1_000
# A fourth of the gains that are looked at again at first; each time it is four times as many.
AGAIN = 16
PURE = 0.95
# Labels whose distances are in memory at once.
AT_ONCE = 256


class Cover(Protocol):
    """What items stand for, and what more of them would. Gains never grow by what is taken."""

    def gain(self, rows: NDArray[np.int64]) -> Floats:
        """How much each of these candidates (rows,) adds to labels and to what was taken."""
        ...

    def take(self, index: int) -> None:
        """This candidate is chosen."""
        ...


class Centers:
    """Every item is as well covered as its nearest center is near."""

    def __init__(self, vectors: Floats, pool: Pool, rng: np.random.Generator) -> None:
        self._vectors, self._begun = vectors, len(pool.labeled) > 0
        # Without any label the item nearest to the middle begins.
        centers = pool.labeled if self._begun else vectors.mean(axis=0)[None]
        self._far = _nearest(vectors, centers)
        # No two items are farther apart than twice the way from the middle to the farthest.
        self._most = 3.0 * float(self._far.max())

    def gain(self, rows: NDArray[np.int64]) -> Floats:
        """How far each is from the nearest center; at first more than any can be later."""
        return np.asarray(self._far[rows] if self._begun else self._most - self._far[rows])

    def take(self, index: int) -> None:
        """It is a center from now on."""
        far = distances(self._vectors, self._vectors[index][None])[:, 0]
        self._far = np.minimum(self._far, far) if self._begun else far
        self._begun = True


class Kernels:
    """Every item is as well covered as the likest label is alike, by a Gaussian of width 1."""

    def __init__(self, vectors: Floats, pool: Pool, rng: np.random.Generator) -> None:
        seen = _unit(vectors)
        witnesses = seen[_rows(len(seen), WITNESSES, rng)]
        self._kernel = _kernel(seen, witnesses)
        self._best = np.exp(-(_nearest(witnesses, _unit(pool.labeled)) ** 2))

    def gain(self, rows: NDArray[np.int64]) -> Floats:
        """How much better witnesses would be covered, on the mean."""
        return np.asarray(np.maximum(self._kernel[rows] - self._best, 0.0).mean(axis=1))

    def take(self, index: int) -> None:
        """Witnesses are at least as well covered as by this one."""
        self._best = np.maximum(self._best, self._kernel[index])


class Balls:
    """An item is covered or not: by a label within a radius in which most are of one kind."""

    def __init__(self, vectors: Floats, pool: Pool, rng: np.random.Generator) -> None:
        seen = _unit(vectors)
        witnesses = seen[_rows(len(seen), WITNESSES, rng)]
        radius = pure_radius(witnesses, max(2, pool.probabilities.shape[1]), rng)
        self._near = distances(seen, witnesses) <= radius
        self._open: NDArray[np.bool_] = _nearest(witnesses, _unit(pool.labeled)) > radius

    def gain(self, rows: NDArray[np.int64]) -> Floats:
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


def score_coverage(pool: Pool, rng: np.random.Generator) -> Floats:
    """Has most items near that no label is near. ProbCover: Yehuda et al., 2022 (2205.11320)."""
    return _in_turn(pool, rng, Balls)


def _in_turn(
    pool: Pool,
    rng: np.random.Generator,
    begin: Callable[[Floats, Pool, np.random.Generator], Cover],
) -> Floats:
    """Scores of 1 and less by the order of choice, then by what would be gained after it."""
    if pool.size == 0 or pool.vectors.shape[1] == 0:
        return rng.random(pool.size)
    rows = _rows(pool.size, CANDIDATES, rng)
    cover, all_ = begin(pool.vectors[rows], pool, rng), np.arange(len(rows))
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


def by_order(order: NDArray[np.int64]) -> Floats:
    """Scores that put items in this order: 1 for the first, evenly down to more than 0."""
    scores = np.empty(len(order))
    scores[order] = 1.0 - np.arange(len(order)) / len(order)
    return scores


def _rows(size: int, most: int, rng: np.random.Generator) -> NDArray[np.int64]:
    if size <= most:
        return np.arange(size)
    return np.sort(rng.choice(size, most, replace=False))


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
    return np.asarray(np.exp(-(distances(some, others) ** 2)))


CORESET = Strategy("coreset", "Farthest from all labels", "Sener & Savarese, 2018", score_coreset)
HERDING = Strategy("max-herding", "Stands for most others", "Bae et al., 2024", score_herding)
COVERAGE = Strategy("prob-cover", "Stands for most alike", "Yehuda et al., 2022", score_coverage)

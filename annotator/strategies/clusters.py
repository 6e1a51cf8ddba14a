"""k-means, for groups of alike items."""

import numpy as np
from numpy.typing import NDArray

from annotator.strategies.pool import Floats

ROUNDS = 20


def distances(left: Floats, right: Floats) -> Floats:
    """Euclidean distances, (left, right)."""
    squares = (left**2).sum(axis=1)[:, None] + (right**2).sum(axis=1)[None, :]
    return np.asarray(np.sqrt(np.maximum(squares - 2.0 * left @ right.T, 0.0)))


def kmeans(vectors: Floats, count: int, rng: np.random.Generator) -> NDArray[np.int64]:
    """Each vector's group, 0 to count - 1 at most; alike vectors may leave fewer groups.

    Starts by k-means++ (Arthur & Vassilvitskii, 2007).
    """
    centers = _spread(vectors, count, rng)
    groups = np.zeros(len(vectors), dtype=np.int64)
    for number in range(ROUNDS):
        nearest = distances(vectors, centers).argmin(axis=1)
        if number and np.array_equal(nearest, groups):
            break
        groups = nearest
        for group in np.unique(groups):
            centers[group] = vectors[groups == group].mean(axis=0)
    return groups


def _spread(vectors: Floats, count: int, rng: np.random.Generator) -> Floats:
    centers = [vectors[int(rng.integers(len(vectors)))]]
    nearest = distances(vectors, centers[0][None])[:, 0] ** 2
    while len(centers) < count and nearest.sum() > 0:
        pick = vectors[int(rng.choice(len(vectors), p=nearest / nearest.sum()))]
        centers.append(pick)
        nearest = np.minimum(nearest, distances(vectors, pick[None])[:, 0] ** 2)
    return np.array(centers)

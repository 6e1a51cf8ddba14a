"""Uncertain and diverse at once: what would move the model most, in different directions."""

import numpy as np

from annotator.strategies.coverage import by_order
from annotator.strategies.pool import Floats, Need, Pool, Strategy
from annotator.strategies.uncertainty import of_all, score_margin

IN_TURN = 50


def score_badge(pool: Pool, rng: np.random.Generator) -> Floats:
    """In the order of k-means++ over (p - e) ⊗ vector, e the likeliest class; then by length.

    The products are never written out: lengths and angles of both parts say those of the whole.
    BADGE: Ash et al., 2020 (1906.03671).
    """
    if pool.size == 0 or not pool.vectors.shape[1] or not pool.probabilities.shape[1]:
        return score_margin(pool, rng)
    errors = of_all(pool.probabilities).copy()
    errors[np.arange(pool.size), errors.argmax(axis=1)] -= 1.0
    squares = (errors**2).sum(axis=1) * (pool.vectors**2).sum(axis=1)
    chosen = [int(squares.argmax())]
    near = _apart(errors, pool.vectors, squares, chosen[0])
    while len(chosen) < min(IN_TURN, pool.size) and near.sum() > 0:
        chosen.append(int(rng.choice(pool.size, p=near / near.sum())))
        near = np.minimum(near, _apart(errors, pool.vectors, squares, chosen[-1]))
    left = np.setdiff1d(np.arange(pool.size), chosen)
    return by_order(np.concatenate((chosen, left[np.argsort(-squares[left], kind="stable")])))


def _apart(errors: Floats, vectors: Floats, squares: Floats, index: int) -> Floats:
    """Squared distances of all products from that of one."""
    alike = (errors @ errors[index]) * (vectors @ vectors[index])
    apart = np.maximum(squares + squares[index] - 2.0 * alike, 0.0)
    apart[index] = 0.0
    return np.asarray(apart)


BADGE = Strategy(
    "badge",
    "Moves the model most",
    "Ash et al., 2020",
    score_badge,
    "Doubtful clips that would change the model in different ways.",
    "Would change the model most",
    frozenset({Need.MODEL, Need.VECTORS}),
)

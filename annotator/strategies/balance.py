"""Doubt weighed by what a label is worth: where few are known, and by how long it takes."""

import numpy as np

from annotator.strategies.pool import Floats, Need, Pool, Strategy
from annotator.strategies.uncertainty import score_margin


def score_rare(pool: Pool, rng: np.random.Generator) -> Floats:
    """The margin, weighed by how likely an item is of a class with few labels.

    A class counts by one over one more than its labels, the rarest 1. Doubt within rare classes
    first: after Aggarwal et al., WACV 2020.
    """
    doubt = score_margin(pool, rng)
    if len(pool.known) != pool.probabilities.shape[1] or not len(pool.known):
        return doubt
    worth = 1.0 / (1.0 + pool.known)
    return np.asarray(doubt * (pool.probabilities @ (worth / worth.max())))


def score_cheap(pool: Pool, rng: np.random.Generator) -> Floats:
    """The margin by the second of watching, as a share of that of the shortest item.

    Settles et al., NIPS Workshop on Cost-Sensitive Learning, 2008.
    """
    doubt = score_margin(pool, rng)
    if len(pool.seconds) != pool.size or not pool.size:
        return doubt
    seconds = np.maximum(pool.seconds, 1e-3)
    return np.asarray(doubt * seconds.min() / seconds)


RARE = Strategy(
    "class-balanced",
    "Doubtful, of rare classes",
    "Aggarwal et al., 2020",
    score_rare,
    "Doubtful clips that may be of a class with few labels.",
    "Doubtful, and maybe of a rare class",
)
CHEAP = Strategy(
    "cost-aware",
    "Doubtful and short",
    "Settles et al., 2008",
    score_cheap,
    "Doubtful clips that are short: most is learned by the minute of watching.",
    "Doubtful for how short it is",
    frozenset({Need.MODEL, Need.LENGTHS}),
)

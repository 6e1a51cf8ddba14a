"""Chance: the yardstick of every strategy, and the only fair sample for judging quality."""

import numpy as np

from annotator.strategies.pool import Floats, Pool, Strategy


def score_random(pool: Pool, rng: np.random.Generator) -> Floats:
    """A uniform number an item."""
    return rng.random(pool.size)


RANDOM = Strategy(
    "random",
    "Random",
    "Uniform sampling",
    score_random,
    "By chance: slow to teach, and the labels are a fair sample.",
    "Picked by chance",
    frozenset(),
)

"""How unsure a model is of an item: three classic measures, each between 0 (certain) and 1."""

import numpy as np

from annotator.strategies.pool import Floats, Pool, Strategy


def score_least_confidence(pool: Pool, rng: np.random.Generator) -> Floats:
    """One minus the probability of the likeliest class. Lewis & Gale, 1994."""
    return np.asarray(1.0 - pool.probabilities.max(axis=1, initial=0.0))


def score_margin(pool: Pool, rng: np.random.Generator) -> Floats:
    """One minus the gap between the two likeliest classes: 1 is a tie, 0 is certain.

    With a single class the other one is "not this class". Scheffer et al., 2001.
    """
    probabilities = pool.probabilities
    if probabilities.shape[1] == 1:
        probabilities = np.hstack([probabilities, 1.0 - probabilities])
    if probabilities.shape[1] == 0:
        return np.ones(pool.size)
    ranked = np.sort(probabilities, axis=1)
    return np.asarray(1.0 - (ranked[:, -1] - ranked[:, -2]))


def score_entropy(pool: Pool, rng: np.random.Generator) -> Floats:
    """Shannon entropy as a share of its maximum: 1 is a uniform guess. Dagan & Engelson, 1995."""
    classes = pool.probabilities.shape[1]
    if classes < 2:
        return np.ones(pool.size)
    likely = np.clip(pool.probabilities, 1e-12, 1.0)
    return np.asarray(-(pool.probabilities * np.log(likely)).sum(axis=1) / np.log(classes))


def most_doubtful(probabilities: Floats) -> Floats:
    """Of several labels, the one nearest to a coin's toss: (items, classes) to (items, 1)."""
    nearest = np.abs(probabilities - 0.5).argmin(axis=1)
    return np.asarray(probabilities[np.arange(len(probabilities)), nearest][:, None])


LEAST_CONFIDENCE = Strategy(
    "least-confidence", "Least confident", "Lewis & Gale, 1994", score_least_confidence
)
MARGIN = Strategy("margin", "Smallest margin", "Scheffer et al., 2001", score_margin)
ENTROPY = Strategy("entropy", "Highest entropy", "Dagan & Engelson, 1995", score_entropy)

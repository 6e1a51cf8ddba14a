"""How unsure a model is of an item: three classic measures, each between 0 (certain) and 1."""

import numpy as np

from annotator.strategies.pool import Floats, Pool, Strategy


def score_least_confidence(pool: Pool, rng: np.random.Generator) -> Floats:
    """One minus the probability of the likeliest class. Lewis & Gale, 1994."""
    return np.asarray(1.0 - of_all(pool.probabilities).max(axis=1, initial=0.0))


def score_margin(pool: Pool, rng: np.random.Generator) -> Floats:
    """One minus the gap between the two likeliest classes: 1 is a tie, 0 is certain.

    With a single class the other one is "not this class". Scheffer et al., 2001.
    """
    probabilities = of_all(pool.probabilities)
    if probabilities.shape[1] == 0:
        return np.ones(pool.size)
    ranked = np.sort(probabilities, axis=1)
    return np.asarray(1.0 - (ranked[:, -1] - ranked[:, -2]))


def score_entropy(pool: Pool, rng: np.random.Generator) -> Floats:
    """Shannon entropy as a share of its maximum: 1 is a uniform guess. Dagan & Engelson, 1995."""
    shares = of_all(pool.probabilities)
    if shares.shape[1] == 0:
        return np.ones(pool.size)
    likely = np.clip(shares, 1e-12, 1.0)
    return np.asarray(-(shares * np.log(likely)).sum(axis=1) / np.log(shares.shape[1]))


def of_all(probabilities: Floats) -> Floats:
    """The same (…, classes); beside a single class there is "not this class"."""
    if probabilities.shape[-1] != 1:
        return probabilities
    return np.concatenate([probabilities, 1.0 - probabilities], axis=-1)


def most_doubtful(probabilities: Floats) -> Floats:
    """Of several labels, the one nearest to a coin's toss: (items, classes) to (items, 1)."""
    nearest = np.abs(probabilities - 0.5).argmin(axis=1)
    return np.asarray(probabilities[np.arange(len(probabilities)), nearest][:, None])


LEAST_CONFIDENCE = Strategy(
    "least-confidence",
    "Least confident",
    "Lewis & Gale, 1994",
    score_least_confidence,
    "Clips whose likeliest class is the least likely.",
    "The model is least sure of it",
)
MARGIN = Strategy(
    "margin",
    "Smallest margin",
    "Scheffer et al., 2001",
    score_margin,
    "Clips between two classes; looks at nothing else, so alike ones may follow each other.",
    "The model is torn between two classes",
)
ENTROPY = Strategy(
    "entropy",
    "Highest entropy",
    "Dagan & Engelson, 1995",
    score_entropy,
    "Clips of which the model has no idea at all.",
    "The model has no idea",
)

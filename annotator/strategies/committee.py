"""How much several models disagree about an item; entropy where there is one model alone."""

import numpy as np

from annotator.strategies.pool import Floats, Need, Pool, Strategy
from annotator.strategies.uncertainty import of_all, score_entropy


def score_bald(pool: Pool, rng: np.random.Generator) -> Floats:
    """What the label would tell about the model: H(mean of p) - mean of H(p), in nats.

    Houlsby et al., 2011 (1112.5745); over an ensemble as Gal et al., 2017 (1703.02910).
    """
    if not pool.committee.size:
        return score_entropy(pool, rng)
    committee = of_all(pool.committee)
    told = _entropy(committee.mean(axis=0)) - _entropy(committee).mean(axis=0)
    return np.asarray(np.maximum(told, 0.0))


def score_votes(pool: Pool, rng: np.random.Generator) -> Floats:
    """The entropy of the members' votes, in nats; one who is torn between classes votes for all.

    Query by committee: Seung et al., 1992; vote entropy: Dagan & Engelson, 1995.
    """
    if not pool.committee.size:
        return score_entropy(pool, rng)
    committee = of_all(pool.committee)
    votes = committee == committee.max(axis=2, keepdims=True)
    return _entropy((votes / votes.sum(axis=2, keepdims=True)).mean(axis=0))


def _entropy(shares: Floats) -> Floats:
    return np.asarray(-(shares * np.log(np.clip(shares, 1e-12, 1.0))).sum(axis=-1))


BALD = Strategy(
    "bald",
    "Tells most about the model",
    "Houlsby et al., 2011",
    score_bald,
    "Clips on which several models disagree, each sure of itself; with one model, the entropy.",
    "The model is unsure",
    frozenset({Need.MODEL, Need.COMMITTEE}),
)
VOTES = Strategy(
    "committee",
    "Models disagree",
    "Seung et al., 1992",
    score_votes,
    "Clips on which several models vote for different classes; with one model, the entropy.",
    "The model is unsure",
    frozenset({Need.MODEL, Need.COMMITTEE}),
)

"""Clips that judged a model, drawn by chance or written by hand."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from annotator.learning.evaluation.outcomes import Outcomes

Floats = npt.NDArray[np.float64]


def random(
    seed: int,
    clips: int = 120,
    classes: int = 4,
    *,
    single: bool = True,
    unknown: float = 0.0,
    absent: Sequence[int] = (),
    ties: bool = False,
    skill: float = 1.0,
    sources: int = 12,
) -> Outcomes:
    """Outcomes of a model that knows something by its `skill`. `absent`: classes that no clip has.

    `unknown`: this share of several labels is not known. `ties`: scores of one digit.
    """
    rng = np.random.default_rng(seed)
    present = [at for at in range(classes) if at not in absent]
    if single:
        truth = np.eye(classes)[rng.choice(present, clips)]
    else:
        truth = (rng.random((clips, classes)) < 0.4).astype(np.float64)
        truth[:, list(absent)] = 0.0
    logits = rng.normal(size=(clips, classes)) + skill * truth
    shares = 1 / (1 + np.exp(-logits))
    if single:
        shares = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    if ties:
        shares = shares.round(1)
    truth[rng.random(truth.shape) < unknown] = np.nan
    return by_hand(truth, shares, [f"s{at % sources}" for at in range(clips)], single=single)


def by_hand(
    truth: Floats, shares: Floats, sources: Sequence[str] = (), *, single: bool = True
) -> Outcomes:
    """Outcomes of one clip an item, of classes 7, 8 and so on."""
    truth, shares = np.asarray(truth, np.float64), np.asarray(shares, np.float64)
    return Outcomes(
        tuple(range(7, 7 + truth.shape[1])),
        single,
        truth,
        shares,
        None,
        tuple((at, 0, 30) for at in range(len(truth))),
        tuple(sources) or tuple(f"s{at}" for at in range(len(truth))),
    )

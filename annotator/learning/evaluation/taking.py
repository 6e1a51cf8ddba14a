"""How often a model is wrong where it is so sure: what a threshold of a feed would let in."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from annotator.learning.evaluation.outcomes import Outcomes
from annotator.learning.intervals import wilson


@dataclass(frozen=True, slots=True)
class Wrong:
    """Of `checked` items that pass a threshold so many are `wrong`; 95 % interval beside."""

    checked: int
    wrong: int
    low: float
    high: float


def wrong(
    outcomes: Outcomes, threshold: float, among: Sequence[int], *, absent: bool = False
) -> Wrong:
    """How often taking what passes a threshold is wrong, on items that no model learned from.

    `among`: the positions of the classes of which the likeliest is taken. `absent`: what passes is
    taken for not of it, where it is at most 1 - threshold likely. Items of which nobody knows
    whether the class holds are left out. Wilson interval.
    """
    rows = np.arange(len(outcomes))
    places = np.asarray(among)[outcomes.shares[:, among].argmax(axis=1)]
    shares, truth = outcomes.shares[rows, places], outcomes.truth[rows, places]
    passed = (1.0 - shares if absent else shares) >= threshold
    known = passed & ~np.isnan(truth)
    bad = known & ((truth > 0.5) == absent)
    checked, mistaken = int(known.sum()), int(bad.sum())
    return Wrong(checked, mistaken, *wilson(mistaken, checked))

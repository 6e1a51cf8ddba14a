"""How often a model is wrong where it is so sure: what a threshold of a feed would let in."""

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
    outcomes: Outcomes, threshold: float, *, at: int | None = None, absent: bool = False
) -> Wrong:
    """How often taking what passes a threshold is wrong, on items that no model learned from.

    `at`: the class by position; None: whatever is likeliest of each. `absent`: what passes is taken
    for not of the class, where it is at most 1 - threshold likely. Items of which nobody knows
    whether the class holds are left out. Wilson interval.
    """
    rows = np.arange(len(outcomes))
    places = outcomes.shares.argmax(axis=1) if at is None else np.full(len(rows), at)
    shares, truth = outcomes.shares[rows, places], outcomes.truth[rows, places]
    passed = (1.0 - shares if absent else shares) >= threshold
    known = passed & ~np.isnan(truth)
    bad = known & ((truth > 0.5) == absent)
    checked, mistaken = int(known.sum()), int(bad.sum())
    return Wrong(checked, mistaken, *wilson(mistaken, checked))

"""Whether new clips look unlike those that a model learned from."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import erfc, sqrt
from typing import Any

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

# Alarms where all is as it was: one look in a hundred.
FALSE_ALARMS = 0.01
# With fewer recordings on a side the normal approximation of the rank test is not to be trusted.
ENOUGH = 10
# More are drawn from: memory and time stay bounded.
MOST = 1000
AT_ONCE = 256


@dataclass(frozen=True, slots=True)
class Drift:
    """How new recordings lie to known ones.

    `farther`: the chance that a new one is farther from the known than these from each other; .5 is
    as likely as not. `chance`: of so much where nothing changed. `enough` False: nothing is said.
    """

    known: int
    new: int
    farther: float = 0.5
    chance: float = 1.0

    @property
    def enough(self) -> bool:
        """Whether there are enough on both sides."""
        return self.known >= 2 * ENOUGH and self.new >= ENOUGH

    @property
    def alarm(self) -> bool:
        """Whether they are unlike: less than one false alarm in a hundred looks."""
        return self.enough and self.chance < FALSE_ALARMS

    def shown(self) -> dict[str, Any]:
        """As the API shows it."""
        same = {name: getattr(self, name) for name in ("known", "new", "farther", "chance")}
        return {**same, "enough": self.enough, "alarm": self.alarm}


def drift(
    known: Floats,
    known_sources: Sequence[str],
    new: Floats,
    new_sources: Sequence[str],
    rng: np.random.Generator,
) -> Drift:
    """Compare how far new vectors, and known ones, are from known ones that are set aside.

    known, new: (items, numbers). One item stands for each recording, as clips of one are alike.
    Half of the known are what distance is measured to, the other half are measured beside the new
    ones: where nothing changed these two are exchangeable, which distances of known vectors to all
    others are not. One-sided rank test (Mann and Whitney 1947), ties at their mean rank.
    """
    old, fresh = (
        _one_each(rows, sources, rng)
        for rows, sources in ((known, known_sources), (new, new_sources))
    )
    told = Drift(len(old), len(fresh))
    if not told.enough:
        return told
    middle = len(old) // 2
    apart, beside = old[:middle], old[middle:]
    own, others = _nearest(beside, apart), _nearest(fresh, apart)
    farther, chance = _ranked(others, own)
    return Drift(len(old), len(fresh), farther, chance)


def _one_each(rows: Floats, sources: Sequence[str], rng: np.random.Generator) -> Floats:
    order = rng.permutation(len(rows))
    first: dict[str, int] = {}
    for at in order.tolist():
        first.setdefault(sources[at], at)
    return rows[list(first.values())[:MOST]]


def _nearest(rows: Floats, apart: Floats) -> Floats:
    """Each row's distance to the nearest of those set aside."""
    square = (apart * apart).sum(axis=1)
    found = [
        (square - 2.0 * few @ apart.T + (few * few).sum(axis=1)[:, None]).min(axis=1)
        for begin in range(0, len(rows), AT_ONCE)
        for few in (rows[begin : begin + AT_ONCE],)
    ]
    # Equal vectors differ by a last digit else, and ties would not be seen.
    near: Floats = np.round(np.sqrt(np.maximum(np.concatenate(found), 0.0)), 6)
    return near


def _ranked(others: Floats, own: Floats) -> tuple[float, float]:
    """The chance that one of the others is larger, and how likely so much is by luck alone."""
    both = np.concatenate([others, own])
    values, place, times = np.unique(both, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(times) - (times - 1) / 2.0)[place]
    count, size = len(others) * len(own), len(both)
    wins = ranks[: len(others)].sum() - len(others) * (len(others) + 1) / 2.0
    ties = float((times.astype(np.float64) ** 3 - times).sum())
    variance = count / 12.0 * (size + 1 - ties / (size * (size - 1)))
    if len(values) < 2 or variance <= 0:
        return 0.5, 1.0
    score = (wins - count / 2.0 - 0.5) / sqrt(variance)
    return float(wins / count), 0.5 * erfc(score / sqrt(2.0))

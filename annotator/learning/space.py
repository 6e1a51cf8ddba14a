"""What a search for the best options varies: the one list, for all entries and regimes."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any

from annotator.learning.options import option

UNSPLIT = (
    "A search is judged by clips set apart for tuning, and there are too few recordings to set "
    "some apart: upload and label more videos, or train without a search"
)
NOTHING_TO_VARY = "This way to train has nothing to search for: train it without a search"


@dataclass(frozen=True, slots=True)
class Dimension:
    """An option that a search varies: from `low` to `high`, or over `choices`.

    `log`: by factors, not by steps. `around`: in the list below, how many times smaller and larger
    than what it is if nobody sets it. `single`: it says something only where a clip has one class.
    """

    key: str
    low: float = 0.0
    high: float = 0.0
    log: bool = False
    around: float = 0.0
    choices: tuple[str, ...] = ()
    single: bool = False

    def nearest(self, value: Any) -> Any:
        """The value that is allowed and nearest to one; a word stays as it is."""
        return value if self.choices else min(max(float(value), self.low), self.high)


# What changes how well a network learns, but not what it is or what it sees: those are the lead's.
VARIED: tuple[Dimension, ...] = (
    Dimension("head_lr", around=10.0, log=True),
    Dimension("weight_decay", 1e-4, 0.3, log=True),
    Dimension("smoothing", 0.0, 0.3, single=True),
    Dimension("decay", 0.5, 1.0),
    Dimension("augment"),
    Dimension("balance", single=True),
    Dimension("heat", 1.0, 10.0, log=True),
    Dimension("blend", 0.3, 1.0),
    Dimension("threshold", 0.7, 0.99),
    Dimension("pool_weight", 0.1, 10.0, log=True),
    Dimension("appearance", 0.1, 10.0, log=True),
    Dimension("head"),
    Dimension("match"),
)


def space(
    options: Mapping[str, Any], fixed: Collection[str], *, single: bool = True
) -> tuple[Dimension, ...]:
    """What a search varies of a run's options, but for what somebody set themselves.

    `single`: a clip has one class. None where nothing of them can be varied.
    """
    known = (one for one in VARIED if single or not one.single)
    wanted = (one for one in known if one.key in options and one.key not in fixed)
    return tuple(_within(one, options[one.key]) for one in wanted)


def _within(one: Dimension, default: Any) -> Dimension:
    known = option(one.key)
    if isinstance(default, str):
        return Dimension(one.key, choices=known.choices)
    low, high = one.low, one.high
    if one.around:
        low, high = float(default) / one.around, float(default) * one.around
    return Dimension(one.key, max(low, known.low), min(high, known.high), log=one.log)


def combinations(dimensions: Sequence[Dimension], most: int) -> list[dict[str, Any]]:
    """All there are, if they are at most so many; none where a number is varied."""
    if not all(one.choices for one in dimensions):
        return []
    if prod(len(one.choices) for one in dimensions) > most:
        return []
    keys = [one.key for one in dimensions]
    values = product(*(one.choices for one in dimensions))
    return [dict(zip(keys, one, strict=True)) for one in values]

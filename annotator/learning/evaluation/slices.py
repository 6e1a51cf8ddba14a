"""How good a model is in parts of what judged it: where it fails."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from annotator.learning.evaluation.outcomes import Outcomes
from annotator.learning.intervals import bootstrap

# Parts of one kind that are told, the largest first.
MOST = 100
# Fewer clips say nothing.
FEWEST = 3
# Where one length ends and the next begins.
LENGTHS_SECONDS = (2, 5, 10, 30, 60)


@dataclass(frozen=True, slots=True)
class Slice:
    """The clips with one value of something. `rest`: the accuracy of all other clips."""

    by: str
    value: str
    clips: int
    sources: int
    accuracy: float
    interval: tuple[float, float]
    rest: float | None


def sliced(
    outcomes: Outcomes, by: str, values: Sequence[Sequence[str]], rng: np.random.Generator
) -> list[Slice]:
    """A slice for each value of three clips or more, the least accurate first.

    `values`: of each clip; it may have several, or none. Intervals are of drawings of the slice's
    recordings.
    """
    rows: dict[str, list[int]] = {}
    for at, some in enumerate(values):
        for value in dict.fromkeys(some):
            rows.setdefault(value, []).append(at)
    enough = [value for value, some in rows.items() if len(some) >= FEWEST]
    largest = sorted(enough, key=lambda value: (-len(rows[value]), value))[:MOST]
    right = outcomes.right
    found = []
    for value in largest:
        inside = np.zeros(len(outcomes), np.bool_)
        inside[rows[value]] = True
        sources = [outcomes.sources[at] for at in rows[value]]
        rest = None if inside.all() else float(right[~inside].mean())
        accuracy = float(right[inside].mean())
        spread = bootstrap(right[inside], sources, rng)
        found.append(Slice(by, value, len(sources), len(set(sources)), accuracy, spread, rest))
    return sorted(found, key=lambda one: (one.accuracy, -one.clips, one.value))


def told(
    outcomes: Outcomes, values: Mapping[str, Sequence[Sequence[str]]], rng: np.random.Generator
) -> list[Slice]:
    """The slices of each kind that parts the clips at all: one value for all says nothing."""
    found = []
    for by, each in values.items():
        slices = sliced(outcomes, by, each, rng)
        if len(slices) > 1 or any(one.rest is not None for one in slices):
            found += slices
    return found


def length(seconds: float) -> str:
    """The bracket of a length, in seconds: "-2", "2-5", …, "60-"."""
    edges = [0.0, *LENGTHS_SECONDS, float("inf")]
    low, high = next(pair for pair in pairwise(edges) if seconds < pair[1] or pair[1] == edges[-1])
    return f"{low:g}-" if high == edges[-1] else f"{low:g}-{high:g}" if low else f"-{high:g}"

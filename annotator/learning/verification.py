"""Whether two clips show the same: by the cosine of their vectors, from a threshold on."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from annotator.learning.intervals import wilson

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Verifier:
    """From which cosine on clips count as of one class, and how often that was right.

    `accuracy` is balanced: same and different pairs count alike, whichever are more. It, and the 95
    % interval beside it, are of `recordings` that did not choose the threshold: pairs of one
    recording are no news, so the interval counts recordings.
    """

    threshold: float
    accuracy: float
    low: float
    high: float
    recordings: int

    def same(self, cosine: float) -> bool:
        """Whether clips this much alike count as of one class."""
        return cosine >= self.threshold


def calibrated(vectors: Floats, classes: Sequence[int], sources: Sequence[str]) -> Verifier | None:
    """A verifier by labeled clips: vectors of length one, (clips, any), their classes, recordings.

    Only pairs of two recordings count, for clips of one are alike by place and light. Half of the
    recordings choose the threshold by balanced accuracy, the others judge it. None where either
    half has no pair of one class, or none of two.
    """
    names = sorted(set(sources))
    half = {name: at % 2 for at, name in enumerate(names)}
    sides = np.array([half[one] for one in sources])
    choosing = _pairs(vectors, classes, sources, np.flatnonzero(sides == 0))
    judging = _pairs(vectors, classes, sources, np.flatnonzero(sides == 1))
    if choosing is None or judging is None:
        return None
    threshold = best(*choosing)
    accuracy = balanced(*judging, threshold)
    count = len(names) // 2
    return Verifier(threshold, accuracy, *wilson(accuracy * count, count), count)


def balanced(cosines: Floats, same: Flags, threshold: float) -> float:
    """The mean of how many same pairs reach the threshold and how many others do not."""
    said = cosines >= threshold
    return float((said[same].mean() + (~said[~same]).mean()) / 2)


def best(cosines: Floats, same: Flags) -> float:
    """The threshold of the highest balanced accuracy: halfway between the pairs beside it."""
    order = np.argsort(-cosines, kind="stable")
    ranked, hits = cosines[order], same[order]
    gained = np.cumsum(hits) / hits.sum() + 1 - np.cumsum(~hits) / (~hits).sum()
    # Ties cannot be told apart: a threshold lies between different cosines only.
    ends = np.flatnonzero(np.append(ranked[1:] < ranked[:-1], True))
    last = int(ends[gained[ends].argmax()])
    after = ranked[last + 1] if last + 1 < len(ranked) else ranked[last]
    return float((ranked[last] + after) / 2)


def _pairs(
    vectors: Floats, classes: Sequence[int], sources: Sequence[str], rows: npt.NDArray[np.int64]
) -> tuple[Floats, Flags] | None:
    """The cosines of all pairs of rows of two recordings, and which are of one class."""
    first, second = np.triu_indices(len(rows), 1)
    names = np.array([sources[row] for row in rows])
    apart = names[first] != names[second] if len(rows) else np.zeros(0, np.bool_)
    first, second = first[apart], second[apart]
    kinds = np.array([classes[row] for row in rows])
    same = kinds[first] == kinds[second] if len(first) else np.zeros(0, np.bool_)
    if not same.any() or same.all():
        return None
    chosen = vectors[rows]
    return np.einsum("ij,ij->i", chosen[first], chosen[second]), np.asarray(same)

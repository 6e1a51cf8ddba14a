"""How well alike clips are found by their kept vectors: whether they are of the same class."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from annotator.learning.evaluation import ranking

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

FIRST = (1, 5, 10)
# Each is compared with each; more of them tell hardly more.
MOST = 1_000


def told(vectors: Floats, true: Flags, sources: Sequence[str]) -> dict[str, Any] | None:
    """Of each item the others by the cosine of their vectors, (items, numbers): those are right
    that show a class of its own, `true` (items, classes).

    Others of the same recording are left out: they are alike whatever the vectors are worth.
    `nearest`: precision at k; None where no item has a right answer.
    """
    scores, relevant = compared(vectors[:MOST], true[:MOST], sources[:MOST])
    mean = ranking.reciprocal_rank(ranking.ranks(scores, relevant))
    if mean is None:
        return None
    nearest = [
        {"k": k, "precision": ranking.precision_at(scores, relevant, k)}
        for k in FIRST
        if k <= int((scores > -np.inf).sum(axis=1).min())
    ]
    return {"items": len(scores), "reciprocal_rank": mean, "nearest": nearest}


def compared(vectors: Floats, true: Flags, sources: Sequence[str]) -> tuple[Floats, Flags]:
    """How alike each item is to each, -1 to 1, and which are right; -inf of the same recording."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit = vectors / np.maximum(lengths, np.finfo(np.float64).tiny)
    names = np.asarray(sources)
    same = names[:, None] == names
    alike = (true.astype(np.float64) @ true.T) > 0
    return np.where(same, -np.inf, unit @ unit.T), alike & ~same

"""How alike clips are: a short vector of each item, and the nearest of many."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Halves = npt.NDArray[np.float16]

DIMENSIONS = 128


def shortened(groups: tuple[npt.NDArray[np.floating], ...], rng: np.random.Generator) -> Halves:
    """One vector of length one, float16 (128,), of an item's clips: groups of shape (clips, any).

    The groups count alike, and the clips do. Angles between items stay about what they were; the
    same `rng` state must be given for items that are to be compared.
    Random projection, as in Bingham & Mannila (KDD 2001).
    """
    whole = np.concatenate([_unit(one.astype(np.float64).mean(axis=0)) for one in groups])
    projection = rng.standard_normal((DIMENSIONS, whole.size))
    return _unit(projection @ whole).astype(np.float16)


def nearest(query: Halves, others: Halves, most: int) -> list[tuple[int, float]]:
    """The rows of `others` (items, 128) most like the query, with their cosines, best first."""
    if len(others) == 0:
        return []
    cosines = others.astype(np.float32) @ query.astype(np.float32)
    few = np.argpartition(-cosines, min(most, len(cosines)) - 1)[:most]
    best = few[np.lexsort((few, -cosines[few]))]
    return [(int(row), float(np.clip(cosines[row], -1, 1))) for row in best]


def _unit(vector: Floats) -> Floats:
    length = float(np.linalg.norm(vector))
    return vector / length if length > 0 else vector

"""A second view of what a model is sure of: that of the labeled clips most like it."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

# So many labeled clips speak for a class: one alone may be like anything.
NEAREST = 3
# Likenesses that are in memory at once, however many items there are.
AT_ONCE = 2_000_000


@dataclass(frozen=True, slots=True)
class Witnesses:
    """Labeled items: `vectors` of length one, (items, any), and `values`, (items, classes).

    A value is 1 or 0 by what people say, NaN where that is not known. With `single` each item has
    one class.
    """

    vectors: Floats
    values: Floats
    single: bool

    @classmethod
    def of(
        cls, vectors: Mapping[int, Floats], values: Mapping[int, Floats], *, single: bool
    ) -> "Witnesses":
        """Those items of which both are known."""
        ids = sorted(set(vectors) & set(values))
        return cls(
            np.array([vectors[one] for one in ids], np.float64),
            np.array([values[one] for one in ids], np.float64),
            single,
        )

    def speak(self, vectors: Mapping[int, Floats]) -> dict[int, Flags]:
        """For which classes the labeled items most like an item speak, by item.

        Of each class its three nearest count, so that a frequent one is no nearer for being
        frequent. They must be nearer, in the mean, than those of every other class; of several
        labels, than those without it. Where a side has fewer than three nobody speaks.
        """
        if not vectors or not len(self.vectors):
            return {}
        asked = np.stack(list(vectors.values()))
        step = max(1, AT_ONCE // len(self.vectors))
        heard = [self._heard(asked[at : at + step]) for at in range(0, len(asked), step)]
        return dict(zip(vectors, np.concatenate(heard), strict=True))

    def _heard(self, vectors: Floats) -> Flags:
        cosines = vectors @ self.vectors.T
        near = _nearness(cosines, self.values == 1)
        rival = _rivals(near) if self.single else _nearness(cosines, self.values == 0)
        heard: Flags = (near > rival) & np.isfinite(rival)
        return heard


def _nearness(cosines: Floats, shown: Flags) -> Floats:
    """How near the three nearest of each class are, (items, classes); fewer are never near."""
    near = np.full((len(cosines), shown.shape[1]), -np.inf)
    for at, rows in enumerate(shown.T):
        if rows.sum() >= NEAREST:
            best = np.partition(cosines[:, rows], -NEAREST, axis=1)[:, -NEAREST:]
            near[:, at] = best.mean(axis=1)
    return near


def _rivals(near: Floats) -> Floats:
    """How near the best of the other classes is, for each class."""
    others = [np.delete(near, at, axis=1).max(axis=1) for at in range(near.shape[1])]
    return np.stack(others, axis=1)


def unheard(name: str, sure: int, unseen: int) -> str:
    """Why nothing that a model is sure of was taken, and what would help.

    `sure`: how many items it is sure of; `unseen`: how many of them have no vector yet.
    """
    told = (
        f"{name} is sure of {sure} {'clip' if sure == 1 else 'clips'}, but the labeled clips most "
        "like them do not agree"
    )
    if unseen:
        return (
            f"{told}: {unseen} of them were not compared yet. It is done while no other job runs: "
            "try again in a few minutes"
        )
    return f"{told}. Label more clips, at least {NEAREST} of each class, and train again"

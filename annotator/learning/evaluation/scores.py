"""Figures that are made of counts, so that they can be told of any drawing of clips."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from annotator.learning.evaluation.outcomes import Outcomes

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Counts:
    """How often each class was said rightly, was missed, said falsely, rightly not said.

    Each (…, classes): of one clip, of all, or of each drawing.
    """

    found: Floats
    missed: Floats
    false: Floats
    spared: Floats

    @classmethod
    def of(cls, outcomes: Outcomes) -> "Counts":
        """Of each clip, (clips, classes)."""
        said, true, known = outcomes.said, outcomes.true, outcomes.known
        kinds = (said & true, ~said & true, said & ~true & known, ~said & ~true & known)
        return cls(*(one.astype(np.float64) for one in kinds))

    def weighted(self, weights: Floats) -> "Counts":
        """Of drawings: `weights` says how often each clip counts, (draws, clips)."""
        return Counts(
            *(weights @ one for one in (self.found, self.missed, self.false, self.spared))
        )

    def f1(self) -> Floats:
        """2·found / (said + true), (…, classes); NaN of a class that no clip has."""
        support = self.found + self.missed
        return share(np.where(support > 0, 2 * self.found, 0), support + self.found + self.false)

    def macro_f1(self) -> Floats:
        """The mean F1 of the classes that some clip has, (…,); NaN where none is."""
        return mean(np.where(self.found + self.missed > 0, self.f1(), np.nan))

    def balanced(self, *, single: bool) -> Floats:
        """Balanced accuracy, (…,): the mean recall of the classes that some clip has.

        Of several labels each is a question of its own: the mean of recall and specificity, of
        labels of which there are both. Brodersen et al., ICPR 2010.
        """
        recall = share(self.found, self.found + self.missed)
        if single:
            return mean(recall)
        return mean((recall + share(self.spared, self.spared + self.false)) / 2)


def share(part: Floats, whole: Floats) -> Floats:
    """Part by whole; NaN of nothing."""
    part, whole = np.broadcast_arrays(part, whole)
    divided: Floats = np.full(whole.shape, np.nan)
    np.divide(part, whole, out=divided, where=whole > 0)
    return divided


def mean(values: Floats) -> Floats:
    """The mean over the last axis of what can be said; NaN where nothing can."""
    known = ~np.isnan(values)
    return share(np.where(known, values, 0.0).sum(axis=-1), known.sum(axis=-1))

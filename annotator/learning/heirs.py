"""What became of the classes that a model tells apart: some may have been merged since."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Heirs:
    """The classes by now, and of each of a model's outputs its place among them."""

    classes: tuple[int, ...]
    places: tuple[int, ...]

    def shares(self, likely: Floats, *, single: bool) -> Floats:
        """Probabilities (…, outputs) by class as it is now (…, classes).

        Of one class for each clip those of merged ones add up; of several at once the likeliest
        stands for all.
        """
        found = np.zeros((*likely.shape[:-1], len(self.classes)))
        joined = np.add if single else np.maximum
        for output, place in enumerate(self.places):
            found[..., place] = joined(found[..., place], likely[..., output])
        return np.minimum(found, 1.0)


def heirs(learned: Sequence[int], heir_by_class: Mapping[int, int | None]) -> Heirs:
    """The heirs of classes, in the order of the model's outputs. One without any stays itself."""
    now = [heir_by_class.get(one) or one for one in learned]
    classes = tuple(dict.fromkeys(now))
    return Heirs(classes, tuple(classes.index(one) for one in now))

"""Drawing recordings again and again, to see how much of a figure is luck."""

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from annotator.learning.intervals import wilson

Floats = npt.NDArray[np.float64]

DRAWS, FEWEST_DRAWS = 1000, 100
# Of many clips and classes each drawing takes long, and fewer tell as much.
WORK = 40_000_000
# Weights that are in memory at once, whatever the number of clips.
AT_ONCE = 2_000_000


def times(clips: int, classes: int) -> int:
    """How many drawings are made of so many clips: 1,000, fewer of very many."""
    return max(FEWEST_DRAWS, min(DRAWS, WORK // max(clips * classes, 1)))


class Draws:
    """Whole recordings drawn with replacement, as many as there are, `times` times.

    Clips of one recording are alike, so drawing single clips would promise too much. Field & Welsh,
    JRSS B 2007: the cluster bootstrap.
    """

    def __init__(self, sources: Sequence[str], rng: np.random.Generator, times: int) -> None:
        """`sources`: the recording of each clip; at least one clip."""
        names, self._group = np.unique(np.asarray(sources, str), return_inverse=True)
        self.count = len(names)
        picks = rng.integers(0, self.count, (times, self.count))
        self._often = np.zeros((times, self.count))
        np.add.at(self._often, (np.arange(times)[:, None], picks), 1.0)

    def weights(self) -> Iterator[Floats]:
        """How often each clip is in each drawing, (draws, clips), some drawings at a time."""
        step = max(1, AT_ONCE // len(self._group))
        for at in range(0, len(self._often), step):
            yield self._often[at : at + step, self._group]


def middle(drawn: Floats) -> tuple[float, float] | None:
    """The middle 95 % of a figure over drawings; None where most of them cannot say it."""
    known = drawn[~np.isnan(drawn)]
    if len(known) <= len(drawn) / 2:
        return None
    low, high = np.quantile(known, [0.025, 0.975])
    return float(low), float(high)


def interval(drawn: Floats, value: float, sources: int) -> tuple[float, float] | None:
    """The 95 % interval of a share.

    Where all drawings agree, as when all is right or there is one source, that is no certainty:
    then it is Wilson's, each source counted as one trial.
    """
    found = middle(drawn)
    if found is not None and found[0] == found[1]:
        return wilson(value * sources, sources)
    return found

"""Two models on the same clips: whether one is better, or only luckier."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, lgamma, log

import numpy as np
import numpy.typing as npt

from annotator.learning.evaluation import figures
from annotator.learning.evaluation.drawing import Draws, middle
from annotator.learning.evaluation.figures import FIGURES, Figure
from annotator.learning.evaluation.outcomes import Outcomes
from annotator.learning.evaluation.scores import Counts

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure of both, after - before with its middle 95 % over drawings, and how likely such a
    difference is by luck. What cannot be said is None.
    """

    key: str
    before: float | None
    after: float | None
    interval: tuple[float, float] | None
    p: float | None

    @property
    def difference(self) -> float | None:
        """After - before, -1 to 1."""
        if self.before is None or self.after is None:
            return None
        return self.after - self.before


def common(before: Outcomes, after: Outcomes) -> tuple[Outcomes, Outcomes]:
    """Both on the clips that both were judged on, by the truth that the second knows.

    Labels may have been corrected in between. Classes that only one knows are left out of the
    probabilities, and so are clips whose truth is one of them, or of several labels of which
    nothing else is known.
    """
    classes = [one for one in after.classes if one in before.classes]
    places = sorted(set(before.places) & set(after.places))
    rows = [_rows(one, places) for one in (before, after)]
    columns = [[one.classes.index(each) for each in classes] for one in (before, after)]
    truth = after.truth[rows[1]][:, columns[1]]
    asked = truth > 0.5 if after.single else ~np.isnan(truth)
    kept = np.flatnonzero(asked.any(axis=1))
    sources = after.at(rows[1]).sources

    def narrowed(one: Outcomes, row: npt.NDArray[np.int64], column: list[int]) -> Outcomes:
        shares = one.shares[row][:, column]
        whole = Outcomes(
            tuple(classes), after.single, truth, shares, None, tuple(places), tuple(sources)
        )
        return whole.at(kept)

    first, second = zip((before, after), rows, columns, strict=True)
    return narrowed(*first), narrowed(*second)


def _rows(outcomes: Outcomes, places: Sequence[tuple[int, int, int]]) -> npt.NDArray[np.int64]:
    row_by_place = {place: at for at, place in enumerate(outcomes.places)}
    return np.array([row_by_place[one] for one in places], np.int64)


def differences(
    before: Outcomes, after: Outcomes, draws: Draws, asked: Sequence[Figure] = FIGURES
) -> list[Difference]:
    """Each figure of two models on the same clips, in the same drawings of their recordings.

    The paired bootstrap; Efron & Tibshirani 1993, Berg-Kirkpatrick et al., EMNLP 2012.
    """
    rows = []
    for figure in asked:
        values = [figures.value(figure, one) for one in (before, after)]
        moved = figures.drawn(figure, after, draws) - figures.drawn(figure, before, draws)
        rows.append(_told(figure.key, values[0], values[1], moved, draws.count))
    return rows


def by_class(before: Outcomes, after: Outcomes, draws: Draws) -> list[Difference]:
    """The F1 of each class of both, in the order of `classes`; the key is the class's id."""
    once = np.ones((1, len(before)))
    values = [Counts.of(one).weighted(once).f1()[0] for one in (before, after)]
    each = [
        np.concatenate([Counts.of(one).weighted(few).f1() for few in draws.weights()])
        for one in (before, after)
    ]
    moved = each[1] - each[0]
    return [
        _told(
            str(class_id), _known(values[0][at]), _known(values[1][at]), moved[:, at], draws.count
        )
        for at, class_id in enumerate(before.classes)
    ]


def _told(
    key: str, before: float | None, after: float | None, moved: Floats, sources: int
) -> Difference:
    # Drawings of one recording are all the same: they say nothing of another.
    if before is None or after is None or sources < 2:
        return Difference(key, before, after, None, None)
    return Difference(key, before, after, middle(moved), chance(moved))


def chance(moved: Floats) -> float | None:
    """How likely a difference as large is by luck, two-sided, from its drawings; 0 to 1."""
    known = moved[~np.isnan(moved)]
    if not len(known):
        return None
    least = min(int((known <= 0).sum()), int((known >= 0).sum()))
    return min(1.0, 2 * (least + 1) / (len(known) + 1))


def mcnemar(before: Outcomes, after: Outcomes) -> tuple[list[int], list[int], float]:
    """The clips that one gets right and the other does not, and how likely that is by luck.

    Rows wrong → right, rows right → wrong, and p: the exact two-sided binomial test of McNemar
    (Psychometrika 1947) that both are as many. It takes clips as independent, which those of one
    recording are not. Right of several labels: each known one.
    """
    was, now = before.right >= 1.0, after.right >= 1.0
    fixed, broken = np.flatnonzero(~was & now), np.flatnonzero(was & ~now)
    return fixed.tolist(), broken.tolist(), sign_test(len(fixed), len(broken))


def sign_test(one: int, other: int) -> float:
    """How likely it is that a fair coin falls so unevenly, or more, in one + other throws."""
    total = one + other
    if one == other:
        return 1.0
    ways = [
        exp(lgamma(total + 1) - lgamma(k + 1) - lgamma(total - k + 1) - total * log(2))
        for k in range(min(one, other) + 1)
    ]
    return min(1.0, 2 * sum(ways))


def together(before: Outcomes, after: Outcomes) -> Outcomes:
    """The mean of both models' probabilities, on the same clips."""
    shares = (before.shares + after.shares) / 2
    return Outcomes(
        after.classes, after.single, after.truth, shares, None, after.places, after.sources
    )


def _known(number: float) -> float | None:
    return None if np.isnan(number) else float(number)

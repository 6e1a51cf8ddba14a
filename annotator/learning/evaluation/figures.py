"""The figures that models are judged by, each with its interval."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from annotator.learning.evaluation import curves, scores
from annotator.learning.evaluation.drawing import Draws, interval
from annotator.learning.evaluation.outcomes import Outcomes
from annotator.learning.evaluation.scores import Counts

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Figure:
    """A number from 0 to 1 that tells how good a model is.

    `of`: outcomes and how often each clip counts, (draws, clips), to the figure of each drawing,
    (draws,), NaN where it cannot be said.
    """

    key: str
    of: Callable[[Outcomes, Floats], Floats]


@dataclass(frozen=True, slots=True)
class Told:
    """A figure of one model, with the middle 95 % over drawings of recordings."""

    key: str
    value: float | None
    interval: tuple[float, float] | None


def _accuracy(outcomes: Outcomes, weights: Floats) -> Floats:
    return scores.share(weights @ outcomes.right, weights.sum(axis=1))


def _balanced(outcomes: Outcomes, weights: Floats) -> Floats:
    return Counts.of(outcomes).weighted(weights).balanced(single=outcomes.single)


def _macro_f1(outcomes: Outcomes, weights: Floats) -> Floats:
    return Counts.of(outcomes).weighted(weights).macro_f1()


def _mean_precision(outcomes: Outcomes, weights: Floats) -> Floats:
    """Mean average precision over the classes that some clip has."""
    columns = zip(outcomes.shares.T, outcomes.truth.T, strict=True)
    each = [curves.weighted_precision(one, true, weights) for one, true in columns]
    return scores.mean(np.stack(each, axis=1))


def _mean_area(outcomes: Outcomes, weights: Floats) -> Floats:
    """The mean area under ROC, each class against the rest."""
    columns = zip(outcomes.shares.T, outcomes.truth.T, strict=True)
    each = [curves.weighted_area(one, true, weights) for one, true in columns]
    return scores.mean(np.stack(each, axis=1))


FIGURES = (
    Figure("accuracy", _accuracy),
    Figure("balanced_accuracy", _balanced),
    Figure("macro_f1", _macro_f1),
    Figure("mean_average_precision", _mean_precision),
    Figure("mean_area_under_roc", _mean_area),
)


def value(figure: Figure, outcomes: Outcomes) -> float | None:
    """The figure of all clips; None where it cannot be said."""
    found = float(figure.of(outcomes, np.ones((1, len(outcomes))))[0])
    return None if np.isnan(found) else found


def drawn(figure: Figure, outcomes: Outcomes, draws: Draws) -> Floats:
    """The figure of each drawing, (draws,)."""
    return np.concatenate([figure.of(outcomes, weights) for weights in draws.weights()])


def told(outcomes: Outcomes, draws: Draws, figures: Sequence[Figure] = FIGURES) -> list[Told]:
    """Each figure with its interval."""
    rows = []
    for figure in figures:
        found = value(figure, outcomes)
        spread = None
        if found is not None:
            spread = interval(drawn(figure, outcomes, draws), found, draws.count)
        rows.append(Told(figure.key, found, spread))
    return rows

"""The clips that judged a model, in the order in which they teach most about it."""

import numpy as np
import numpy.typing as npt

from annotator.learning.evaluation.outcomes import Outcomes

Ints = npt.NDArray[np.int64]


def ordered(outcomes: Outcomes, *, wrong: bool, class_id: int | None = None) -> Ints:
    """The rows of the clips that are wrong, or right, the surest first; of equals by place.

    Of several labels a clip is wrong by its surest wrong label, right only by all. `class_id`: only
    clips that are, or were taken for, this class; of one that is not known here there is none.
    """
    asked = ~right(outcomes) if wrong else right(outcomes)
    if class_id is not None:
        asked &= _shows(outcomes, class_id)
    sure = surety(outcomes)
    rows = np.flatnonzero(asked)
    order: Ints = np.array(sorted(rows, key=lambda at: (-sure[at], outcomes.places[at])), np.int64)
    return order


def right(outcomes: Outcomes) -> npt.NDArray[np.bool_]:
    """Which clips are right, (clips,): of several labels by all that are known."""
    agreed = (outcomes.said == outcomes.true) | ~outcomes.known
    return np.asarray(agreed.all(axis=1), np.bool_)


def surety(outcomes: Outcomes) -> npt.NDArray[np.float64]:
    """How sure the model is of what counts of each clip, (clips,): of the likeliest class.

    Of several labels: of its surest wrong one, or where all are right of its surest one.
    """
    most: npt.NDArray[np.float64] = _counting(outcomes).max(axis=1)
    return most


def decisive(outcomes: Outcomes) -> Ints:
    """Which class counts of each clip, (clips,), as its place among the classes: see `surety`."""
    found: Ints = _counting(outcomes).argmax(axis=1)
    return found


def _counting(outcomes: Outcomes) -> npt.NDArray[np.float64]:
    """How sure the model is of each class that counts of a clip, (clips, classes); of others 0."""
    if outcomes.single:
        return outcomes.shares
    sure = np.where(outcomes.known, np.maximum(outcomes.shares, 1 - outcomes.shares), 0.0)
    wrong = (outcomes.said != outcomes.true) & outcomes.known
    return np.where(wrong.any(axis=1, keepdims=True) & ~wrong, 0.0, sure)


def _shows(outcomes: Outcomes, class_id: int) -> npt.NDArray[np.bool_]:
    if class_id not in outcomes.classes:
        return np.zeros(len(outcomes), np.bool_)
    at = outcomes.classes.index(class_id)
    shown: npt.NDArray[np.bool_] = outcomes.said[:, at] | outcomes.true[:, at]
    return shown

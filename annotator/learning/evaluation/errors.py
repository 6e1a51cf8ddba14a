"""Which labels are likely wrong, by a model that never learned from them: confident learning."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from annotator.learning.evaluation.outcomes import Floats, Outcomes


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A clip whose label is likely wrong.

    `row`: its place among the outcomes. `given`: the class that people said, `suggested` the one
    that the model says, by position; of several labels one of them is None: the label `given` is
    likely too much, or `suggested` is likely missing. `score`: how likely the model finds what it
    says, 0 to 1; `gap`: how much likelier than what people said, -1 to 1, by which they are ranked.
    """

    row: int
    given: int | None
    suggested: int | None
    score: float
    gap: float


def thresholds(truth: Floats, shares: Floats) -> Floats:
    """How likely the model finds each class where it holds, on the mean, (classes,); inf of none.

    A class that the model is modest about needs less to be believed. Northcutt et al., 2021, §3.1.
    """
    held = truth > 0.5
    count = held.sum(axis=0)
    total = np.where(held, shares, 0.0).sum(axis=0)
    return np.asarray(np.where(count > 0, total / np.maximum(count, 1), np.inf))


def suspicions(outcomes: Outcomes) -> list[Suspicion]:
    """The clips off the diagonal of the confident joint, the likeliest errors first.

    A clip counts as the likeliest of the classes that reach their threshold on it; it is suspicious
    where people said another. Of several labels each class is there or is not, and a clip is as
    suspicious as the worst of its classes; what nobody knows of it is left out.
    Only predictions out of fold, or of held-out clips, are evidence: the caller sees to that.
    Confident learning, ranked by normalized margin: Northcutt et al., 2021 (1911.00068).
    """
    find = _of_one if outcomes.single else _of_several
    return sorted(find(outcomes.truth, outcomes.shares), key=lambda one: (-one.gap, one.row))


def doubts(outcomes: Outcomes) -> Floats:
    """How much likelier than what people said something else is, (clips,), of every clip.

    -1 to 1; of one of which nobody said anything -1. By this clips are ranked that are not
    suspicious.
    """
    truth, shares = outcomes.truth, outcomes.shares
    if not outcomes.single:
        gaps = np.where(truth > 0.5, 1.0 - 2.0 * shares, 2.0 * shares - 1.0)
        return np.asarray(np.where(np.isnan(truth), -1.0, gaps).max(axis=1, initial=-1.0))
    said = truth > 0.5
    own = np.where(said, shares, 0.0).max(axis=1, initial=0.0)
    other = np.where(said, 0.0, shares).max(axis=1, initial=0.0)
    return np.asarray(np.where(said.any(axis=1), other - own, -1.0))


def _of_one(truth: Floats, shares: Floats) -> list[Suspicion]:
    if not truth.size:
        return []
    reached = shares >= thresholds(truth, shares)
    likeliest = np.where(reached, shares, -1.0).argmax(axis=1)
    given = np.nan_to_num(truth).argmax(axis=1)
    odd = reached.any(axis=1) & (truth > 0.5).any(axis=1) & (likeliest != given)
    return [
        Suspicion(
            row,
            int(given[row]),
            int(likeliest[row]),
            float(shares[row, likeliest[row]]),
            float(shares[row, likeliest[row]] - shares[row, given[row]]),
        )
        for row in np.flatnonzero(odd).tolist()
    ]


def _of_several(truth: Floats, shares: Floats) -> list[Suspicion]:
    worst: dict[int, Suspicion] = {}
    for at in range(truth.shape[1]):
        known = np.flatnonzero(~np.isnan(truth[:, at]))
        here = truth[known, at] > 0.5
        both = np.stack((1.0 - shares[known, at], shares[known, at]), axis=1)
        for one in _of_one(np.stack((~here, here), axis=1).astype(np.float64), both):
            row = int(known[one.row])
            given, suggested = (None, at) if one.suggested else (at, None)
            found = Suspicion(row, given, suggested, one.score, one.gap)
            worst[row] = max(worst.get(row, found), found, key=lambda known_: known_.gap)
    return list(worst.values())


def by_item(outcomes: Outcomes) -> Outcomes:
    """One row an item, in their first order: by what the model says of it as a whole, which of most
    models is the mean over its clips.

    A class holds for an item where it holds in any of its clips; it does not where it is known not
    to in all of them.
    """
    rows: dict[int, list[int]] = {}
    for row, (item_id, _, _) in enumerate(outcomes.places):
        rows.setdefault(item_id, []).append(row)
    if all(len(one) == 1 for one in rows.values()):
        return outcomes
    first = np.array([one[0] for one in rows.values()], np.int64)
    made = outcomes.at(first)
    truth = np.array([_any(outcomes.truth[one]) for one in rows.values()])
    means = [outcomes.shares[one].mean(axis=0) for one in rows.values()]
    shares = np.array(means) if made.wholes is None else made.wholes
    return Outcomes(made.classes, made.single, truth, shares, None, made.places, made.sources)


def _any(truth: npt.NDArray[np.float64]) -> Floats:
    held = (truth > 0.5).any(axis=0)
    open_ = np.isnan(truth).any(axis=0)
    return np.asarray(np.where(held, 1.0, np.where(open_, np.nan, 0.0)))

"""How far up the right answer stands: top-k, CMC, reciprocal rank, precision at k."""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]


def ranks(scores: Floats, relevant: Flags) -> Ints:
    """The place of each query's first right answer, from 1, (queries,).

    `scores`, `relevant`: (queries, answers). Queries without a right answer are left out. Of equal
    scores the answer that is listed first stands first, as where the likeliest class is taken.
    """
    asked = relevant.any(axis=1)
    order = np.argsort(-scores[asked], axis=1, kind="stable")
    ranked = np.take_along_axis(relevant[asked], order, axis=1)
    places: Ints = ranked.argmax(axis=1) + 1
    return places


def cmc(places: Ints, most: int) -> Floats:
    """The share of queries whose right answer is among the first k, for k from 1 to `most`.

    Of classes it is the top-k accuracy. NaN without queries. The cumulative match characteristic,
    Moon & Phillips, Perception 2001.
    """
    if not len(places):
        return np.full(most, np.nan)
    return np.array([(places <= k).mean() for k in range(1, most + 1)])


def reciprocal_rank(places: Ints) -> float | None:
    """The mean of one over the place of the first right answer, 0 to 1; None without queries.

    Voorhees, TREC-8 1999.
    """
    return float((1.0 / places).mean()) if len(places) else None


def precision_at(scores: Floats, relevant: Flags, k: int) -> float | None:
    """The mean share of right answers among each query's first k, 0 to 1.

    Fewer answers than k leave places empty, which are wrong. Queries without a right answer are
    left out; None if all are.
    """
    asked = relevant.any(axis=1)
    if not asked.any():
        return None
    order = np.argsort(-scores[asked], axis=1, kind="stable")[:, :k]
    found = np.take_along_axis(relevant[asked], order, axis=1).sum(axis=1)
    return float((found / k).mean())

"""Our strategies pick what the reference library's do, from the same numbers."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from skactiveml.classifier import SklearnClassifier
from skactiveml.pool import (
    Badge,
    CoreSet,
    GreedyBALD,
    MaxHerding,
    ProbCover,
    QueryByCommittee,
    UncertaintySampling,
)
from skactiveml.utils import MISSING_LABEL
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import normalize

from annotator.strategies.badge import BADGE
from annotator.strategies.balance import CHEAP, RARE
from annotator.strategies.committee import BALD, VOTES
from annotator.strategies.coverage import CORESET, COVERAGE, DOUBTFUL, HERDING, pure_radius
from annotator.strategies.pool import Floats, Pool, Strategy
from annotator.strategies.uncertainty import ENTROPY, LEAST_CONFIDENCE, MARGIN

LABELED, WAITING, CLASSES = 12, 60, 3


class Drawn:
    """Three overlapping clouds of points, twelve of them labeled, and what models say of them."""

    def __init__(self, seed: int) -> None:
        rng = np.random.default_rng(seed)
        kinds = rng.integers(0, CLASSES, LABELED + WAITING)
        kinds[:CLASSES] = np.arange(CLASSES)
        middles = 2 * rng.normal(size=(CLASSES, 5))
        self.vectors = middles[kinds] + rng.normal(size=(len(kinds), 5))
        self.labels = np.where(np.arange(len(kinds)) < LABELED, kinds.astype(float), MISSING_LABEL)
        self.model = self.fitted(rng, 0.0)
        self.members = [self.fitted(rng, 1.5) for _ in range(4)]

    def fitted(self, rng: np.random.Generator, noise: float) -> SklearnClassifier:
        """A model of the labels, seen through noise."""
        seen = self.vectors + noise * rng.normal(size=self.vectors.shape)
        kind = SklearnClassifier(LogisticRegression(), classes=list(range(CLASSES)))
        return kind.fit(seen, self.labels)

    @property
    def pool(self) -> Pool:
        """The same as a strategy of ours sees it."""
        waiting = self.vectors[LABELED:]
        return Pool(
            probabilities=self.model.predict_proba(waiting),
            vectors=waiting,
            labeled=self.vectors[:LABELED],
            sources=tuple(map(str, range(WAITING))),
            committee=np.stack([one.predict_proba(waiting) for one in self.members]),
        )


def best(strategy: Strategy, pool: Pool, count: int) -> list[int]:
    """The items that it would take first."""
    scores = strategy.score(pool, np.random.default_rng(0))
    return [int(index) for index in np.argsort(-scores, kind="stable")[:count]]


def uncertain(method: str) -> Callable[[Drawn], Floats]:
    """The library's score of each waiting item."""

    def score(drawn: Drawn) -> Floats:
        query = UncertaintySampling(method=method, random_state=0)
        return of(query.query(
            drawn.vectors, drawn.labels, drawn.model, fit_clf=False, return_utilities=True
        ))  # fmt: skip

    return score


def together(
    kind: type[GreedyBALD] | type[QueryByCommittee], **words: str
) -> Callable[[Drawn], Floats]:
    """The library's score of each waiting item by what several models say."""

    def score(drawn: Drawn) -> Floats:
        query = kind(random_state=0, **words)
        return of(query.query(
            drawn.vectors, drawn.labels, drawn.members, fit_ensemble=False, return_utilities=True
        ))  # fmt: skip

    return score


def of(told: tuple[NDArray[np.int64], Floats]) -> Floats:
    """The utilities of the waiting items, before any is taken."""
    return np.asarray(told[1][0, LABELED:])


SCORES: tuple[tuple[Strategy, Callable[[Drawn], Floats]], ...] = (
    (LEAST_CONFIDENCE, uncertain("least_confident")),
    (MARGIN, uncertain("margin_sampling")),
    (ENTROPY, uncertain("entropy")),
    (BALD, together(GreedyBALD)),
    (VOTES, together(QueryByCommittee, method="vote_entropy")),
)


@pytest.mark.parametrize(("strategy", "theirs"), SCORES, ids=lambda one: getattr(one, "name", ""))
@pytest.mark.parametrize("seed", range(3))
def test_scores_are_in_the_order_of_the_librarys(
    strategy: Strategy, theirs: Callable[[Drawn], Floats], seed: int
) -> None:
    drawn = Drawn(seed)

    ours = strategy.score(drawn.pool, np.random.default_rng(0))

    expected = theirs(drawn)
    factor = ours[expected.argmax()] / expected.max()
    if strategy is MARGIN:  # Theirs is 1 - margin as ours is; others differ by a constant factor.
        factor = 1.0
    np.testing.assert_allclose(ours, expected * factor, atol=1e-6)


@pytest.mark.filterwarnings("ignore:The maximum purity")  # of a radius that is given
@pytest.mark.parametrize("strategy", [CORESET, HERDING, COVERAGE], ids=lambda one: one.name)
@pytest.mark.parametrize("seed", range(3))
def test_none_of_the_librarys_would_gain_more_at_any_turn(strategy: Strategy, seed: int) -> None:
    drawn = Drawn(seed)
    pool = drawn.pool
    # The library finds its radius in steps, and among labeled points too.
    radius = pure_radius(normalize(pool.vectors), CLASSES, np.random.default_rng(0))
    query, seen = {
        CORESET: (CoreSet(random_state=0), drawn.vectors),
        HERDING: (MaxHerding(metric_dict={"gamma": 1.0}, random_state=0), drawn.vectors),
        COVERAGE: (ProbCover(deltas=[radius], random_state=0), normalize(drawn.vectors)),
    }[strategy]
    labels = drawn.labels.copy()

    for index in best(strategy, pool, 8):
        _, utilities = query.query(seen, labels, batch_size=1, return_utilities=True)
        assert utilities[0, LABELED + index] == pytest.approx(np.nanmax(utilities), abs=1e-9)
        labels[LABELED + index] = 0


@pytest.mark.parametrize("seed", range(3))
def test_what_moves_the_model_most_begins_as_in_the_library(seed: int) -> None:
    drawn = Drawn(seed)
    query = Badge(random_state=0)

    theirs, utilities = query.query(
        drawn.vectors, drawn.labels, drawn.model, fit_clf=False, batch_size=2, return_utilities=True
    )

    ours = best(BADGE, drawn.pool, 8)
    assert ours[0] == theirs[0] - LABELED
    # The second is drawn: any that is not the first may come, none twice.
    assert len(set(ours)) == 8
    assert all(utilities[1, LABELED + index] > 0 for index in ours[1:2])


def test_rare_classes_and_short_clips_come_first_among_equals() -> None:
    torn = np.array([[0.5, 0.5, 0.0], [0.0, 0.5, 0.5], [0.9, 0.1, 0.0]])
    pool = Pool(
        torn, np.zeros((3, 0)), np.zeros((0, 0)), ("a", "b", "c"),
        known=np.array([99.0, 9.0, 0.0]), seconds=np.array([2.0, 4.0, 2.0]),
    )  # fmt: skip
    rng = np.random.default_rng(0)

    np.testing.assert_allclose(RARE.score(pool, rng), [0.055, 0.55, 0.2 * 0.019])
    np.testing.assert_allclose(CHEAP.score(pool, rng), [1.0, 0.5, 0.2])


def test_a_large_pool_is_chosen_from_in_little_room() -> None:
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(30_000, 8))
    pool = Pool(np.zeros((30_000, 0)), vectors, vectors[:5], ("",) * 30_000)

    for strategy in (CORESET, COVERAGE, HERDING, DOUBTFUL):
        scores = strategy.score(pool, np.random.default_rng(0))
        assert np.unique(scores).size == 30_000

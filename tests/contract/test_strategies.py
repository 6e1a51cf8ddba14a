"""What every acquisition strategy promises, and the formulas behind each."""

from dataclasses import replace

import numpy as np
import pytest

from annotator.strategies.badge import BADGE
from annotator.strategies.chance import RANDOM
from annotator.strategies.clusters import kmeans
from annotator.strategies.committee import BALD, VOTES
from annotator.strategies.coverage import DOUBTFUL, HERDING
from annotator.strategies.diverse import DIVERSE
from annotator.strategies.mix import BATCH, FEWEST, Why, rank, score
from annotator.strategies.pool import Pool, Strategy
from annotator.strategies.registry import STRATEGIES
from annotator.strategies.uncertainty import ENTROPY, LEAST_CONFIDENCE, MARGIN


def make_pool(size: int = 7, classes: int = 3, sources: int = 7) -> Pool:
    """A pool of random items."""
    rng = np.random.default_rng(5)
    return Pool(
        probabilities=rng.dirichlet(np.ones(classes), size),
        vectors=rng.normal(size=(size, 4)),
        labeled=rng.normal(size=(2, 4)),
        sources=tuple(f"recording {index % sources}" for index in range(size)),
    )


@pytest.mark.parametrize("strategy", STRATEGIES, ids=lambda strategy: strategy.name)
def test_it_scores_every_item_the_same_way_twice(strategy: Strategy) -> None:
    first, second = (strategy.score(make_pool(), np.random.default_rng(1)) for _ in range(2))

    assert first.shape == (7,)
    assert np.isfinite(first).all()
    np.testing.assert_array_equal(first, second)


@pytest.mark.parametrize("strategy", STRATEGIES, ids=lambda strategy: strategy.name)
def test_it_bears_an_empty_pool_and_one_without_model_or_vectors(strategy: Strategy) -> None:
    empty = Pool(np.zeros((0, 3)), np.zeros((0, 4)), np.zeros((0, 4)), ())
    blind = Pool(np.zeros((3, 0)), np.zeros((3, 0)), np.zeros((0, 0)), ("a", "b", "c"))

    assert strategy.score(empty, np.random.default_rng(1)).shape == (0,)
    scores = strategy.score(blind, np.random.default_rng(1))
    assert scores.shape == (3,)
    assert np.isfinite(scores).all()


def test_names_are_unique() -> None:
    names = [strategy.name for strategy in STRATEGIES]

    assert len(set(names)) == len(names)


def test_uncertainty_is_what_the_papers_say() -> None:
    probabilities = np.array([[0.5, 0.3, 0.2], [1.0, 0.0, 0.0], [1 / 3, 1 / 3, 1 / 3]])
    pool = replace(make_pool(3), probabilities=probabilities)
    rng = np.random.default_rng(0)
    half = -(0.5 * np.log(0.5) + 0.3 * np.log(0.3) + 0.2 * np.log(0.2)) / np.log(3)

    np.testing.assert_allclose(LEAST_CONFIDENCE.score(pool, rng), [0.5, 0.0, 2 / 3])
    np.testing.assert_allclose(MARGIN.score(pool, rng), [0.8, 0.0, 1.0])
    np.testing.assert_allclose(ENTROPY.score(pool, rng), [half, 0.0, 1.0], atol=1e-9)


@pytest.mark.parametrize("strategy", [LEAST_CONFIDENCE, MARGIN, ENTROPY, BALD, VOTES, BADGE])
def test_doubt_about_a_single_class_is_even_on_both_sides(strategy: Strategy) -> None:
    said = np.array([[0.98], [0.02], [0.5]])
    members = np.stack([said, np.array([[0.98], [0.02], [0.1]])])
    pool = replace(make_pool(3), probabilities=said, vectors=np.ones((3, 2)), committee=members)

    scores = strategy.score(pool, np.random.default_rng(0))

    assert scores[2] == scores.max()
    if strategy is not BADGE:  # its scores are an order
        assert scores[0] == pytest.approx(scores[1])


def test_a_single_class_is_least_certain_at_one_half() -> None:
    pool = replace(make_pool(3), probabilities=np.array([[0.9], [0.5], [0.2]]))

    scores = MARGIN.score(pool, np.random.default_rng(0))

    np.testing.assert_allclose(scores, [0.2, 1.0, 0.4])


def test_chance_is_uniform() -> None:
    scores = RANDOM.score(make_pool(4000), np.random.default_rng(0))

    assert scores.min() >= 0
    assert scores.max() < 1
    assert abs(scores.mean() - 0.5) < 0.02


def test_diversity_takes_the_middle_of_each_unlabeled_group_first() -> None:
    rng = np.random.default_rng(3)
    middles = np.array([[0.0, 0.0], [50.0, 0.0], [0.0, 50.0]])
    vectors = np.vstack([middle + rng.normal(scale=0.1, size=(30, 2)) for middle in middles])
    labeled = middles[:1] + rng.normal(scale=0.1, size=(40, 2))
    pool = Pool(np.zeros((90, 0)), vectors, labeled, tuple(map(str, range(90))))

    order = np.argsort(-DIVERSE.score(pool, np.random.default_rng(0)))

    assert {int(index) // 30 for index in order[:4]} == {1, 2}


def test_clusters_find_separate_groups() -> None:
    rng = np.random.default_rng(3)
    vectors = np.vstack([rng.normal(scale=0.1, size=(9, 2)) + 9 * place for place in range(3)])

    groups = kmeans(vectors, 3, rng)

    assert [len(set(groups[start : start + 9])) for start in (0, 9, 18)] == [1, 1, 1]
    assert len(set(groups)) == 3


def test_clusters_bear_equal_vectors() -> None:
    assert set(kmeans(np.zeros((5, 2)), 3, np.random.default_rng(0))) == {0}


def test_the_queue_has_every_item_once_and_a_tenth_by_chance() -> None:
    picks = rank(make_pool(95), np.random.default_rng(2))

    assert sorted(pick.index for pick in picks) == list(range(95))
    for start in range(0, 95, BATCH):
        batch = picks[start : start + BATCH]
        assert sum(pick.why is Why.AUDIT for pick in batch) == 1
        assert all((pick.score is None) == (pick.why is Why.AUDIT) for pick in batch)


def test_chance_takes_nothing_of_a_pool_too_small_for_a_tenth() -> None:
    def audits(size: int, drawn: tuple[int, ...] = ()) -> set[int]:
        picks = rank(make_pool(size), np.random.default_rng(2), drawn=drawn)
        assert sorted(pick.index for pick in picks) == list(range(size))
        return {pick.index for pick in picks if pick.why is Why.AUDIT}

    assert [len(audits(size)) for size in (1, 2, FEWEST - 1, FEWEST)] == [0, 0, 0, 1]
    assert audits(3, drawn=(0, 2)) == {0, 2}
    assert audits(11, drawn=(0, 2)) == {0, 2}
    empty = Pool(np.zeros((0, 2)), np.zeros((0, 0)), np.zeros((0, 0)), ())
    assert rank(empty, np.random.default_rng(0)) == ()


def test_what_chance_drew_before_is_drawn_again_and_nothing_else_while_it_lasts() -> None:
    picks = rank(make_pool(30), np.random.default_rng(2), drawn=[4, 11, 20])

    assert {pick.index for pick in picks if pick.why is Why.AUDIT} == {4, 11, 20}
    assert sorted(pick.index for pick in picks) == list(range(30))


def test_uncertain_items_come_first() -> None:
    pool = replace(make_pool(200, sources=200), vectors=np.zeros((200, 0)))

    picks = rank(pool, np.random.default_rng(2))

    scores = [pick.score for pick in picks if pick.score is not None]
    assert scores == sorted(scores, reverse=True)


def test_a_batch_keeps_recordings_apart_while_it_can() -> None:
    pool = make_pool(100, sources=20)

    batch = rank(pool, np.random.default_rng(4))[:BATCH]

    chosen = [pool.sources[pick.index] for pick in batch if pick.why is not Why.AUDIT]
    assert len(set(chosen)) == len(chosen)


def test_chance_draws_do_not_lean_towards_doubt() -> None:
    pool = replace(make_pool(40), vectors=np.zeros((40, 0)))
    drawn = [
        next(
            pick.index for pick in rank(pool, np.random.default_rng(seed)) if pick.why is Why.AUDIT
        )
        for seed in range(2000)
    ]

    counts = np.bincount(drawn, minlength=40)
    assert counts.min() > 20


def test_what_chance_drew_before_is_not_searched_once_for_each_item() -> None:
    class Searched(list[int]):
        def __contains__(self, one: object) -> bool:
            raise AssertionError("a search through all draws")

    picks = rank(make_pool(), np.random.default_rng(1), drawn=Searched([2]))

    assert [pick.index for pick in picks if pick.why is Why.AUDIT] == [2]


def test_an_item_is_worth_the_doubt_that_it_stands_for() -> None:
    pool = make_pool(40)
    unit = pool.vectors / np.linalg.norm(pool.vectors, axis=1, keepdims=True)
    known = pool.labeled / np.linalg.norm(pool.labeled, axis=1, keepdims=True)
    doubt = MARGIN.score(pool, np.random.default_rng(0))

    def covered(chosen: list[int]) -> float:
        centers = np.vstack([known, unit[chosen]])
        apart = ((unit[:, None] - centers[None]) ** 2).sum(axis=2)
        return float(doubt @ np.exp(-apart.min(axis=1)))

    order = np.argsort(-DOUBTFUL.score(pool, np.random.default_rng(0)), kind="stable").tolist()

    for count in range(6):
        others = [covered([*order[:count], index]) for index in order[count:]]
        assert others[0] == pytest.approx(max(others))


def test_where_all_is_doubtful_alike_the_order_is_of_what_stands_for_most() -> None:
    torn = replace(make_pool(40), probabilities=np.full((40, 3), 1 / 3))
    certain = replace(torn, probabilities=np.eye(3)[np.zeros(40, int)])

    for pool in (torn, certain):
        doubtful = DOUBTFUL.score(pool, np.random.default_rng(1))
        np.testing.assert_array_equal(doubtful, HERDING.score(pool, np.random.default_rng(1)))


def test_what_a_model_is_sure_of_stands_for_nothing() -> None:
    rng = np.random.default_rng(3)
    vectors = np.repeat(np.eye(2), [90, 10], axis=0) + 0.01 * rng.normal(size=(100, 2))
    said = np.repeat([[1.0, 0.0], [0.6, 0.4]], [90, 10], axis=0)
    pool = Pool(said, vectors, np.zeros((0, 2)), tuple(map(str, range(100))))

    doubtful, typical = (
        int(one.score(pool, np.random.default_rng(1)).argmax()) for one in (DOUBTFUL, HERDING)
    )

    assert typical < 90 <= doubtful


def test_what_chance_drew_stands_for_nothing() -> None:
    # Two far apart groups; of the smaller one chance drew the middle, which would stand for it.
    vectors = np.repeat(np.eye(2), [60, 30], axis=0)
    vectors[60:] += 0.02 * np.random.default_rng(3).normal(size=(30, 2))
    pool = Pool(np.zeros((90, 0)), vectors, np.eye(2)[:1], tuple(map(str, range(90))))
    best = int(score(pool, np.random.default_rng(1)).scores.argmax())

    picks = rank(pool, np.random.default_rng(1), drawn=[best])

    first = next(pick for pick in picks if pick.why is Why.DIVERSE)
    assert best >= 60
    assert first.index >= 60
    assert next(pick.why for pick in picks if pick.index == best) is Why.AUDIT


@pytest.mark.parametrize("seed", range(5))
def test_of_a_large_pool_what_is_doubtful_is_drawn_first(seed: int) -> None:
    vectors = -np.abs(np.random.default_rng(3).normal(size=(40_000, 4)))
    said = np.tile([1.0, 0.0], (40_000, 1))
    vectors[30_000:30_002], said[30_000:30_002] = 1.0, [0.5, 0.5]
    pool = Pool(said, vectors, np.zeros((0, 4)), ("",) * 40_000)

    first = int(DOUBTFUL.score(pool, np.random.default_rng(seed)).argmax())

    # Of a uniform sample of the pool both would be missing more often than not.
    assert first in (30_000, 30_001)


@pytest.mark.parametrize(
    ("classes", "why", "strategy"),
    [(3, Why.UNCERTAIN, DOUBTFUL), (0, Why.DIVERSE, HERDING)],
)
def test_the_default_order_is_of_what_stands_for_doubt_once_there_is_a_model(
    classes: int, why: Why, strategy: Strategy
) -> None:
    pool = make_pool(40)
    pool = replace(pool, probabilities=pool.probabilities[:, :classes])

    found = score(pool, np.random.default_rng(1))

    assert found.why is why
    np.testing.assert_array_equal(found.scores, strategy.score(pool, np.random.default_rng(1)))


def test_before_any_model_the_order_is_of_what_stands_for_most_or_what_there_was() -> None:
    silent = replace(make_pool(), probabilities=np.zeros((7, 0)))
    blind = replace(silent, vectors=np.zeros((7, 0)), labeled=np.zeros((0, 0)))

    assert score(silent, np.random.default_rng(1)).why is Why.DIVERSE
    unseen = rank(blind, np.random.default_rng(1))
    assert [pick.index for pick in unseen] == list(range(7))
    assert {pick.why for pick in unseen} == {Why.UNSEEN}


def test_a_cold_start_keeps_its_order_but_for_chance_draws_and_recordings() -> None:
    pool = replace(make_pool(60, sources=60), probabilities=np.zeros((60, 0)))

    picks = rank(pool, np.random.default_rng(1))

    drawn = [pick.index for pick in picks if pick.why is Why.AUDIT]
    assert sum(pick.why is Why.AUDIT for pick in picks[:30]) == 3
    rest = np.setdiff1d(np.arange(60), drawn)
    scores = HERDING.score(pool.take(rest), np.random.default_rng(1))
    order = rest[np.argsort(-scores, kind="stable")]
    assert [pick.index for pick in picks if pick.why is Why.DIVERSE] == order.tolist()

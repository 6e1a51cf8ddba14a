"""What a lead may choose to order queues by: each gives an order, and says why."""

from dataclasses import replace

import numpy as np
import pytest

from annotator.strategies.chance import RANDOM
from annotator.strategies.coverage import CANDIDATES
from annotator.strategies.diverse import DIVERSE
from annotator.strategies.mix import TEXTS, Why, rank, reason, score, why
from annotator.strategies.pool import Need, Pool, Strategy
from annotator.strategies.registry import DEFAULT, NAMES, STRATEGIES, chosen


def make_pool(size: int) -> Pool:
    """A pool of random items of three classes, each of a recording of its own."""
    rng = np.random.default_rng(5)
    return Pool(
        probabilities=rng.dirichlet(np.ones(3), size),
        vectors=rng.normal(size=(size, 4)),
        labeled=rng.normal(size=(2, 4)),
        sources=tuple(f"recording {index}" for index in range(size)),
    )


@pytest.mark.row("L19", "Active learning")
@pytest.mark.parametrize("strategy", STRATEGIES, ids=lambda strategy: strategy.name)
def test_each_can_be_chosen_and_says_why_its_clips_come_first(strategy: Strategy) -> None:
    pool, names = make_pool(40), ("walk", "run", "jump")
    assert chosen(strategy.name) is strategy

    picks = rank(pool, np.random.default_rng(1), strategy=strategy)

    assert sorted(pick.index for pick in picks) == list(range(40))
    # Chance keeps its tenth, whatever is chosen.
    assert sum(pick.why is Why.AUDIT for pick in picks) == 4
    found = [pick for pick in picks if pick.why is not Why.AUDIT]
    told = {
        reason(pick, pool.probabilities[pick.index].tolist(), names, strategy)["text"].split(":")[0]
        for pick in found
    }
    assert told == {TEXTS[Why.CHANCE].split(":")[0] if strategy is RANDOM else strategy.reason}
    assert strategy.summary.endswith(".")
    assert set(strategy.needs) <= set(Need)


@pytest.mark.parametrize("strategy", STRATEGIES, ids=lambda strategy: strategy.name)
def test_one_with_nothing_to_go_by_leaves_the_order_to_the_default(strategy: Strategy) -> None:
    full = make_pool(40)
    blind = replace(full, vectors=np.zeros((40, 0)), labeled=np.zeros((0, 0)))
    new = replace(full, probabilities=np.zeros((40, 0)))

    for pool in (blind, new, replace(blind, probabilities=np.zeros((40, 0)))):
        found = score(pool, np.random.default_rng(1), strategy)
        default = score(pool, np.random.default_rng(1))
        if not strategy.fits(pool):
            assert found.why is default.why
            np.testing.assert_array_equal(found.scores, default.scores)
        else:
            assert found.why is why(strategy)


def test_an_unknown_name_is_the_default() -> None:
    assert chosen(DEFAULT) is None
    assert chosen("of a later version") is None
    assert len(NAMES) == len(set(NAMES)) == len(STRATEGIES) + 1
    assert max(map(len, NAMES)) <= 20


def test_a_large_pool_is_looked_at_by_a_sample_of_itself() -> None:
    rng = np.random.default_rng(1)
    size = CANDIDATES + 50
    pool = Pool(np.zeros((size, 0)), rng.normal(size=(size, 3)), np.zeros((0, 3)), ("a",) * size)

    scores = DIVERSE.score(pool, rng)

    assert len(np.unique(scores)) == size
    assert scores.max() == 1.0

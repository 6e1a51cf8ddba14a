"""Chance among what is handed out: one in ten, though the order is made anew after each label."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.strategies.mix import BATCH, Pick, Why, interleaved, rank
from annotator.strategies.pool import Pool

SIZE, LABELS = 300, 200


def labeled(seed: int, *, keeps: bool) -> list[tuple[bool, float]]:
    """Of 200 clips labeled one after the other whether chance drew each, and how high it stood.

    The order is made anew after each; with `keeps`, what was drawn stays drawn.
    """
    rng = np.random.default_rng(seed)
    useful = rng.random(SIZE)
    left, drawn, found = list(range(SIZE)), set[int](), []
    for number in range(LABELS):
        pool = Pool(
            probabilities=np.column_stack([useful[left], 1 - useful[left]]),
            vectors=np.zeros((len(left), 0)),
            labeled=np.zeros((0, 0)),
            sources=tuple(f"recording {one}" for one in left),
        )
        before = [at for at, one in enumerate(left) if one in drawn]
        picks = rank(pool, rng, drawn=before, count=20)
        lots = [one for one in picks if one.why is Why.AUDIT]
        best = [one for one in picks if one.why is not Why.AUDIT]
        drawn |= {left[one.index] for one in lots} if keeps else set()
        first: Pick = interleaved(best, lots, begun=number, seed=(seed,))[0]
        doubt = -np.abs(useful[left] - 0.5)
        height = float((doubt < doubt[first.index]).mean())
        found.append((first.why is Why.AUDIT, height))
        left.pop(first.index)
    return found


@pytest.mark.parametrize("keeps", [False, True])
def test_each_ten_clips_hold_one_draw_at_a_place_that_nobody_can_learn(keeps: bool) -> None:
    is_lot = [lot for lot, _ in labeled(1, keeps=keeps)]

    tens = [is_lot[at : at + BATCH] for at in range(0, LABELS, BATCH)]
    assert [sum(ten) for ten in tens] == [1] * len(tens)
    assert 0.08 < sum(is_lot) / LABELS < 0.12
    assert len({ten.index(True) for ten in tens}) > BATCH // 2


def test_what_chance_draws_is_uniform_over_the_pool() -> None:
    heights = [at for seed in range(12) for lot, at in labeled(seed, keeps=False) if lot]

    counts, _ = np.histogram(heights, bins=5, range=(0.0, 1.0))
    expected = len(heights) / 5
    # Chi-squared with four degrees of freedom is above this once in a thousand times.
    assert float(((counts - expected) ** 2 / expected).sum()) < 18.5


@given(
    best=st.integers(0, 60), lots=st.integers(0, 30), begun=st.integers(0, 1000),
    seed=st.integers(0, 99),
)  # fmt: skip
def test_nothing_is_lost_and_both_keep_their_order(
    best: int, lots: int, begun: int, seed: int
) -> None:
    good, chance = list(range(best)), list(range(1_000, 1_000 + lots))

    order = interleaved(good, chance, begun=begun, seed=(seed,))

    assert [one for one in order if one < 1_000] == good
    assert [one for one in order if one >= 1_000] == chance


@given(begun=st.integers(0, 100), seed=st.integers(0, 99))
def test_an_order_made_anew_goes_on_where_the_one_before_was(begun: int, seed: int) -> None:
    def places(at: int) -> list[int]:
        order = interleaved(range(90), range(1_000, 1_010), begun=at, seed=(seed,))
        return [at + place for place, one in enumerate(order) if one >= 1_000]

    now, then = places(begun), places(begun + 1)
    if now[0] == begun:
        now = now[1:]
    assert now[:8] == then[:8]
    assert all(late // BATCH == early // BATCH + 1 for early, late in pairwise(now))

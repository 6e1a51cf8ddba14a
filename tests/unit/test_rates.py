"""One rate for many videos, and where an item is cut."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from annotator import cuts, rates
from annotator.refusal import Refusal

LENGTHS = some.lists(some.integers(10, 10**7).map(lambda ms: Fraction(ms, 1000)), min_size=1)


@pytest.mark.row("P06", "Fewer FPS, more videos (budget advice)")
def test_ten_clips_of_ten_seconds_share_three_hundred_frames() -> None:
    found = rates.plan([Fraction(10)] * 10, 300)

    assert found.rate == 3
    assert found.frames == (30,) * 10


def test_a_budget_that_long_videos_would_eat_is_spread_over_minutes() -> None:
    found = rates.plan([Fraction(3600), Fraction(10)], 400)

    assert found.rate == Fraction(1, 10)
    assert found.frames == (360, 1)


@given(LENGTHS, some.integers(1, 100_000))
def test_the_highest_rate_that_fits_is_proposed(seconds: list[Fraction], budget: int) -> None:
    try:
        found = rates.plan(seconds, budget)
    except Refusal:
        assert sum(-(-one // 60) for one in seconds) > budget
        return

    assert found.total <= budget
    assert min(found.frames) >= 1
    faster = rates.RATES[: rates.RATES.index(found.rate)]
    assert all(sum(-int(-one * rate // 1) for one in seconds) > budget for rate in faster[-1:])


@pytest.mark.parametrize(("seconds", "budget"), [([], 10), ([Fraction(0)], 10), ([Fraction(1)], 0)])
def test_what_cannot_be_planned_is_refused(seconds: list[Fraction], budget: int) -> None:
    with pytest.raises(Refusal):
        rates.plan(seconds, budget)


@given(some.integers(1, 4_000), some.integers(1, 5_000))
def test_even_parts_are_the_whole(frames: int, length: int) -> None:
    parts = cuts.evenly(frames, length)

    assert [frame for start, end in parts for frame in range(start, end)] == list(range(frames))
    assert all(end - start == length for start, end in parts[:-1])


@given(some.integers(1, 4_000), some.lists(some.integers(-5, 5_000), max_size=20))
def test_parts_between_boundaries_are_the_whole(frames: int, boundaries: list[int]) -> None:
    parts = cuts.at(frames, boundaries)

    assert [frame for start, end in parts for frame in range(start, end)] == list(range(frames))
    assert {start for start, _ in parts[1:]} == {one for one in boundaries if 0 < one < frames}


def test_parts_by_hand_come_in_order_and_may_leave_gaps() -> None:
    assert cuts.by_hand(100, [[50, 60], [0, 10], [10, 20]]) == [(0, 10), (10, 20), (50, 60)]


@pytest.mark.parametrize("ranges", [[], [[5, 5]], [[5, 4]], [[0, 101]], [[0, 10], [9, 12]], [[1]]])
def test_parts_that_overlap_or_leave_the_item_are_refused(ranges: list[list[int]]) -> None:
    with pytest.raises(Refusal):
        cuts.by_hand(100, ranges)


def test_too_many_parts_are_refused() -> None:
    with pytest.raises(Refusal, match="at most"):
        cuts.evenly(cuts.MOST + 1, 1)
    with pytest.raises(Refusal, match="at least one frame"):
        cuts.evenly(10, 0)


def test_a_frame_that_shows_the_same_again_is_no_part() -> None:
    assert cuts.frame_by_frame([0, 3, 3, 6]) == [(0, 1), (1, 2), (3, 4)]

"""How many clips of a round people check, and what comes of it."""

from fractions import Fraction
from math import comb

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta, hypergeom

from annotator.learning import checks
from annotator.learning.checks import SOUND, SPOILED, Precision, When, asked, drawn, enough
from annotator.learning.holdouts import AUDIT, TEST
from annotator.learning.intervals import exact

SIZES = (30, 60, 120, 1_000)


def passes(size: int, wrong: int) -> float:
    """How likely a round of which so many are wrong passes, by the hypergeometric law."""
    count = asked(size)
    return sum(
        float(hypergeom.pmf(one, size, wrong, count))
        for one in range(count + 1)
        if checks.precision(count - one, count, size).is_enough
    )


@pytest.mark.row("L06", "Pseudo-labels")
@pytest.mark.parametrize("size", SIZES)
def test_a_round_with_three_of_ten_wrong_is_refused_thirty_nine_times_of_forty(size: int) -> None:
    assert passes(size, round(SPOILED * size)) <= 1 / 40


@pytest.mark.parametrize("size", SIZES)
def test_a_round_with_one_of_twenty_wrong_passes_nine_times_of_ten(size: int) -> None:
    assert passes(size, int(SOUND * size)) >= 0.9


@pytest.mark.row("L06", "Pseudo-labels")
@pytest.mark.parametrize("seed", range(5))
def test_drawn_as_the_product_draws_spoiled_rounds_are_refused_and_sound_ones_kept(
    seed: int,
) -> None:
    rng = np.random.default_rng(seed)
    kept = {}
    for share in (SPOILED, SOUND):
        items = rng.permutation(200)
        wrong = set(items[: round(share * 200)].tolist())
        kept[share] = 0
        for _ in range(200):
            some = drawn(items.tolist(), asked(200), rng)
            right = sum(one not in wrong for one in some)
            kept[share] += checks.precision(right, len(some), 200).is_enough

    assert kept[SPOILED] <= 10
    assert kept[SOUND] >= 175


def test_no_smaller_check_would_tell_the_two_apart() -> None:
    def tells(count: int) -> bool:
        may = count // 10
        spoiled, sound = (
            sum(comb(count, one) * p**one * (1 - p) ** (count - one) for one in range(may + 1))
            for p in (Fraction(3, 10), Fraction(1, 20))
        )
        return spoiled <= Fraction(1, 40) and sound >= Fraction(9, 10)

    assert [count for count in range(1, enough() + 1) if tells(count)] == [enough()]


@given(st.integers(1, 400), st.data())
def test_no_round_is_asked_for_more_clips_than_it_has(size: int, data: st.DataObject) -> None:
    ids = data.draw(st.lists(st.integers(1, 10**9), min_size=size, max_size=size, unique=True))

    some = drawn(ids, asked(size), np.random.default_rng(size))

    assert len(some) == len(set(some)) == min(size, enough())
    assert set(some) <= set(ids)
    assert some == sorted(some)


def test_each_clip_is_drawn_as_often_as_any_other() -> None:
    rng, often = np.random.default_rng(1), dict.fromkeys(range(40), 0)
    for _ in range(4_000):
        for one in drawn(range(40), enough(), rng):
            often[one] += 1

    # Five deviations of the binomial law.
    mean = 4_000 * enough() / 40
    assert max(abs(one - mean) for one in often.values()) < 5 * (mean * (1 - enough() / 40)) ** 0.5


@given(st.integers(1, 60), st.data())
def test_the_interval_holds_the_truth_as_often_as_it_says(size: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(1, size))
    held = data.draw(st.integers(0, size))

    found = 0.0
    for right in range(count + 1):
        low, high = exact(right, count, size) if _may(right, count, held, size) else (1.0, 0.0)
        if low <= held / size <= high:
            found += float(hypergeom.pmf(right, size, held, count))

    assert found >= 0.95 - 1e-9


def _may(right: int, count: int, held: int, size: int) -> bool:
    return right <= held and count - right <= size - held


@given(st.integers(1, 200), st.data())
def test_the_interval_holds_what_was_found_and_closes_when_all_was_checked(
    size: int, data: st.DataObject
) -> None:
    count = data.draw(st.integers(1, size))
    right = data.draw(st.integers(0, count))

    low, high = exact(right, count, size)

    assert 0 <= low <= high <= 1
    # No fewer are right than were found, and no more than were not found wrong.
    assert low >= right / size
    assert high <= (size - (count - right)) / size
    assert exact(right, count, count) == (right / count, right / count)


@pytest.mark.parametrize("right", range(23))
def test_of_very_many_it_is_that_of_clopper_and_pearson(right: int) -> None:
    low = beta.ppf(0.025, right, 23 - right) if right else 0
    high = beta.ppf(0.975, right + 1, 22 - right) if right < 22 else 1

    assert exact(right, 22, 1_000_000) == pytest.approx((low, high), abs=1e-4)


def test_without_a_check_nothing_is_known_and_nothing_passes() -> None:
    found = checks.precision(0, 0, 40)

    assert (found.low, found.high, found.is_enough) == (0.0, 1.0, False)


@given(st.integers(1, 300), st.data())
def test_one_more_that_is_right_never_refuses_a_round(size: int, data: st.DataObject) -> None:
    count = asked(size)
    right = data.draw(st.integers(0, count - 1))

    if checks.precision(right, count, size).is_enough:
        assert checks.precision(right + 1, count, size).is_enough


def test_a_verdict_says_the_numbers() -> None:
    kept, why = checks.precision(21, 22, 200).verdict()
    assert (kept, "right in 21 of 22 clips of 200 (78 to 100 %)" in why) == (True, True)

    kept, why = Precision(15, 22, 200, 0.48, 0.84).verdict()
    assert (kept, why.startswith("Refused: too many")) == (False, True)
    assert "At least 20 must be" in why


@pytest.mark.parametrize(
    ("when", "kind", "items", "wanted"),
    [
        (When.FEW, AUDIT, 59, True),
        (When.FEW, AUDIT, 60, False),
        (When.FEW, TEST, 500, True),
        (When.ALWAYS, AUDIT, 500, True),
        (When.NEVER, TEST, 20, False),
    ],
)
def test_few_judges_want_a_check(when: When, kind: str, items: int, wanted: bool) -> None:
    assert checks.wanted(when, kind, items) is wanted

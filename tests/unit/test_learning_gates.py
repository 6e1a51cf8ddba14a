"""Which predictions are believed, and for how long."""

import numpy as np
import numpy.typing as npt
import pytest

from annotator.learning.changes import Change
from annotator.learning.gates import (
    Candidate,
    Gate,
    accept,
    gates,
    keeps,
    quota,
    read,
    taken,
    threshold,
    unsure,
)
from annotator.learning.intervals import bootstrap, lower_bound, wilson

Floats = npt.NDArray[np.float64]


def test_twenty_five_without_error_are_just_enough() -> None:
    assert lower_bound(25, 25) >= 0.90 > lower_bound(24, 24)


def test_the_interval_is_wilsons() -> None:
    low, high = wilson(8, 10)

    assert (low, high) == pytest.approx((0.4902, 0.9433), abs=1e-4)
    assert wilson(0, 0) == (0.0, 1.0)


def test_the_threshold_is_the_smallest_that_holds() -> None:
    confidences = np.linspace(0.99, 0.5, 50)
    correct = np.arange(50) < 40

    found = threshold(confidences, correct)

    assert found is not None
    least, accepted, right = found
    assert lower_bound(right, accepted) >= 0.9
    assert confidences[accepted - 1] == least
    assert lower_bound(min(accepted + 1, 40), accepted + 1) < 0.9
    assert threshold(confidences[:24], correct[:24]) is None


def test_a_class_with_too_few_is_judged_with_all_and_capped() -> None:
    predicted = np.array([0] * 40 + [1] * 5)
    confidences = np.linspace(0.99, 0.9, 45)

    first, second = gates((7, 8), predicted, confidences, np.ones(45, bool))

    assert (first.pooled, first.cap) == (False, None)
    assert (second.pooled, second.cap) == (True, 5)
    assert second.accepted == 45
    assert (first.checked, second.checked) == (40, 45)
    assert read(first.shown()) == first


def test_an_item_is_taken_for_its_mean_where_two_clips_agree() -> None:
    sure, torn = np.array([[0.9, 0.1], [0.8, 0.2], [0.4, 0.6]]), np.array([[1.0, 0.0], [0.4, 0.6]])

    several = np.array([[0.9, 0.9, 0.1], [0.6, 0.3, 0.2]])

    def of_the_mean(clips: Floats, *, single: bool = True) -> list[tuple[int, float]]:
        return taken(clips, clips.mean(axis=0), single=single)

    ((at, confidence),) = of_the_mean(sure)

    assert at == 0
    assert confidence == pytest.approx(0.7)
    assert of_the_mean(torn) == []
    assert of_the_mean(sure[:1]) == [(0, 0.9)]
    assert of_the_mean(several, single=False) == [(0, 0.75)]


def test_an_item_is_taken_for_what_is_said_of_it_as_a_whole() -> None:
    """Of a long video few parts show what it is labeled by."""
    parts = np.array([[0.9, 0.1]] * 2 + [[0.1, 0.9]] * 18)

    assert taken(parts, np.array([0.8, 0.2]), single=True) == [(0, 0.8)]
    assert taken(parts[1:], np.array([0.8, 0.2]), single=True) == []


@pytest.mark.parametrize(("count", "told"), [(1, "on 1 validation clip;"), (12, "12 validation")])
def test_nothing_to_take_says_how_many_were_checked_and_how_many_are_needed(
    count: int, told: str
) -> None:
    believed = gates((7, 8), np.zeros(count, int), np.full(count, 0.9), np.ones(count, bool))

    said = unsure("Model 3", believed)

    assert told in said
    assert "at least 25 are needed" in said


@pytest.mark.row("L06", "Pseudo-labels")
def test_no_class_takes_more_than_twice_the_median() -> None:
    believed = [Gate(one, 0.8, 30, 1.0, (0.9, 1.0)) for one in (1, 2, 3)]
    pool = [Candidate(at, 1, 0.95) for at in range(100)]
    pool += [Candidate(100 + at, 2, 0.9) for at in range(10)]
    pool += [Candidate(200 + at, 3, 0.85) for at in range(4)] + [Candidate(300, 3, 0.7)]

    taken = accept(pool, believed)

    assert [sum(one.class_id == at for one in taken) for at in (1, 2, 3)] == [20, 10, 4]
    assert quota({1: 100, 2: 10, 3: 4}, share=0.5) == {1: 10, 2: 5, 3: 2}
    assert accept(pool, [Gate(1, None, 0, None, (0.0, 1.0))]) == []


@pytest.mark.parametrize(
    ("after", "low", "may_stay"),
    [(0.79, -0.05, True), (0.789, -0.02, False), (0.81, -0.051, False), (0.95, 0.04, True)],
)
def test_a_round_may_cost_one_point_and_five_by_bad_luck(
    after: float, low: float, may_stay: bool
) -> None:
    assert keeps(Change(0.80, after, low, 0.2)) is may_stay


def test_drawing_sources_is_more_careful_than_drawing_clips() -> None:
    values = np.repeat([1.0, 0.0], 50)

    low, high = bootstrap(values, ["a"] * 50 + ["b"] * 50, np.random.default_rng(0))
    near, far = bootstrap(values, [str(at) for at in range(100)], np.random.default_rng(0))

    assert (low, high) == (0.0, 1.0)
    assert 0.38 < near < 0.5 < far < 0.62


@pytest.mark.parametrize(("right", "expected"), [(1.0, wilson(4, 4)), (0.0, wilson(0, 4))])
def test_all_right_on_few_sources_is_no_certainty(
    right: float, expected: tuple[float, float]
) -> None:
    sources = [source for source in "abcd" for _ in range(25)]

    found = bootstrap(np.full(100, right), sources, np.random.default_rng(0))

    assert found == pytest.approx(expected)
    assert found[1] - found[0] > 0.4


def test_one_source_says_little_however_many_clips_it_has() -> None:
    values = np.repeat([1.0, 0.0], [90, 10])

    low, high = bootstrap(values, ["a"] * 100, np.random.default_rng(0))

    assert low < 0.3
    assert high > 0.95

"""Two models on the same clips."""

from math import comb

import numpy as np
import numpy.typing as npt
import pytest
from sklearn.metrics import cohen_kappa_score

from annotator.learning.evaluation import agreement, paired
from annotator.learning.evaluation.drawing import Draws
from annotator.learning.evaluation.figures import FIGURES, value
from annotator.learning.evaluation.outcomes import Outcomes
from annotator.learning.evaluation.whole import comparison, evaluation
from annotator.refusal import Code, Refusal
from testkit.outcomes import by_hand, random

ACCURACY = FIGURES[:1]


def drawings(clips: Outcomes, seed: int = 0) -> Draws:
    return Draws(clips.sources, np.random.default_rng(seed), 300)


@pytest.mark.parametrize(("one", "other"), [(0, 0), (3, 3), (1, 9), (12, 4), (40, 61), (900, 1100)])
def test_the_sign_test_counts_throws_of_a_coin(one: int, other: int) -> None:
    total = one + other
    ways = sum(comb(total, k) for k in range(min(one, other) + 1))
    expected = min(1.0, 2 * ways / 2**total)

    assert paired.sign_test(one, other) == pytest.approx(expected, rel=1e-9)


def test_a_model_does_not_differ_from_itself() -> None:
    clips = random(1)

    for row in paired.differences(clips, clips, drawings(clips)):
        assert (row.difference, row.interval, row.p) == (0, (0, 0), 1)
    assert paired.mcnemar(clips, clips) == ([], [], 1.0)


def test_a_better_model_is_found_and_so_is_the_worse_one() -> None:
    worse, better = random(3, clips=400, sources=80), random(3, clips=400, sources=80, skill=3)

    (gain,) = paired.differences(worse, better, drawings(worse), ACCURACY)
    (loss,) = paired.differences(better, worse, drawings(worse), ACCURACY)

    assert gain.interval is not None
    assert gain.p is not None
    assert gain.interval[0] > 0
    assert gain.p < 0.01
    assert gain.difference == pytest.approx(-(loss.difference or 0))
    fixed, broken, p = paired.mcnemar(worse, better)
    assert len(fixed) > len(broken)
    assert p < 0.01
    assert (len(fixed) - len(broken)) / 400 == pytest.approx(gain.difference)


def test_luck_alone_is_rarely_called_a_difference() -> None:
    """Two models of equal skill: p below .05 in about a twentieth of the pairs."""
    called = 0
    for seed in range(100):
        first, second = (random(one, clips=90, sources=30) for one in (seed, 1_000 + seed))
        second = by_hand(first.truth, _of(second, first), first.sources)
        (row,) = paired.differences(first, second, drawings(first, seed), ACCURACY)
        assert row.p is not None
        called += row.p < 0.05

    assert called <= 12


def _of(other: Outcomes, like: Outcomes) -> npt.NDArray[np.float64]:
    """As skilled probabilities for the clips of `like`: the truth leads as it does in its own."""
    noise = np.log(other.shares) - other.truth
    logits = noise + like.truth
    shares = np.exp(logits)
    return np.asarray(shares / shares.sum(axis=1, keepdims=True), np.float64)


def test_one_recording_says_nothing_of_another() -> None:
    clips = by_hand(np.eye(2)[[0, 1]], np.eye(2)[[0, 0]], ["a", "a"])

    (row,) = paired.differences(clips, clips, drawings(clips), ACCURACY)

    assert (row.difference, row.interval, row.p) == (0, None, None)


def test_only_clips_and_classes_of_both_compare_them() -> None:
    three = random(1, clips=10, classes=3)
    known = (7, 8)
    rest = three.at(np.arange(2, 10))
    two = Outcomes(
        known, True, rest.truth[:, :2], rest.shares[:, :2], None, rest.places, rest.sources
    )

    first, second = paired.common(three, two)

    assert first.classes == second.classes == known
    assert first.places == second.places
    assert set(first.places) <= set(three.places[2:])
    np.testing.assert_array_equal(first.shares, second.shares)
    assert (first.truth.sum(axis=1) == 1).all()


def several(truth: list[list[float]], classes: tuple[int, ...] = (7, 8)) -> Outcomes:
    """Clips of several labels, of which a model says all that is known rightly."""
    known = np.array(truth)
    whole = by_hand(known, np.nan_to_num(known), single=False)
    return Outcomes(classes, False, known, whole.shares, None, whole.places, whole.sources)


def test_of_several_labels_clips_count_of_which_something_is_known() -> None:
    one = several([[1, 0], [0, 1], [np.nan, 1]])
    other = several([[1, 0], [0, 1], [np.nan, 1]], (7, 9))

    told = comparison(one, other, seed=0)

    assert told["clips"] == 2
    assert told["figures"][0]["before"] == told["figures"][0]["after"] == 1


def test_models_that_share_no_class_are_refused() -> None:
    with pytest.raises(Refusal) as refused:
        comparison(several([[1, 0], [0, 1]]), several([[1, 0], [0, 1]], (5, 6)), seed=0)

    assert refused.value.code == Code.NOT_READY


def test_the_truth_of_the_second_counts() -> None:
    before = by_hand(np.eye(2)[[0, 0]], np.eye(2)[[0, 0]])
    after = by_hand(np.eye(2)[[1, 1]], np.eye(2)[[1, 1]])

    first, _ = paired.common(before, after)

    assert value(FIGURES[0], first) == 0


@pytest.mark.row("P42", "Model versions and iteration")
def test_a_comparison_says_what_changed() -> None:
    truth = np.eye(2)[[0, 0, 1, 1]]
    before = by_hand(truth, np.array([[0.9, 0.1], [0.4, 0.6], [0.8, 0.2], [0.1, 0.9]]))
    after = by_hand(truth, np.array([[0.3, 0.7], [0.6, 0.4], [0.1, 0.9], [0.2, 0.8]]))

    told = comparison(before, after, seed=0)

    assert (told["clips"], told["fixed"], told["broken"]) == (4, 2, 1)
    assert told["fixed_places"] == [[2, 0, 30], [1, 0, 30]]
    assert told["broken_places"] == [[0, 0, 30]]
    accuracy = told["figures"][0]
    assert (accuracy["before"], accuracy["after"], accuracy["difference"]) == (0.5, 0.75, 0.25)
    assert [one["class_id"] for one in told["per_class"]] == [7, 8]


def test_models_that_share_no_clip_are_refused() -> None:
    one, other = random(1, clips=4), random(2, clips=8)
    other = other.at(np.arange(4, 8))

    with pytest.raises(Refusal) as refused:
        comparison(one, other, 0)
    assert refused.value.code == Code.NOT_READY
    with pytest.raises(Refusal) as refused:
        evaluation(one.at(np.arange(0)), {}, 0)
    assert refused.value.code == Code.NOT_READY


def test_the_mean_of_two_is_not_worse_than_the_worse_one_here() -> None:
    clips = random(6, clips=300, skill=1.5)
    other = by_hand(clips.truth, _of(random(7, clips=300, skill=1.5), clips), clips.sources)

    both = value(FIGURES[0], paired.together(clips, other))

    assert both is not None
    assert both >= min(value(FIGURES[0], one) or 0 for one in (clips, other))


@pytest.mark.row("E19", "Inter-model / inter-annotator agreement")
def test_kappa_of_a_hand_table_is_exact() -> None:
    # 20 both yes, 5 only the first, 10 only the second, 15 both no: 0.7 agreed, 0.5 by chance.
    one = [1] * 20 + [1] * 5 + [0] * 10 + [0] * 15
    other = [1] * 20 + [0] * 5 + [1] * 10 + [0] * 15

    assert agreement.kappa(one, other) == pytest.approx(0.4, abs=1e-12)
    assert agreement.kappa(one, one) == 1.0
    assert agreement.kappa([], []) is None
    assert agreement.kappa([3, 3], [3, 3]) is None


@pytest.mark.row("E19", "Inter-model / inter-annotator agreement")
@pytest.mark.parametrize("seed", range(3))
def test_kappa_is_scikit_learns(seed: int) -> None:
    before, after = random(seed), random(seed, skill=3.0)
    said = [one.shares.argmax(axis=1) for one in (before, after)]
    several = [random(seed, single=False, unknown=0.2, skill=one) for one in (1.0, 2.0)]

    assert agreement.between(before, after) == pytest.approx(cohen_kappa_score(*said), abs=1e-12)
    known = several[1].known
    each = [cohen_kappa_score(*(one.said[known[:, at], at] for one in several)) for at in range(4)]
    assert agreement.between(*several) == pytest.approx(np.mean(each), abs=1e-12)

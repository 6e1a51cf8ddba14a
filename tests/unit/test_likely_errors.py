"""Labels that are likely wrong, and how often a threshold is."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from sklearn.model_selection import GroupKFold

from annotator.learning.evaluation.errors import by_item, doubts, suspicions, thresholds
from annotator.learning.evaluation.outcomes import Outcomes
from annotator.learning.evaluation.taking import wrong
from annotator.learning.intervals import wilson
from mlworker.training.probe import Views, fit
from mlworker.zoo.head import GROUPS, Setting
from testkit.outcomes import by_hand, random

Floats = npt.NDArray[np.float64]


def off_diagonal(given: list[int], shares: Floats) -> dict[int, int]:
    """The confident joint as the paper defines it, clip by clip: off its diagonal, row to class."""
    classes = range(shares.shape[1])
    mean = {}
    for one in classes:
        own = [shares[row, one] for row, said in enumerate(given) if said == one]
        mean[one] = float(np.mean(own)) if own else np.inf
    found = {}
    for row, said in enumerate(given):
        reached = [one for one in classes if shares[row, one] >= mean[one]]
        if reached:
            likeliest = max(reached, key=lambda one, row=row: shares[row, one])  # type: ignore[misc]
            if likeliest != said:
                found[row] = likeliest
    return found


@pytest.mark.parametrize("seed", range(5))
def test_suspicious_is_what_lies_off_the_diagonal_of_the_confident_joint(seed: int) -> None:
    outcomes = random(seed, skill=2.0, absent=(3,))
    given = outcomes.truth.argmax(axis=1).tolist()

    found = suspicions(outcomes)

    assert {one.row: one.suggested for one in found} == off_diagonal(given, outcomes.shares)
    assert all(one.given == given[one.row] for one in found)
    assert [one.gap for one in found] == sorted((one.gap for one in found), reverse=True)


def test_a_class_that_nobody_labeled_is_never_suggested() -> None:
    truth = np.array([[1, 0, 0], [1, 0, 0], [0, 1, 0]])
    shares = np.array([[0.1, 0.0, 0.9], [0.6, 0.4, 0.0], [0.2, 0.7, 0.1]])

    assert thresholds(truth.astype(float), shares)[2] == np.inf
    assert suspicions(by_hand(truth, shares)) == []


def test_a_modest_class_is_believed_sooner_than_a_loud_one() -> None:
    truth = np.array([[1, 0]] * 3 + [[0, 1]] * 3)
    shares = np.array([[1.0, 0], [0.9, 0.1], [0.55, 0.45], [0.6, 0.4], [0.55, 0.45], [0.7, 0.3]])

    (only,) = suspicions(by_hand(truth, shares))

    # Of class 1 the model says .38 on the mean: .45 is much for it, .55 little for class 0.
    assert (only.row, only.given, only.suggested) == (2, 0, 1)


def test_of_several_labels_one_is_too_much_or_missing_and_the_unknown_is_left_out() -> None:
    truth = np.array([[1, 0], [1, 0], [0, 1], [0, 1], [1, np.nan]])
    shares = np.array([[0.9, 0.1], [0.1, 0.2], [0.95, 0.9], [0.1, 0.8], [0.8, 0.99]])

    found = suspicions(by_hand(truth, shares, single=False))

    assert {(one.row, one.given, one.suggested) for one in found} == {(1, 0, None), (2, None, 0)}


def test_of_nothing_nothing_is_suspicious() -> None:
    nothing = by_hand(np.zeros((0, 2)), np.zeros((0, 2)))

    assert suspicions(nothing) == []
    assert len(doubts(nothing)) == 0


def seen(vectors: Floats) -> dict[str, Floats]:
    """The numbers of clips as the probe reads them, in three groups."""
    return dict(zip(GROUPS, np.split(vectors, len(GROUPS), axis=1), strict=True))


def out_of_fold(
    vectors: Floats, given: npt.NDArray[np.int64], groups: npt.NDArray[np.int64]
) -> Floats:
    """What the platform's own probe says of each clip, fitted on the other recordings."""
    targets = np.eye(4)[given]
    shares = np.zeros((len(given), 4))
    for train, test in GroupKFold(5).split(vectors, given, groups):
        weights, sources = np.ones(len(train)), groups[train].astype(str)
        views = Views(seen(vectors[train]), targets[train], weights, sources)
        head = fit(views, Setting(dict.fromkeys(GROUPS, 1.0), 1.0), single=True)
        logits = head.logits(seen(vectors[test]))
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        shares[test] = odds / odds.sum(axis=1, keepdims=True)
    return shares


@pytest.mark.row("R14", "Annotation quality")
@pytest.mark.parametrize("seed", range(3))
def test_most_planted_errors_are_in_the_first_fifth(seed: int) -> None:
    rng = np.random.default_rng(seed)
    right = rng.integers(0, 4, 600)
    recordings = rng.integers(0, 60, 600)
    # Classes lie apart by about their spread: a probe has some nine in ten of them right.
    centers, moods = rng.normal(size=(4, 24)), rng.normal(size=(60, 24))
    vectors = 0.8 * centers[right] + 0.5 * moods[recordings] + rng.normal(size=(600, 24))
    planted = rng.choice(600, 60, replace=False)
    given = right.copy()
    given[planted] = (given[planted] + rng.integers(1, 4, 60)) % 4

    shares = out_of_fold(vectors, given, recordings)
    outcomes = by_hand(np.eye(4)[given], shares)
    first = [one.row for one in suspicions(outcomes)]
    rest = [row for row in np.argsort(-doubts(outcomes)).tolist() if row not in set(first)]
    listed = set([*first, *rest][:120])

    agreed = (shares.argmax(axis=1) == right).mean()
    assert 0.8 < agreed < 0.99, "neither hopeless nor trivial"
    assert len(listed & set(planted.tolist())) >= 0.8 * 60


def test_clips_of_an_item_are_one_row_by_their_mean() -> None:
    made = by_hand(
        np.array([[1, 0], [0, 1], [0, np.nan]]), np.array([[0.8, 0.2], [0.4, 0.6], [0.0, 1.0]])
    )
    places = ((7, 0, 30), (7, 30, 60), (8, 0, 30))
    outcomes = Outcomes(made.classes, True, made.truth, made.shares, None, places, made.sources)

    whole = by_item(outcomes)

    assert [item_id for item_id, _, _ in whole.places] == [7, 8]
    np.testing.assert_allclose(whole.shares, [[0.6, 0.4], [0.0, 1.0]])
    np.testing.assert_array_equal(whole.truth, [[1.0, 1.0], [0.0, np.nan]])


def test_an_item_is_what_a_model_says_of_it_where_that_is_not_the_mean() -> None:
    made = by_hand(np.array([[1.0], [0.0], [0.0]]), np.array([[0.9], [0.1], [0.2]]))
    places = ((7, 0, 30), (7, 30, 60), (8, 0, 30))
    wholes = np.array([[0.8], [0.8], [0.1]])

    found = by_item(replace(made, places=places, wholes=wholes))

    np.testing.assert_array_equal(found.shares, [[0.8], [0.1]])


def test_how_often_a_threshold_is_wrong_is_counted_with_its_interval() -> None:
    truth = np.array([[1, 0], [1, 0], [0, 1], [0, 1]])
    shares = np.array([[0.95, 0.05], [0.3, 0.7], [0.92, 0.08], [0.04, 0.96]])
    outcomes = by_hand(truth, shares)

    told = wrong(outcomes, 0.9, (0, 1))
    assert (told.checked, told.wrong, told.low, told.high) == (3, 1, *wilson(1, 3))
    told = wrong(outcomes, 0.9, (1,))
    assert (told.checked, told.wrong) == (1, 0)
    told = wrong(outcomes, 0.9, (1,), absent=True)  # taken for not of class 1
    assert (told.checked, told.wrong) == (2, 1)


def test_where_nothing_passes_anything_may_be() -> None:
    told = wrong(by_hand(np.eye(2), np.full((2, 2), 0.5)), 0.9, (0, 1))

    assert (told.checked, told.wrong, told.low, told.high) == (0, 0, 0.0, 1.0)

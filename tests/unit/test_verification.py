"""Whether two clips show the same, by how alike their vectors are."""

import numpy as np
import pytest

from annotator.learning.verification import balanced, best, calibrated


def test_the_threshold_with_the_highest_balanced_accuracy_is_chosen() -> None:
    rng = np.random.default_rng(3)
    same = rng.random(80) < 0.3
    cosines = np.round(rng.normal(0.3 + 0.4 * same, 0.25), 2)

    chosen = balanced(cosines, same, best(cosines, same))

    tried = [balanced(cosines, same, at) for at in (*np.unique(cosines), 9.0)]
    assert chosen == pytest.approx(max(tried))


def test_clips_of_a_class_are_the_same_and_others_not() -> None:
    rng = np.random.default_rng(0)
    classes = rng.integers(0, 3, 60)
    vectors = np.eye(16)[classes] + 0.15 * rng.normal(size=(60, 16))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)

    found = calibrated(vectors, classes.tolist(), [f"s{at // 3}" for at in range(60)])

    assert found is not None
    assert found.accuracy > 0.95
    assert found.low < found.accuracy <= found.high
    assert found.recordings == 10
    assert found.same(1.0)
    assert not found.same(0.0)


def test_of_chance_it_says_that_it_is_chance() -> None:
    rng = np.random.default_rng(1)
    vectors = rng.normal(size=(80, 16))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)

    found = calibrated(vectors, rng.integers(0, 2, 80).tolist(), [str(at) for at in range(80)])

    assert found is not None
    assert 0.4 < found.accuracy < 0.6


def test_pairs_of_one_recording_are_no_evidence() -> None:
    vectors = np.ones((6, 4)) / 2

    assert calibrated(vectors, [0, 0, 0, 1, 1, 1], ["a"] * 3 + ["b"] * 3) is None
    assert calibrated(vectors[:0], [], []) is None

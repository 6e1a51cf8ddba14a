"""Short vectors of clips: alike clips stay alike, and the nearest are found."""

import numpy as np
import pytest

from annotator.learning.likeness import DIMENSIONS, nearest, shortened


def test_short_vectors_keep_who_is_alike() -> None:
    rng = np.random.default_rng(1)
    kinds = rng.standard_normal((3, 1_280))
    clips = [kinds[at % 3] + 0.3 * rng.standard_normal((4, 1_280)) for at in range(12)]

    short = np.stack([shortened((one, one[:, :900]), np.random.default_rng(0)) for one in clips])

    assert short.dtype == np.float16
    assert short.shape == (12, DIMENSIONS)
    np.testing.assert_allclose(np.linalg.norm(short.astype(float), axis=1), 1, atol=1e-2)
    for at in range(12):
        found = nearest(short[at], np.delete(short, at, axis=0), 3)
        assert {(row if row < at else row + 1) % 3 for row, _ in found} == {at % 3}


def test_the_nearest_come_first_and_are_as_many_as_there_are() -> None:
    others = np.array([[0, 1], [1, 0], [0.6, 0.8]], np.float16)
    query = np.array([1, 0], np.float16)

    assert [row for row, _ in nearest(query, others, 10)] == [1, 2, 0]
    ((row, cosine),) = nearest(query, others, 1)
    assert row == 1
    assert cosine == pytest.approx(1.0)
    assert nearest(query, others[:0], 3) == []


def test_a_clip_of_which_nothing_is_known_is_like_nothing() -> None:
    short = shortened((np.zeros((2, 8)),), np.random.default_rng(0))

    assert not short.any()

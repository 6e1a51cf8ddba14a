"""What is kept of where a model looked."""

import numpy as np
import pytest

from annotator.learning.saliency import CELLS, MOMENTS, is_blind, seen, told
from testkit.seen import pixels


def test_a_place_is_the_mean_around_it() -> None:
    evidence = np.ones((2, 21, 40))
    evidence[1] = 0.0
    evidence[1, 0, 39] = 10.0

    found = seen(evidence)

    assert found.shape == (2, CELLS, CELLS)
    np.testing.assert_allclose(found[0], 1.0)
    assert np.unravel_index(found[1].argmax(), (CELLS, CELLS)) == (0, CELLS - 1)
    assert seen(np.ones((1, 5, 3))).shape == (1, 5, 3)


def test_moments_are_parts_of_the_clip_and_shares_add_up() -> None:
    evidence = np.zeros((20, 8, 8))
    evidence[13, 2, 5], evidence[14, 2, 5], evidence[3, 0, 0] = 3.0, 1.0, -9.0

    found = told(evidence, range(100, 120))

    assert len(found["moments"]) == MOMENTS
    shares = [one["share"] for one in found["moments"]]
    assert shares == pytest.approx([0, 0, 0, 0, 0.75, 0.25, 0, 0])
    assert (found["peak"], found["moments"][4]["frame"]) == (4, 113)
    assert pixels(found, 4).argmax() == 2 * 8 + 5
    assert pixels(found, 4).max() == 255
    assert pixels(found, 1).max() == 0


def test_where_nothing_speaks_for_a_class_nothing_is_shown() -> None:
    for evidence in (np.zeros((3, 4, 4)), -np.ones((3, 4, 4))):
        found = told(evidence, [0, 5, 9])

        assert [(one["frame"], one["share"]) for one in found["moments"]] == [
            (0, 0),
            (5, 0),
            (9, 0),
        ]
        assert pixels(found, 0).max() == 0


def test_who_sees_movement_without_a_place_says_so() -> None:
    assert is_blind({"backbone": "x"})
    assert is_blind({"backbone": "x", "groups": {"flow": 0.5}})
    assert not is_blind({"backbone": "x", "groups": {"flow": 0.0}})
    assert not is_blind({"options": {}})

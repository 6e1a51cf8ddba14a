"""Classes that were merged after a model learned them."""

import numpy as np
import pytest

from annotator.learning.heirs import heirs


def test_merged_classes_say_together_what_they_said() -> None:
    now = heirs([4, 5, 6, 7], {4: 6, 5: None, 9: 6})

    assert (now.classes, now.places) == ((6, 5, 7), (0, 1, 0, 2))
    likely = np.array([[0.3, 0.4, 0.2, 0.1], [0.0, 0.5, 0.0, 0.5]])
    one = now.shares(likely, single=True)
    assert one == pytest.approx(np.array([[0.5, 0.4, 0.1], [0.0, 0.5, 0.5]]))
    assert one.argmax(axis=1).tolist() == [0, 1]
    assert now.shares(likely[0], single=False) == pytest.approx([0.3, 0.4, 0.1])


def test_without_merges_nothing_changes() -> None:
    likely = np.array([0.25, 0.75])

    assert heirs([2, 1], {}).classes == (2, 1)
    assert heirs([2, 1], {}).shares(likely, single=True) == pytest.approx(likely)

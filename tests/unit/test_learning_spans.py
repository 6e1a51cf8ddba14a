"""Clip probabilities become spans."""

import numpy as np
import pytest

from annotator.learning.spans import Found, Rule, spans

CLIPS = [(0, 40), (20, 60), (40, 80), (60, 100)]


def test_an_item_of_one_clip_is_told_as_a_whole() -> None:
    (found,) = spans([(0, 30)], np.array([[0.3, 0.7]]), (7, 8), [Rule()] * 2, single=True)

    assert found == Found(8, 0, 30, 0.7)
    both = spans([(0, 30)], np.array([[0.6, 0.4]]), (7, 8), [Rule()] * 2, single=False)
    assert [one.class_id for one in both] == [7]


def test_a_class_begins_high_and_ends_low() -> None:
    curve = np.array([[0.2], [0.4], [0.9], [0.1]])

    (found,) = spans(CLIPS, curve, (7,), [Rule(on=0.6, off=0.35)], single=False)

    assert (found.start, found.end) == (40, 80)
    assert found.confidence == pytest.approx((0.65 + 0.5) / 2)
    assert spans(CLIPS, curve * 0.6, (7,), [Rule(on=0.6, off=0.35)], single=False) == []


def test_short_spans_go_and_near_ones_join() -> None:
    clips = [(at, at + 10) for at in range(0, 60, 10)]
    curve = np.array([[0.9], [0.1], [0.9], [0.1], [0.1], [0.9]])

    found = spans(clips, curve, (7,), [Rule(shortest=15, bridge=10)], single=False)

    assert [(one.start, one.end) for one in found] == [(0, 30)]


def test_one_label_means_one_class_a_frame() -> None:
    curve = np.array([[0.9, 0.1], [0.8, 0.2], [0.2, 0.8], [0.1, 0.9]])

    found = spans(CLIPS, curve, (7, 8), [Rule()] * 2, single=True)

    assert [one.class_id for one in found] == [7, 8]
    assert found[0].end <= found[1].start


@pytest.mark.parametrize(
    ("said", "found"),
    [
        # What lasts for long enough stands, although it lies in a gap that would be bridged.
        ("aaabaaaa", [("a", 0, 15), ("b", 15, 20), ("a", 20, 40)]),
        # Two that take turns are the one that lasts longer.
        ("xaxbxaxbxax", [("a", 5, 50)]),
    ],
)
def test_a_bridge_leads_over_no_other_class(said: str, found: list[tuple[str, int, int]]) -> None:
    steps = [(at * 5, at * 5 + 5) for at in range(len(said))]
    curve = np.array([[one == "a", one == "b"] for one in said], np.float64)
    shortest = 5 if "x" not in said else 8

    told = spans(steps, curve, (1, 2), [Rule(shortest=shortest, bridge=15)] * 2, single=True)

    assert [("ab"[one.class_id - 1], one.start, one.end) for one in told] == found


def test_nothing_holds_where_an_item_is_skipped() -> None:
    """A short skip is bridged: what holds goes on behind it, not over it."""
    clips = [(0, 20), (20, 40), (43, 63), (63, 83)]
    curve = np.array([[0.1], [0.9], [0.9], [0.1]])

    found = spans(clips, curve, (7,), [Rule(bridge=5)], single=False, skips=((40, 43), (83, 90)))

    assert [(one.start, one.end) for one in found] == [(20, 40), (43, 63)]
    assert len({one.confidence for one in found}) == 1

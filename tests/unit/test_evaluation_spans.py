"""How well spans are found on a timeline."""

from dataclasses import dataclass

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from annotator.contracts.learning import Span
from annotator.learning.evaluation.localization import average_precision, localized, overlap
from annotator.learning.evaluation.outcomes import Outcomes
from annotator.learning.spans import Rule

RULE = Rule(shortest=1, bridge=0)


@dataclass(frozen=True, slots=True)
class Item:
    """An item as the evaluation sees it."""

    item_id: int
    frames: int
    spans: tuple[Span, ...]
    complete: bool = True
    skips: tuple[tuple[int, int], ...] = ()


def test_overlap_is_of_both_by_of_either() -> None:
    assert overlap((0, 10), (5, 15)) == pytest.approx(5 / 15)
    assert overlap((0, 10), (10, 20)) == 0
    assert overlap((2, 8), (2, 8)) == 1


@pytest.mark.row("E12", "Average precision / mAP †")
def test_average_precision_of_spans_by_hand() -> None:
    truth = {1: [(0, 10), (20, 30)], 2: [(5, 15)]}
    found = [
        (1, 0, 10, 0.9),  # right
        (1, 0, 10, 0.8),  # the same again: wrong
        (2, 5, 13, 0.7),  # overlaps by 0.8: right up to there
        (1, 22, 40, 0.6),  # overlaps by 0.4
        (3, 0, 10, 0.5),  # in an item without any
    ]

    # Precision 1, 1/2, 2/3, 3/4, 3/5 at recall 1/3, 1/3, 2/3, 1, 1; what comes later lifts it.
    assert average_precision(truth, found, 0.3) == pytest.approx((1 + 0.75 + 0.75) / 3)
    assert average_precision(truth, found, 0.5) == pytest.approx((1 + 2 / 3) / 3)
    assert average_precision(truth, found, 0.9) == pytest.approx(1 / 3)
    assert average_precision(truth, [], 0.5) == 0
    assert average_precision({1: []}, found, 0.5) is None


def untrimmed(seed: int, skill: float) -> tuple[Outcomes, list[Item]]:
    """Long items with one event that fills a tenth to a fifth, and a model's clips of 10 frames."""
    rng = np.random.default_rng(seed)
    items, places, shares, truth = [], [], [], []
    for item_id in range(12):
        frames = int(rng.integers(20, 41)) * 10
        length = int(rng.integers(frames // 10, frames // 5))
        start = int(rng.integers(0, frames - length))
        items.append(Item(item_id, frames, (Span(7, start, start + length),)))
        for at in range(0, frames, 10):
            cover = max(0, min(at + 10, start + length) - max(at, start)) / 10
            places.append((item_id, at, at + 10))
            truth.append([float(cover >= 0.5)])
            shares.append([1 / (1 + np.exp(-rng.normal(skill * (2 * cover - 1))))])
    outcomes = Outcomes(
        (7,), False, np.array(truth), np.array(shares), None,
        tuple(places), tuple(str(one[0]) for one in places),
    )  # fmt: skip
    return outcomes, items


def test_events_in_untrimmed_items_are_found_by_who_sees_them() -> None:
    rules = dict.fromkeys(range(12), RULE)
    outcomes, items = untrimmed(1, skill=8)
    chance, _ = untrimmed(1, skill=0)

    seen, guessed = (localized(one, items, rules) for one in (outcomes, chance))

    assert seen is not None
    assert guessed is not None
    assert seen.items == 12
    assert seen.means[0] > 0.9 > 0.1 > guessed.means[2]
    assert list(seen.means) == sorted(seen.means, reverse=True)
    assert seen.frame_area is not None
    assert guessed.frame_area is not None
    assert seen.frame_area > 0.9 > 0.6 > guessed.frame_area
    truth, curve = [], []
    for (item_id, start, end), share in zip(outcomes.places, outcomes.shares[:, 0], strict=True):
        (event,) = items[item_id].spans
        truth += [event.start <= frame < event.end for frame in range(start, end)]
        curve += [share] * (end - start)
    assert seen.frame_area == pytest.approx(roc_auc_score(truth, curve), abs=1e-6)


def test_only_what_is_known_and_judged_throughout_counts() -> None:
    outcomes, items = untrimmed(2, skill=8)
    rules = dict.fromkeys(range(12), RULE)
    open_ = [Item(one.item_id, one.frames, one.spans, complete=False) for one in items]
    longer = [Item(one.item_id, one.frames + 10, one.spans) for one in items]
    skipped = [
        Item(one.item_id, one.frames + 10, one.spans, skips=((one.frames, one.frames + 10),))
        for one in items
    ]

    assert localized(outcomes, open_, rules) is None
    assert localized(outcomes, longer, rules) is None
    assert localized(outcomes, items, rules, background=7) is None
    found = localized(outcomes, skipped, rules)
    assert found is not None
    assert found.items == 12


def test_spans_that_are_skipped_in_part_are_compared_as_they_are_predicted() -> None:
    places = ((1, 0, 10), (1, 12, 22), (1, 22, 32))
    shares = np.array([[0.9], [0.9], [0.1]])
    outcomes = Outcomes((7,), False, shares.round(), shares, None, places, ("a",) * 3)
    said = (Span(7, 0, 10), Span(7, 12, 22))  # a snapshot leaves out what is skipped
    item = Item(1, 32, said, skips=((10, 12),))

    found = localized(outcomes, [item], {1: Rule(shortest=1, bridge=2)})

    assert found is not None
    assert found.means == (1.0,) * 5

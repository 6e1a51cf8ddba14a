"""How many labels an order saved against chance, on pools of which the truth is known."""

import numpy as np
import numpy.typing as npt
import pytest

from annotator.learning.savings import ENOUGH, Labeled, Savings, savings

CLASSES = 6


def pool(seed: int, size: int, *, tape: str, rare: float = 1.4) -> Labeled:
    """Clips of six classes in clouds, the k-th in rank 1 / k^rare as frequent."""
    rng = np.random.default_rng([seed, size])
    centers = np.random.default_rng(seed).normal(size=(CLASSES, 16)) * 1.1
    share = 1 / np.arange(1, CLASSES + 1) ** rare
    named = rng.choice(CLASSES, size, p=share / share.sum())
    vectors = centers[named] + rng.normal(size=(size, 16))
    return Labeled(vectors, named, tuple(f"{tape} {at // 2}" for at in range(size)))


def some(labeled: Labeled, places: npt.NDArray[np.int64]) -> Labeled:
    """The clips at these places."""
    named = tuple(labeled.recordings[at] for at in places.tolist())
    return Labeled(labeled.vectors[places], labeled.classes[places], named)


def even(labeled: Labeled) -> Labeled:
    """The same clips, each class in turn: as good an order as may be for a long tail."""
    turns = np.zeros(len(labeled))
    for one in range(CLASSES):
        mine = np.flatnonzero(labeled.classes == one)
        turns[mine] = np.arange(len(mine))
    return some(labeled, np.argsort(turns, kind="stable"))


def measured(drawn: Labeled, ordered: Labeled) -> Savings:
    """With chance of its own."""
    return savings(drawn, ordered, np.random.default_rng(1))


@pytest.mark.row("D19", "Dataset quality and size effect")
def test_labels_by_chance_are_worth_as_many_by_chance() -> None:
    within = 0
    for seed in range(10):
        found = measured(pool(seed, 160, tape="drawn"), pool(seed, 401, tape="chosen"))
        assert found.refused == ""
        high = np.inf if found.high is None else found.high
        within += (found.low or np.inf) <= found.random <= high

    assert within >= 8


@pytest.mark.row("D19", "Dataset quality and size effect")
def test_labels_of_one_class_alone_never_come_to_what_chance_brings() -> None:
    drawn, others = pool(3, 160, tape="drawn"), pool(3, 401, tape="chosen")
    first = some(others, np.argsort(others.classes, kind="stable")[:130])

    found = measured(drawn, first)

    assert (found.chosen, found.high) == (None, None)
    assert found.low is None or found.low > found.random


def test_a_good_order_of_the_same_clips_needs_fewer_than_a_bad_one() -> None:
    drawn, others = pool(4, 160, tape="drawn"), pool(4, 401, tape="chosen")
    bad = some(others, np.argsort(others.classes, kind="stable"))

    by_turns, one_by_one = measured(drawn, even(others)), measured(drawn, bad)

    assert by_turns.chosen is not None
    assert one_by_one.chosen is None or by_turns.chosen < one_by_one.chosen


@pytest.mark.parametrize(
    ("drawn", "ordered", "refused"),
    [
        (pool(1, ENOUGH - 1, tape="drawn"), pool(1, 200, tape="chosen"), "few"),
        (pool(1, ENOUGH, tape="drawn"), pool(1, 29, tape="chosen"), "labels"),
        (pool(1, 0, tape="drawn"), pool(1, 0, tape="chosen"), "few"),
    ],
)
def test_it_says_what_there_is_too_little_of(
    drawn: Labeled, ordered: Labeled, refused: str
) -> None:
    found = measured(drawn, ordered)

    assert (found.refused, found.audited, found.labels) == (refused, len(drawn), len(ordered))
    assert found.chosen is None


def test_few_recordings_and_one_class_measure_nothing() -> None:
    drawn, ordered = pool(1, 60, tape="drawn"), pool(1, 200, tape="chosen")
    lone = Labeled(drawn.vectors, np.zeros(60, np.int64), drawn.recordings)
    few = Labeled(drawn.vectors, drawn.classes, tuple(f"tape {at % 7}" for at in range(60)))

    assert measured(lone, ordered).refused == "few"
    assert measured(few, ordered).refused == "recordings"


def test_a_recording_that_judges_teaches_neither() -> None:
    drawn, ordered = pool(2, 120, tape="same"), pool(2, 120, tape="same")
    # Every label of the order is of a recording that chance drew from, and the only one of it.
    told = Labeled(ordered.vectors, ordered.classes, ("same 0",) * 120)

    found = measured(drawn, told)

    # Where these judge, nothing is learned of the order: a quarter of the clips is guessed.
    assert found.refused == ""
    free = measured(drawn, Labeled(ordered.vectors, ordered.classes, ("other",) * 120))
    assert (found.chosen or np.inf) >= (free.chosen or np.inf)

"""How sure it is that one model is better or worse than another on the same clips."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.learning.changes import Change, change
from annotator.learning.gates import keeps
from annotator.learning.scores import macro_f1

CLASSES = (1, 2)


def said(places: list[bool]) -> list[tuple[tuple[int], tuple[int]]]:
    """Clips of two classes in turn, each said rightly or not."""
    both = [1 + at % 2 for at in range(len(places))]
    return [
        ((true,), (true if right else 3 - true,)) for true, right in zip(both, places, strict=True)
    ]


def changed(before: list[bool], after: list[bool], recordings: int = 0) -> Change:
    """From one to the other; clip by clip a recording of its own, or so many in all."""
    named = [f"tape {at % recordings if recordings else at}" for at in range(len(before))]
    return change(said(before), said(after), CLASSES, named, np.random.default_rng(1))


def simulated(clips: int, gained: float, lost: float, trials: int = 150) -> float:
    """How often a round is kept of which such shares of clips are gained and lost."""
    rng, kept = np.random.default_rng([clips, round(1000 * lost)]), 0
    for _ in range(trials):
        before, luck = rng.random(clips) < 0.8, rng.random(clips)
        flips = np.where(before, luck < lost / 0.8, luck < gained / 0.2)
        kept += keeps(changed(before.tolist(), (before ^ flips).tolist()))
    return kept / trials


@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=1, max_size=40))
def test_the_interval_holds_the_change_and_has_width(clips: list[tuple[bool, bool]]) -> None:
    before, after = ([one[at] for one in clips] for at in (0, 1))

    found = changed(before, after)

    middle = macro_f1(said(after), CLASSES) - macro_f1(said(before), CLASSES)
    assert -1 <= found.low <= middle <= found.high <= 1
    assert found.low < found.high


def test_it_is_that_of_agresti_and_min_where_few_clips_changed() -> None:
    # Two gained, one lost of fifty: the spread of what was seen, and of half a clip each way.
    before = [True] * 30 + [False] * 20
    after = [False] + [True] * 31 + [False] * 18

    found = changed(before, after)

    seen = (3 / 50 - (1 / 50) ** 2) / 49
    assert found.high - found.low == pytest.approx(2 * 1.0364 * (seen + 1 / 52**2) ** 0.5, rel=0.1)


def test_clips_of_few_recordings_say_less_than_clips_of_many() -> None:
    # All clips of a recording change together.
    before = [at % 4 != 0 for at in range(80)]
    after = [at % 4 != 1 for at in range(80)]

    few, many = changed(before, after, recordings=8), changed(before, after)

    assert few.high - few.low > 1.8 * (many.high - many.low)


def test_nothing_says_nothing() -> None:
    assert changed([], []) == Change(0.0, 0.0, -1.0, 1.0)


def test_models_that_agree_on_twenty_clips_pass_and_on_a_dozen_they_do_not() -> None:
    assert keeps(changed([True] * 20, [True] * 20))
    assert not keeps(changed([True] * 12, [True] * 12))
    assert not keeps(changed([True] * 12, [True] * 11 + [False]))


@pytest.mark.row("L06", "Pseudo-labels")
def test_the_gate_neither_passes_all_nor_refuses_all() -> None:
    """Over drawings: what helps, what changes nothing, and what three of ten wrong labels cost."""
    for clips, helps, harms in ((20, 0.6, 0.2), (50, 0.8, 0.1), (200, 0.97, 0.01)):
        assert simulated(clips, 0.07, 0.02) >= helps
        assert simulated(clips, 0.03, 0.13) <= harms
    assert 0.4 <= simulated(50, 0.03, 0.03) <= 0.9

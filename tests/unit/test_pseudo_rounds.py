"""Rounds of pseudo-labels on pools of numbers: what the gate refuses, and where they end."""

import numpy as np
import pytest

from annotator.learning.checks import asked, drawn, precision
from testkit.pools import Labeling, clouds
from testkit.pseudo import Rounds, Turn

SEEDS = range(5)
LABELED, AUDITED = 140, 60
SPOILED = 0.3


def begun(seed: int, *, noise: float = 0.55, spoiled: float = 0.0) -> Rounds:
    """A fifth of a pool labeled by chance, and what chance drew beside that to judge rounds."""
    labeling = Labeling(clouds(seed, noise=noise), seed)
    mixed = np.random.default_rng([seed, 19]).permutation(len(labeling.free))
    learned, audited = mixed[AUDITED : AUDITED + LABELED], mixed[:AUDITED]
    return Rounds(labeling, np.sort(learned), np.sort(audited), spoiled)


@pytest.mark.row("L06", "Pseudo-labels")
@pytest.mark.parametrize("seed", SEEDS)
def test_a_round_in_which_three_of_ten_labels_are_wrong_is_refused(seed: int) -> None:
    (poisoned, *more), model = begun(seed, spoiled=SPOILED).run()
    (clean, *_), _ = begun(seed).run()

    assert poisoned.wrong >= round(SPOILED * poisoned.taken)
    assert not poisoned.kept
    assert more == []
    # The model of before stays, to the last number.
    np.testing.assert_array_equal(model.weight, begun(seed).fitted({}).weight)
    assert clean.kept
    # People who check both find the same.
    assert not is_found_right(poisoned, seed)
    assert is_found_right(clean, seed)


@pytest.mark.row("L06", "Pseudo-labels")
@pytest.mark.parametrize("seed", SEEDS)
def test_people_refuse_a_spoiled_round_whatever_its_holdout_says(seed: int) -> None:
    (poisoned, *_), _ = begun(seed, noise=0.9, spoiled=SPOILED).run()

    assert poisoned.wrong >= round(SPOILED * poisoned.taken)
    assert not is_found_right(poisoned, seed)


def is_found_right(turn: Turn, seed: int) -> bool:
    """What comes of the check of a round, of which people see what is wrong."""
    rng = np.random.default_rng([seed, 23])
    some = drawn(range(turn.taken), asked(turn.taken), rng)
    right = sum(one >= turn.wrong for one in some)
    return precision(right, len(some), turn.taken).is_enough


@pytest.mark.row("L07", "Self-training until all is labelled")
@pytest.mark.parametrize("seed", SEEDS)
def test_rounds_end_where_nothing_more_passes_the_gate_and_most_stays_open(seed: int) -> None:
    rounds = begun(seed, noise=0.9)

    turns, model = rounds.run()

    kept = [turn for turn in turns if turn.kept]
    open_ = len(rounds.truth) - LABELED - AUDITED
    assert kept
    assert [turn.left for turn in turns] == [open_ - turn.taken for turn in turns]
    assert kept[-1].left > open_ / 2
    assert kept[-1].wrong <= 0.1 * kept[-1].taken
    # Even all that passes the gate, and not a share of it, is less than half.
    assert len(rounds.chosen(model, {}, 1.0)) < open_ / 2

"""Whether new clips look unlike those that a model learned from."""

import numpy as np
import pytest

from annotator.learning.drift import FALSE_ALARMS, Drift, Floats, drift

NUMBERS = 16


def look(known: Floats, new: Floats, seed: int = 0) -> Drift:
    """One look at vectors, each of a recording of its own."""
    names = [[str(at) for at in range(len(one))] for one in (known, new)]
    return drift(known, names[0], new, names[1], np.random.default_rng(seed))


@pytest.mark.parametrize("new", [12, 60])
def test_there_are_as_many_false_alarms_as_promised(new: int) -> None:
    looks = 3000
    alarms = 0
    for seed in range(looks):
        rng = np.random.default_rng(seed)
        # Clumps and long tails, as vectors of clips have: no normal cloud.
        middle = rng.normal(0, 3, (4, NUMBERS))
        both = middle[rng.integers(0, 4, 80 + new)] + rng.standard_t(3, (80 + new, NUMBERS))
        alarms += look(both[:80], both[80:], seed).alarm

    spread = np.sqrt(looks * FALSE_ALARMS * (1 - FALSE_ALARMS))
    assert alarms <= looks * FALSE_ALARMS + 3 * spread
    assert alarms >= looks * FALSE_ALARMS / 4


def test_clips_from_elsewhere_are_noticed() -> None:
    rng = np.random.default_rng(0)
    known, new = rng.normal(0, 1, (80, NUMBERS)), rng.normal(1.0, 1, (40, NUMBERS))

    found = look(known, new)

    assert (found.enough, found.alarm) == (True, True)
    assert found.farther > 0.8
    assert found.shown()["alarm"]


def test_one_recording_is_one_witness_however_many_clips_it_has() -> None:
    rng = np.random.default_rng(0)
    known, new = rng.normal(0, 1, (80, NUMBERS)), rng.normal(3.0, 0.1, (500, NUMBERS))

    found = drift(known, [str(at) for at in range(80)], new, ["one"] * 500, rng)

    assert (found.new, found.enough, found.alarm) == (1, False, False)


def test_too_few_and_all_alike_say_nothing() -> None:
    nothing = np.zeros((0, NUMBERS))
    same = np.ones((40, NUMBERS))

    assert not look(nothing, nothing).alarm
    assert not look(np.zeros((19, NUMBERS)), same).enough
    alike = look(same, same)
    assert (alike.enough, alike.farther, alike.chance) == (True, 0.5, 1.0)


def test_many_are_drawn_from() -> None:
    rng = np.random.default_rng(0)
    found = look(rng.normal(0, 1, (5000, NUMBERS)), rng.normal(0, 1, (3000, NUMBERS)))

    assert (found.known, found.new) == (1000, 1000)

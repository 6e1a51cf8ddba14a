"""The head of the instant loop is the one that a training fits, found from where it stood."""

from functools import partial

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from mlworker.instant.scoring import widen
from mlworker.training import probe
from mlworker.training.probe import Views, fit, refit
from mlworker.zoo.confidence import probabilities
from mlworker.zoo.linear import GROUPS, Floats, Linear, Setting

SETTING = Setting(dict(zip(GROUPS, (0.3, 1.0, 2.0), strict=True)), 30.0)
SIZES = {"static": 40, "activity": 30, "flow": 12}


def views(count: int, classes: int, *, single: bool, seed: int = 0) -> Views:
    """Clips whose classes overlap."""
    rng = np.random.default_rng(seed)
    middles = {
        name: np.random.default_rng(9).normal(size=(classes, SIZES[name])) for name in GROUPS
    }
    kinds = rng.integers(0, classes, count)
    groups = {
        name: 0.4 * middles[name][kinds] + rng.normal(size=(count, SIZES[name])) for name in GROUPS
    }
    targets = np.eye(classes)[kinds]
    if not single:
        targets[rng.random(targets.shape) < 0.2] = np.nan
    sources = np.array([f"s{at}" for at in range(count)])
    return Views(groups, targets, np.ones(count), sources)


def shares(head: Linear, seen: Views, *, single: bool) -> Floats:
    """What a head says of clips."""
    return probabilities(head.logits(seen.groups), single=single)


@pytest.fixture(autouse=True)
def _solved_to_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A fit ends when it is near enough: where it began would be seen in the last digits."""
    thorough = partial(LogisticRegression, tol=1e-9)
    monkeypatch.setattr(probe, "LogisticRegression", thorough)


@pytest.mark.parametrize("single", [True, False])
@pytest.mark.parametrize("classes", [2, 3, 6])
def test_it_says_what_a_training_says(classes: int, *, single: bool) -> None:
    taught, asked = views(90, classes, single=single), views(200, classes, single=single, seed=1)
    trained = fit(taught, SETTING, single=single)

    found = refit(taught, SETTING, single=single)
    again = refit(taught, SETTING, single=single, last=found)
    later = refit(
        taught, SETTING, single=single, last=fit(taught.take(np.arange(80)), SETTING, single=single)
    )

    expected = shares(trained, asked, single=single)
    for head in (found, again, later):
        np.testing.assert_allclose(shares(head, asked, single=single), expected, atol=1e-5)


def test_a_class_that_comes_later_is_learned_like_any_other() -> None:
    taught, asked = views(90, 3, single=True), views(200, 3, single=True, seed=1)
    before = taught.take(taught.targets[:, 2] == 0)

    late = refit(taught, SETTING, single=True, last=refit(before, SETTING, single=True))

    expected = shares(fit(taught, SETTING, single=True), asked, single=True)
    np.testing.assert_allclose(shares(late, asked, single=True), expected, atol=1e-5)


def test_halves_are_widened_to_the_very_same_numbers() -> None:
    halves = np.arange(1 << 16, dtype=np.uint16).view(np.float16)
    room = np.empty(halves.shape, np.float32)

    widen(halves, room)

    finite = np.isfinite(halves)
    np.testing.assert_array_equal(room[finite], halves[finite].astype(np.float32))
    assert (np.abs(room[~finite]) >= 65_536).all()

"""What the default order saves: pools of numbers, labeled by it and by chance."""

from dataclasses import replace

import numpy as np
import pytest

from annotator.strategies.chance import RANDOM
from mlworker.zoo.linear import Floats
from testkit.choosers import DEFAULT, alone
from testkit.pools import Hidden, Labeling, Way, clouds, curve, followed, whole

SEEDS = range(5)
BATCH, MOST = 10, 150
FORTY = 40 // BATCH - 1


def zipf(seed: int) -> Hidden:
    """Ten classes of two Gaussian clouds each, 1,000 items, the k-th class 1 / k^1.5 as many."""
    return clouds(seed, exponent=1.5, noise=0.4)


@pytest.fixture(scope="module")
def curves() -> dict[str, Floats]:
    """Macro-F1 by labels of both, the mean over seeds."""
    ways = {"default": DEFAULT, "random": alone(RANDOM)}
    return {
        name: np.mean([curve(zipf(seed), way, seed, batch=BATCH, most=MOST) for seed in SEEDS], 0)
        for name, way in ways.items()
    }


@pytest.mark.row("L19", "Active learning")
def test_forty_labels_find_all_classes_of_a_long_tail(curves: dict[str, Floats]) -> None:
    assert curves["default"][FORTY] >= 0.93
    assert curves["random"][FORTY] <= 0.70


@pytest.mark.row("R05", "Limited labels / annotation bottleneck")
def test_ninety_percent_of_what_all_labels_bring_need_a_third_of_chances(
    curves: dict[str, Floats],
) -> None:
    full = np.mean([whole(zipf(seed), seed) for seed in SEEDS])
    labels = {
        name: BATCH * (1 + int(np.argmax(curve >= 0.9 * full)))
        for name, curve in curves.items()
        if curve.max() >= 0.9 * full
    }

    assert labels["default"] <= MOST // 3
    # Chance does not get there at all with this many.
    assert labels.get("random", MOST) >= 3 * labels["default"]


@pytest.mark.row("L19", "Active learning")
@pytest.mark.parametrize("seed", SEEDS)
def test_each_batch_labels_what_chance_drew_and_never_learns_from_it(seed: int) -> None:
    labeling = Labeling(zipf(seed), seed)

    for batch in range(1, 5):
        labeling.step(DEFAULT, BATCH)
        assert labeling.told() == batch * BATCH
        assert len(labeling.learned) == batch * (BATCH - 1)


@pytest.mark.row("L19", "Active learning")
def test_of_several_labels_a_clip_the_default_needs_fewer_than_chance() -> None:
    def pool(seed: int) -> Hidden:
        views = clouds(seed, 500, exponent=1.3, noise=0.4).views
        mixed = views.take(np.random.default_rng(seed).permutation(len(views.sources)))
        sources = np.array([str(at // 4) for at in range(len(mixed.sources))])
        return replace(followed(replace(mixed, sources=sources)), setting=clouds(0, 20).setting)

    def area(way: Way) -> Floats:
        curves = [curve(pool(seed), way, seed, batch=BATCH, most=80) for seed in range(3)]
        return np.asarray(np.mean(curves, axis=1))

    assert pool(0).views.targets.sum(axis=1).max() == 2
    assert (area(DEFAULT) > area(alone(RANDOM))).all()

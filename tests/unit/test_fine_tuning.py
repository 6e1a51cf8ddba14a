"""What it is worth to go on teaching what has been learned, and to show few clips in many ways."""

from functools import partial
from pathlib import Path

import numpy as np
import pytest
import torch

from annotator.learning.options import chosen
from annotator.learning.regimes import FINE_TUNE
from annotator.learning.zoo.registry import entry
from mlworker.training.loop import fit
from mlworker.training.material import Material
from mlworker.training.optimizers import layers
from mlworker.zoo.confidence import loss
from mlworker.zoo.looking import look
from mlworker.zoo.network import ClipNetwork
from testkit.drawn import Told, moving, noisy, ordered
from testkit.families import MOTION, TESTED, Family, Learned, learn, taken
from testkit.lessons import place

pytestmark = pytest.mark.usefixtures("one_thread")

# Movement under noise that makes a network wrong which learned it from clear pictures.
LOUD = Family("loud motion", partial(noisy, moving, 50.0), 4, clips=160, epochs=30)
# Five clips of each class.
FAINT = Family("faint order", partial(noisy, ordered, 60.0), 2, clips=10, epochs=60)
# What the last block of a small picture network is made of: convolution, norm, the layer over all.
BLOCK = 3


def taught_on(begun: Learned, frozen: int, folder: Path) -> tuple[ClipNetwork, float]:
    """The network that learned more, and its loss on clips that it did not learn from."""
    card, classes = entry("late_fusion"), (1, 2, 3, 4)
    words = {"preset": "tiny", "batch": 16, "augment": "none", "head_lr": 5e-3}
    words |= {"epochs": LOUD.epochs, "frozen": frozen}
    clips, pictures = taken(LOUD, 101, begun.sight)
    teaches = np.arange(len(pictures)) < LOUD.clips
    lesson = Material(
        card, chosen(card, FINE_TUNE, words, classes), clips, pictures, True, 1, Told(),
        classes=classes, begun=dict(begun.network.state_dict()), began_with="clear pictures",
    )  # fmt: skip
    network = fit(lesson, teaches, ~teaches, place(folder, f"{frozen}")).network
    said = look(network, pictures, np.flatnonzero(~teaches), TESTED)
    return network, float(loss(said, clips.targets[~teaches], single=True).mean())


@pytest.mark.row("L02", "Fine-tuning")
def test_unfreezing_the_last_block_loses_less_than_a_head_alone(tmp_path: Path) -> None:
    begun = learn(entry("late_fusion"), MOTION, seed=1)
    before = {
        name: one.clone()
        for name, one in begun.network.get_submodule("network").state_dict().items()
    }
    every = len(layers(begun.network.get_submodule("network")))

    probe, lost = taught_on(begun, every, tmp_path)
    tuned, lost_less = taught_on(begun, every - BLOCK, tmp_path)

    def changed(network: ClipNetwork) -> set[str]:
        after = network.get_submodule("network").state_dict()
        return {name for name in before if not torch.equal(before[name], after[name])}

    assert changed(probe) == set()
    assert changed(tuned) == set(list(before)[-2 * BLOCK :])
    assert lost_less < lost - 0.05


@pytest.mark.row("S11", "Data augmentation")
def test_with_five_labels_a_class_random_views_are_right_more_often_than_the_same_ones() -> None:
    for seed in (1, 2, 3):
        plain, varied = (
            learn(entry("early_fusion"), FAINT, seed, augment=augment).accuracy
            for augment in ("none", "weak")
        )

        assert varied > plain

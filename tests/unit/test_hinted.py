"""What looks as a hint are worth where hardly any clip has a label."""

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from annotator.learning.options import chosen
from annotator.learning.regimes import VIDEO_SSL, regime
from annotator.learning.zoo.registry import entry
from mlworker.clips.sight import sight_of
from mlworker.training.clips import Clips
from mlworker.training.loop import fit
from mlworker.training.material import Material, Pool
from mlworker.zoo.looking import look
from testkit.drawn import Frames, Told, colored, moving
from testkit.families import TESTED, Family, taken
from testkit.lessons import place

pytestmark = pytest.mark.usefixtures("one_thread")

COLORS = 2
# One clip in twenty has a label: two of each class.
LABELED = 12


def mixed(label: int, seed: int) -> Frames:
    """Two colors of a still square, and four ways that a square goes."""
    return colored(label, seed) if label < COLORS else moving(label - COLORS, seed)


# One draw is enough to see that it works; all are what docs/models.md tells.
SEEDS = (1, 2, 3, 4, 5) if os.environ.get("CLIPLOOP_FAULTS") == "full" else (1,)
MIX = Family("mix", mixed, 6, clips=20 * LABELED, epochs=0)
CLASSES = tuple(range(1, MIX.classes + 1))
USUAL = {
    "preset": "tiny", "size": 32, "batch": LABELED, "epochs": 100, "augment": "weak",
    "head_lr": 2e-3,
}  # fmt: skip


def accuracy(way: str, seed: int, folder: Path, **wanted: Any) -> float:
    """How often a network is right that saw twelve labeled clips, and the others too if it may."""
    card = entry("late_fusion")
    options = chosen(card, regime(way), {**USUAL, **wanted}, CLASSES)
    clips, pictures = taken(MIX, seed, replace(sight_of(card, options), views=1))
    kept = np.r_[:LABELED, MIX.clips : len(pictures)]
    few = Clips(
        (), clips.targets[kept], clips.weights[kept], clips.sources[kept], clips.parts[kept]
    )
    hidden = slice(LABELED, MIX.clips)
    pool = Pool(pictures[hidden], clips.sources[hidden]) if way == VIDEO_SSL.key else None
    lesson = Material(
        card, options, few, pictures[kept], True, seed, Told(), regime=way, classes=CLASSES,
        pool=pool,
    )  # fmt: skip
    teaches = np.arange(len(kept)) < LABELED
    fitted = fit(lesson, teaches, np.zeros_like(teaches), place(folder, f"{way}-{seed}"))
    said = look(fitted.network, lesson.pictures, np.flatnonzero(~teaches), TESTED)
    return float((said.argmax(axis=1) == few.targets[~teaches].argmax(axis=1)).mean())


@pytest.mark.row("M58", "VideoSSL")
def test_with_a_label_in_twenty_looks_and_guesses_are_worth_three_points(tmp_path: Path) -> None:
    gains = [
        accuracy("videossl", seed, tmp_path, threshold=0.8, pool_ratio=4)
        - accuracy("fine-tune", seed, tmp_path)
        for seed in SEEDS
    ]

    assert np.mean(gains) >= 0.03, gains

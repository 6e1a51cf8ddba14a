"""What a network learns without labels from views that agree: by a linear head, before and after.

A square goes one of four ways: 200 clips teach the network by itself, then a linear head on what it
sees, and 100 others judge.
"""

import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from annotator.learning.options import chosen
from annotator.learning.regimes import AGREED
from annotator.learning.zoo.registry import entry
from mlworker.clips.sight import sight_of
from mlworker.training import starts
from mlworker.training.checkpoints import Place
from mlworker.training.loop import fit, logits
from mlworker.training.material import Material
from mlworker.training.telling import tell
from mlworker.zoo.network import ClipNetwork
from testkit.drawn import Told
from testkit.families import MOTION, taken

TINY: dict[str, Any] = {
    "preset": "tiny", "frames": 8, "size": 32, "batch": 16, "head_lr": 1e-3, "average": 0.97
}  # fmt: skip


def compared(key: str, seed: int, epochs: int) -> tuple[float, float]:
    """The accuracy of a head on a network as it began, and on what that has become."""
    card, classes = entry(key), tuple(range(1, MOTION.classes + 1))
    options = chosen(card, AGREED, {**TINY, "epochs": epochs}, classes)
    clips, pictures = taken(MOTION, seed, replace(sight_of(card, options), views=1))
    teaches = np.arange(len(pictures)) < MOTION.clips
    material = Material(
        card, options, clips, pictures, True, seed, Told(), regime=AGREED.key, classes=classes
    )

    def right(network: ClipNetwork) -> float:
        tell(material, network, np.flatnonzero(teaches))
        said = logits(material, network, np.flatnonzero(~teaches)).argmax(axis=1)
        return float((said == clips.targets[~teaches].argmax(axis=1)).mean())

    before = right(starts.begun(material))
    with tempfile.TemporaryDirectory() as folder:
        place = Place(Path(folder).as_uri(), "job", card.key, "lesson")
        return before, right(fit(material, teaches, np.zeros_like(teaches), place).network)

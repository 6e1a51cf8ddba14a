"""Whether views that agree teach a small TimeSformer movement, without a label.

A square goes one of four ways: 200 clips teach the network by itself, then a linear head on what it
sees, and 100 others judge, once a seed. Beside it the same head on the same network as it began.
"""

import json
import statistics
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

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

SEEDS = (1, 2, 3)
TARGET = 0.10
TINY: dict[str, Any] = {"preset": "tiny", "frames": 8, "size": 32, "batch": 16, "epochs": 20}
RATE = 1e-3


def main() -> None:
    """Print the table and the line."""
    torch.set_num_threads(1)
    sys.stdout.write("| seed | as it began | after views that agree |\n|---|---:|---:|\n")
    found = []
    for seed in SEEDS:
        before, after = compared(seed)
        found.append(after - before)
        sys.stdout.write(f"| {seed} | {before:.2f} | {after:.2f} |\n")
        sys.stdout.flush()
    value = round(statistics.mean(found), 3)
    line = {"bench": "agree", "value": value, "unit": "accuracy gained", "target": TARGET}
    each = [round(one, 2) for one in found]
    sys.stdout.write(json.dumps({**line, "met": value >= TARGET, "detail": {"each": each}}) + "\n")


def compared(seed: int) -> tuple[float, float]:
    """The accuracy of a head on random weights, and on what they have become."""
    card, classes = entry("timesformer"), tuple(range(1, MOTION.classes + 1))
    options = chosen(card, AGREED, {**TINY, "head_lr": RATE}, classes)
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
        place = Place(Path(folder).as_uri(), "job", card.key, "bench")
        return before, right(fit(material, teaches, np.zeros_like(teaches), place).network)


if __name__ == "__main__":
    main()

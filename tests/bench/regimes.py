"""What each way to train is worth with few labels: all by the same network, labels and seeds.

Classes are a color or a direction of movement; five labeled clips of each, the others' labels are
hidden. Accuracy on the test part, per seed; what does not beat plain training says so.
"""

import json
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from annotator.contracts.learning import Sample, TrainModel, Version
from mlworker.training.run import train
from testkit.drawn import Shelf, Told, colored, moving

SEEDS = (1, 2, 3)
CLASSES = 4
LABELED, VALIDATED, HIDDEN, TESTED = 5, 2, 12, 6
TARGET = 0.03
ENTRY = "crnn_gru"
OPTIONS = {"frames": 4, "size": 64, "epochs": 10, "batch": 5, "augment": "none"}
WAYS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("plain", "fine-tune", {}),
    ("weak views", "fine-tune", {"augment": "weak"}),
    ("strong views", "fine-tune", {"augment": "strong"}),
    ("from scratch", "scratch", {}),
    ("from the quick learner", "distill", {}),
    ("consistency", "fixmatch", {"threshold": 0.8}),
    ("consistency, adaptive", "fixmatch", {"adaptive": True}),
    ("looks as a hint", "videossl", {"threshold": 0.8}),
    ("guesses without looks", "videossl", {"threshold": 0.8, "appearance": 0.0}),
)


def drawn(folder: Path, seed: int) -> tuple[Shelf, list[Sample], list[Sample]]:
    """A shelf, its labeled clips, and those whose labels are hidden."""
    shelf = Shelf(folder)
    labeled: list[Sample] = []
    hidden: list[Sample] = []
    parts = ("train",) * LABELED + ("validation",) * VALIDATED + ("test",) * TESTED
    for label in range(CLASSES):
        for at in range(len(parts) + HIDDEN):
            part = parts[at] if at < len(parts) else ""
            number = 10_000 * seed + 100 * label + at
            pictures = colored(label, number) if label < 2 else moving(label - 2, number)
            made = shelf.add(pictures, label + 1, f"s{label}-{at}", part)
            (labeled if part else hidden).append(made)
    return shelf, labeled, [replace(one, spans=(), complete=False) for one in hidden]


def accuracies(seed: int) -> dict[str, float]:
    """The accuracy of each way on one draw of clips."""
    with tempfile.TemporaryDirectory() as folder:
        shelf, labeled, hidden = drawn(Path(folder), seed)
        classes, key = tuple(range(1, CLASSES + 1)), shelf.snapshot(labeled)
        ask = TrainModel("bench", "", shelf.url, key, ENTRY, "", classes, seed=seed)
        quick = train(replace(ask, entry="probe_lite0"), Told())
        teacher = Version(quick.weights_key, quick.card_key)
        found = {"the quick learner": float(quick.metrics["accuracy"])}
        pool = shelf.snapshot(hidden)
        for name, regime, options in WAYS:
            asked = replace(
                ask,
                job_id=name,
                regime=regime,
                options={**OPTIONS, **options},
                pool_key=pool if regime in ("distill", "fixmatch", "videossl") else "",
                teacher=teacher if regime == "distill" else None,
            )
            found[name] = float(train(asked, Told()).metrics["accuracy"])
            sys.stderr.write(f"seed {seed}: {name} {found[name]:.2f}\n")
    return found


def main() -> None:
    """Print the table and the line."""
    torch.set_num_threads(2)
    tables = [accuracies(seed) for seed in SEEDS]
    plain = np.array([one["plain"] for one in tables])
    detail = {}
    sys.stdout.write(f"{'':<26}{'mean':>6}{'gain':>8}   each seed\n")
    for name in tables[0]:
        each = np.array([one[name] for one in tables])
        gain = float((each - plain).mean())
        helps = "" if name == "plain" else "helps" if gain > 0 else "does not help"
        rows = " ".join(f"{one:.2f}" for one in each)
        sys.stdout.write(f"{name:<26}{each.mean():>6.2f}{gain:>+8.3f}   {rows}  {helps}\n")
        detail[name] = {"mean": round(float(each.mean()), 3), "gain": round(gain, 3)}
    value = detail["looks as a hint"]["gain"]
    line = {"bench": "regimes", "value": value, "unit": "accuracy gained", "target": TARGET}
    sys.stdout.write(json.dumps({**line, "met": value >= TARGET, "detail": detail}) + "\n")


if __name__ == "__main__":
    main()

"""What each way to train is worth with few labels: the same clips, labels and seeds for all.

Classes are two colors and four directions of movement; five labeled clips of each, the labels of
twelve more are hidden. Accuracy on the test part, the mean over seeds, beside what the same network
has from labels alone; what does not help by more than chance says so. Rows come as they are known.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from scipy.stats import ttest_1samp

from annotator.contracts.learning import ModelTrained, Sample, TrainModel, Version
from mlworker.training.run import train
from testkit.drawn import Shelf, Told, colored, moving

SEEDS = (1, 2, 3)
COLORS, DIRECTIONS = 2, 4
CLASSES = COLORS + DIRECTIONS
LABELED, VALIDATED, HIDDEN, TESTED = 5, 2, 12, 10
TARGET = 0.03
ALPHA = 0.05
TINY = {"preset": "tiny", "frames": 8, "size": 32, "batch": 8, "epochs": 30, "augment": "none"}
# A rate of nearly nothing: what random weights see, under a head that is fitted.
STILL = {"head_lr": 1e-9, "epochs": 1}
LONG = {"epochs": 60, "head_lr": 1e-3}


@dataclass(frozen=True)
class Way:
    """A training by its name: what it is compared with, and what it is given beside labels.

    `start`, `teacher`: the names of ways before it. `pool`: whether it sees clips without labels.
    """

    name: str
    entry: str
    regime: str
    options: dict[str, Any] = field(default_factory=dict)
    beside: str = ""
    pool: bool = False
    teacher: str = ""
    start: str = ""


HINT, AGREED = "looks as a hint", "views that agree, then a head"
QUICK, CRNN, SWEEP, TUBES = "probe_lite0", "crnn_gru", "timesformer", "videomae"
WAYS: tuple[Way, ...] = (
    Way("quick learner", QUICK, "probe"),
    Way("quick, gru head", QUICK, "probe", {"head": "gru"}, "quick learner"),
    Way("quick, attention head", QUICK, "probe", {"head": "attention"}, "quick learner"),
    Way("quick, mlp head", QUICK, "probe", {"head": "mlp"}, "quick learner"),
    Way("few shots, prototypes", QUICK, "few-shot", {}, "quick learner"),
    Way("few shots, transport", QUICK, "few-shot", {"match": "transport"}, "quick learner"),
    Way("labels alone", CRNN, "fine-tune", TINY),
    Way("weak views", CRNN, "fine-tune", {**TINY, "augment": "weak"}, "labels alone"),
    Way("strong views", CRNN, "fine-tune", {**TINY, "augment": "strong"}, "labels alone"),
    Way("from a teacher", CRNN, "distill", TINY, "labels alone", True, "quick learner"),
    Way("consistency", CRNN, "fixmatch", {**TINY, "threshold": 0.8}, "labels alone", True),
    Way("adaptive consistency", CRNN, "fixmatch", {**TINY, "adaptive": True}, "labels alone", True),
    Way(HINT, CRNN, "videossl", {**TINY, "threshold": 0.8}, "labels alone", True),
    Way(
        "guesses without looks", CRNN, "videossl", {**TINY, "threshold": 0.8, "appearance": 0.0},
        "labels alone", True,
    ),
    Way(AGREED, CRNN, "svt", {**TINY, **LONG}, "labels alone", True),
    Way("after views that agree", CRNN, "fine-tune", TINY, "labels alone", start=AGREED),
    Way("random weights, head alone", SWEEP, "svt", {**TINY, **STILL}, pool=True),
    Way(
        "views that agree, head alone", SWEEP, "svt", {**TINY, **LONG},
        "random weights, head alone", True,
    ),
    Way("transformer, labels alone", SWEEP, "fine-tune", TINY),
    Way(
        "transformer, after views that agree", SWEEP, "fine-tune", TINY,
        "transformer, labels alone", start="views that agree, head alone",
    ),
    Way("tubes, random weights, head alone", TUBES, "masked", {**TINY, **STILL}, pool=True),
    Way(
        "tubes, what is hidden, head alone", TUBES, "masked", {**TINY, **LONG},
        "tubes, random weights, head alone", True,
    ),
    Way("tubes, labels alone", TUBES, "fine-tune", TINY),
    Way(
        "tubes, after what is hidden", TUBES, "fine-tune", TINY, "tubes, labels alone",
        start="tubes, what is hidden, head alone",
    ),
)  # fmt: skip


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
            is_color = label < COLORS
            pictures = colored(label, number) if is_color else moving(label - COLORS, number)
            made = shelf.add(pictures, label + 1, f"s{label}-{at}", part)
            (labeled if part else hidden).append(made)
    return shelf, labeled, [replace(one, spans=(), complete=False) for one in hidden]


def accuracies(seed: int, ways: Sequence[Way]) -> dict[str, float]:
    """The accuracy of each way on one draw of clips."""
    with tempfile.TemporaryDirectory() as folder:
        shelf, labeled, hidden = drawn(Path(folder), seed)
        classes, key = tuple(range(1, CLASSES + 1)), shelf.snapshot(labeled)
        ask = TrainModel("bench", "", shelf.url, key, "", "", classes, seed=seed)
        pool = shelf.snapshot(hidden)
        made: dict[str, ModelTrained] = {}
        for way in ways:
            asked = replace(
                ask,
                job_id=way.name.replace(" ", "-").replace(",", ""),
                entry=way.entry,
                regime=way.regime,
                options=way.options,
                pool_key=pool if way.pool else "",
                teacher=_version(made, way.teacher),
                start=_version(made, way.start),
            )
            made[way.name] = train(asked, Told())
            right = made[way.name].metrics["accuracy"]
            sys.stderr.write(f"seed {seed}: {way.name} {right:.3f}\n")
        return {name: float(one.metrics["accuracy"]) for name, one in made.items()}


def _version(made: dict[str, ModelTrained], name: str) -> Version | None:
    return Version(made[name].weights_key, made[name].card_key) if name else None


def verdict(gains: Sequence[float]) -> str:
    """Whether gains of seeds are more than chance: by a paired t-test at one in twenty."""
    if not ttest_1samp(gains, 0.0).pvalue < ALPHA:  # of one seed alone it is no number
        return "not seen to help"
    return "helps" if np.mean(gains) > 0 else "harms"


def _wanted() -> tuple[list[int], list[Way]]:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", nargs="+", type=int, default=SEEDS, help="two or more")
    known = list(dict.fromkeys(way.entry for way in WAYS))
    parser.add_argument("--models", nargs="+", choices=known, default=known, help="all if none")
    words = parser.parse_args()
    return words.seeds, [way for way in WAYS if way.entry in words.models]


def main() -> None:
    """Print the table and the line."""
    torch.set_num_threads(1)
    seeds, ways = _wanted()
    tables = [accuracies(seed, ways) for seed in seeds]
    detail = {}
    sys.stdout.write(
        "| way | accuracy (least to most) | against | gain | |\n|---|---|---|---|---|\n"
    )
    for way in ways:
        each = np.array([one[way.name] for one in tables])
        spread = f"{each.mean():.2f} ({each.min():.2f} to {each.max():.2f})"
        detail[way.name] = {"mean": round(float(each.mean()), 3)}
        gain = ("", "", "")
        if way.beside:
            gains = each - np.array([one[way.beside] for one in tables])
            gain = (way.beside, f"{gains.mean():+.2f}", verdict(gains.tolist()))
            detail[way.name]["gain"] = round(float(gains.mean()), 3)
        sys.stdout.write(f"| {way.name} | {spread} | {' | '.join(gain)} |\n")
    value = detail[HINT]["gain"] if HINT in detail else 0.0
    line = {"bench": "regimes", "value": value, "unit": "accuracy gained", "target": TARGET}
    sys.stdout.write(json.dumps({**line, "met": value >= TARGET, "detail": detail}) + "\n")


if __name__ == "__main__":
    main()

"""Where in long clips something happens, learned from tags of whole clips alone.

Drawn clips of 200 to 260 frames; in half of them a square goes right for a tenth to a fifth of the
time. What is found on clips that were not learned from: the area under ROC over frames, mAP and
mean overlap of spans, and how often the whole clip is told right. Beside it the same head taught
where the event is, and spans at random.
"""

import json
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from annotator.contracts.learning import ItemsPredicted, PredictItems, Sample, Span, TrainModel
from annotator.learning.evaluation.curves import area_under_roc
from annotator.learning.evaluation.localization import average_precision, overlap
from mlworker import blobs
from mlworker.inference.run import predict
from mlworker.training.run import train
from testkit.drawn import Shelf, Told
from testkit.kept import long_clip

SEEDS = (1, 2, 3)
PARTS = (("train", 24), ("validation", 8), ("test", 16))
TARGET = 0.85
GUESSES = 2
WAYS: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("ranking", "weak", {"localize": "ranking"}),
    ("attention, soft", "weak", {"localize": "attention"}),
    ("attention, hard", "weak", {"localize": "attention", "selection": "hard"}),
    ("told where it is", "probe", {}),
)
# Of an item a span's start, end and confidence.
Found = list[tuple[int, int, int, float]]


@dataclass(frozen=True)
class Figures:
    """Of one way with one seed: all from 0 to 1."""

    area: float
    precision: float
    overlap: float
    videos: float


def drawn(shelf: Shelf) -> list[Sample]:
    """All clips, tagged where the event is."""
    samples: list[Sample] = []
    for part, count in PARTS:
        for at in range(count):
            seed = len(samples)
            pictures, frames, spans = long_clip(seed, event=at % 2 == 0)
            made = shelf.add(pictures, 1, f"s{seed}", part, spans=tuple(spans))
            samples.append(replace(made, frames=frames))
    return samples


def whole(sample: Sample) -> Sample:
    """The same, tagged as a whole if it shows the event anywhere."""
    if sample.part != "train" or not sample.spans:
        return sample
    return replace(sample, spans=(Span(1, 0, sample.frames),))


def judged(shelf: Shelf, tested: Sequence[Sample], told: ItemsPredicted) -> Figures:
    """What predictions are worth."""
    text = blobs.fetch(shelf.url, told.predictions_key).read_text()
    lines = [json.loads(line) for line in text.splitlines()]
    said, true, right = [], [], []
    found: Found = []
    for line, one in zip(lines, tested, strict=True):
        for frame in range(one.frames):
            over = [c["probabilities"][0] for c in line["clips"] if c["start"] <= frame < c["end"]]
            said.append(float(np.mean(over)))
            true.append(float(any(span.start <= frame < span.end for span in one.spans)))
        highest = max(clip["probabilities"][0] for clip in line["clips"])
        right.append((highest >= 0.5) == bool(one.spans))
        found += [(one.item_id, s["start"], s["end"], s["confidence"]) for s in line["spans"]]
    area = area_under_roc(np.array(said), np.array(true)) or 0.0
    return Figures(area, precision(tested, found), overlaps(tested, found), float(np.mean(right)))


def precision(tested: Sequence[Sample], found: Found) -> float:
    """The average precision at an overlap of a half."""
    true = {one.item_id: [(span.start, span.end) for span in one.spans] for one in tested}
    return average_precision(true, found, 0.5) or 0.0


def overlaps(tested: Sequence[Sample], found: Found) -> float:
    """The mean overlap of each event with the best span that was found."""
    best = []
    for one in tested:
        own = [(start, end) for item, start, end, _ in found if item == one.item_id]
        for span in one.spans:
            best.append(max((overlap((span.start, span.end), some) for some in own), default=0.0))
    return float(np.mean(best))


def guessed(tested: Sequence[Sample], seed: int) -> Figures:
    """Spans anywhere, as long as events are."""
    rng = np.random.default_rng(seed)
    found: Found = []
    for one in tested:
        for _ in range(GUESSES):
            length = int(rng.uniform(0.12, 0.2) * one.frames)
            start = int(rng.integers(0, one.frames - length))
            found.append((one.item_id, start, start + length, float(rng.random())))
    return Figures(0.5, precision(tested, found), overlaps(tested, found), 0.5)


def main() -> None:
    """Print the table and the line."""
    torch.set_num_threads(1)
    table: dict[str, list[Figures]] = {}
    with tempfile.TemporaryDirectory() as folder:
        shelf = Shelf(Path(folder))
        samples = drawn(shelf)
        tested = [one for one in samples if one.part == "test"]
        keys = {"weak": shelf.snapshot([whole(one) for one in samples])}
        keys["probe"] = shelf.snapshot(samples)
        for seed in SEEDS:
            table.setdefault("random spans", []).append(guessed(tested, seed))
            for name, regime, options in WAYS:
                words: dict[str, Any] = {"task": "multi", "seed": seed, "options": options}
                ask = TrainModel(
                    "bench", "", shelf.url, keys[regime], "probe_lite0", regime, (1,), **words
                )
                made = train(ask, Told())
                version = made.weights_key, made.card_key
                key = shelf.snapshot(tested)
                told = predict(PredictItems("bench", "", shelf.url, *version, key), Told())
                table.setdefault(name, []).append(judged(shelf, tested, told))
                sys.stderr.write(f"seed {seed}: {name} {table[name][-1]}\n")
    _show(table)


def _show(table: dict[str, list[Figures]]) -> None:
    sys.stdout.write("| way | AUC over frames | mAP at 0.5 | mean overlap | whole clips right |\n")
    sys.stdout.write("|---|---|---|---|---|\n")
    means = {}
    for name, rows in table.items():
        names = ("area", "precision", "overlap", "videos")
        each = {key: [getattr(row, key) for row in rows] for key in names}
        means[name] = {key: round(float(np.mean(numbers)), 3) for key, numbers in each.items()}
        shown = (f"{np.mean(one):.2f} ({min(one):.2f} to {max(one):.2f})" for one in each.values())
        sys.stdout.write(f"| {name} | {' | '.join(shown)} |\n")
    value = means["ranking"]["area"]
    line = {"bench": "weak", "value": value, "unit": "AUC over frames", "target": TARGET}
    sys.stdout.write(json.dumps({**line, "met": value >= TARGET, "detail": means}) + "\n")


if __name__ == "__main__":
    main()

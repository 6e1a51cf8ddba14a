"""Drawn videos in parts of which something happens, and what is worth what is found in them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from annotator.contracts.learning import ItemsPredicted, PredictItems, Sample, Span, TrainModel
from annotator.learning.evaluation.curves import area_under_roc
from annotator.learning.evaluation.localization import average_precision, overlap
from mlworker import blobs
from mlworker.inference.run import predict
from mlworker.training.run import train
from testkit.drawn import RATE, Shelf, Told
from testkit.kept import long_clip

# Of an item a span's start, end and confidence.
Found = list[tuple[int, int, int, float]]


@dataclass(frozen=True)
class Figures:
    """Of one way with one seed: all from 0 to 1.

    `area` under ROC over frames; average `precision` of spans at an overlap of a half; mean
    `overlap` of each event with the best span; how often a span is found where there is an event,
    and none where there is none; and how often it is rightly said of the video as a whole.
    """

    area: float
    precision: float
    overlap: float
    videos: float
    accuracy: float


def drawn(
    shelf: Shelf,
    parts: Sequence[tuple[str, int]],
    *,
    first: int = 0,
    rate: int = RATE,
    **how: Any,
) -> list[Sample]:
    """So many videos of each part, every second with an event that is tagged where it is; drawn by
    the seeds from `first` on. `how`: as `long_clip` takes it.
    """
    samples: list[Sample] = []
    for part, count in parts:
        for at in range(count):
            seed = first + len(samples)
            pictures, _, spans = long_clip(seed, event=at % 2 == 0, **how)
            told = tuple(spans)
            samples.append(shelf.add(pictures, 1, f"s{seed}", part, rate=rate, spans=told))
    return samples


def whole(sample: Sample) -> Sample:
    """The same, said as a whole to show the event or not, unless it is for tests."""
    if sample.part == "test" or not sample.spans:
        return sample
    return replace(sample, spans=(Span(1, 0, sample.frames),))


def found_by(shelf: Shelf, tested: Sequence[Sample], ask: TrainModel) -> Figures:
    """What the version of a training is worth on the samples."""
    made = train(ask, Told())
    # What is asked about is not told.
    asked = [replace(one, spans=(), complete=False) for one in tested]
    version = made.weights_key, made.card_key
    words = PredictItems("job", "", shelf.url, *version, shelf.snapshot(asked))
    return judged(shelf, tested, predict(words, Told()))


def judged(shelf: Shelf, tested: Sequence[Sample], told: ItemsPredicted) -> Figures:
    """What predictions are worth."""
    text = blobs.fetch(shelf.url, told.predictions_key).read_text()
    lines = [json.loads(line) for line in text.splitlines()]
    said, true, spotted, right = [], [], [], []
    found: Found = []
    for line, one in zip(lines, tested, strict=True):
        for frame in range(one.frames):
            over = [c["probabilities"][0] for c in line["clips"] if c["start"] <= frame < c["end"]]
            said.append(float(np.mean(over)))
            true.append(float(any(span.start <= frame < span.end for span in one.spans)))
        spotted.append(bool(line["spans"]) == bool(one.spans))
        right.append((line["probabilities"][0] >= 0.5) == bool(one.spans))
        found += [(one.item_id, s["start"], s["end"], s["confidence"]) for s in line["spans"]]
    area = area_under_roc(np.array(said), np.array(true)) or 0.0
    shares = float(np.mean(spotted)), float(np.mean(right))
    return Figures(area, precision(tested, found), overlaps(tested, found), *shares)


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

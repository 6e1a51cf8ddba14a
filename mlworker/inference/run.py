"""The step that predicts: samples and a model version to clips, item averages and spans."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors.torch import load_file

from annotator.contracts.learning import ItemsPredicted, PredictItems, Sample
from annotator.learning.spans import rule, spans
from annotator.learning.zoo import registry as zoo
from annotator.ranges import subtract
from annotator.refusal import Code, Refusal
from mlworker import blobs, device
from mlworker.child import Progress
from mlworker.clips.plan import PLAN, cut
from mlworker.clips.sight import sight_of
from mlworker.clips.snapshots import put_rows, read_json, read_samples
from mlworker.clips.stacks import stack
from mlworker.features import cache
from mlworker.features.compute import Seen, Source
from mlworker.zoo import registry
from mlworker.zoo.confidence import probabilities
from mlworker.zoo.head import restored
from mlworker.zoo.looking import look
from mlworker.zoo.network import shaped

Floats = npt.NDArray[np.float64]
Ranges = Sequence[tuple[int, int]]
# A sample's clips with their logits, and where its vectors lie.
Predictor = Callable[[Sample, Seen], tuple[Ranges, Floats, str]]

BATCH = 8


def predict(ask: PredictItems, progress: Progress) -> ItemsPredicted:
    """Predict every sample; one that cannot be read is told with its reason.

    Refuses (`unsupported`) a model that was trained on another cut or backbone.
    """
    card = read_json(ask.storage_url, ask.card_key)
    samples = read_samples(ask.storage_url, ask.samples_key)
    predictor = _predictor(ask, card)
    failed = 0

    def rows() -> Iterator[dict[str, Any]]:
        nonlocal failed
        for at, sample in enumerate(samples):
            seen = partial(progress, at, len(samples), "clips", "Predicting")
            try:
                row = _row(sample, card, *predictor(sample, seen))
            except Refusal as refusal:
                row = {"item_id": sample.item_id, "error": refusal.title}
                failed += 1
            yield row
            progress(at + 1, len(samples), "clips", "Predicting")

    key = put_rows(ask.storage_url, rows())
    return ItemsPredicted(ask.job_id, ask.token, key, len(samples) - failed, failed)


def _predictor(ask: PredictItems, card: dict[str, Any]) -> Predictor:
    if card["plan"] != PLAN or card.get("backbone", cache.VERSION) != cache.VERSION:
        raise Refusal(
            Code.UNSUPPORTED,
            "This model was trained on features that this version no longer makes; train it again",
        )
    make = _frozen if "backbone" in card else _deep
    return make(ask, card)


def _frozen(ask: PredictItems, card: dict[str, Any]) -> Predictor:
    head = restored(load_file(blobs.fetch(ask.storage_url, ask.weights_key)), card)
    source = Source(ask.storage_url)

    def one(sample: Sample, seen: Seen) -> tuple[Ranges, Floats, str]:
        vectors = source.vectors(sample, seen)
        if vectors is None:
            raise Refusal(Code.INVALID, source.failed[sample.item_id])
        groups = {name: getattr(vectors, name).astype(np.float64) for name in card["groups"]}
        ranges = [(int(start), int(end)) for start, end in vectors.ranges]
        return ranges, head.logits(groups), cache.name(sample)

    return one


def _deep(ask: PredictItems, card: dict[str, Any]) -> Predictor:
    entry = zoo.entry(card["entry"])
    options = card["options"]
    tensors = load_file(blobs.fetch(ask.storage_url, ask.weights_key))
    shape = shaped(options, len(card["classes"]))
    model = registry.restored(entry, shape, tensors).to(device.choose())
    sight = replace(sight_of(entry, options), views=1)

    def one(sample: Sample, seen: Seen) -> tuple[Ranges, Floats, str]:
        ranges = cut(sample.frames, cache.rate(sample), sample.skips, sample.cuts)
        path = blobs.fetch(ask.storage_url, sample.proxy_key)
        with tempfile.TemporaryDirectory() as folder:
            shape = sight.shape(len(ranges))
            pictures = np.memmap(Path(folder) / "clips.u8", np.uint8, "w+", shape=shape)
            stack(path, cache.rate(sample), ranges, sight, pictures)
            rows = np.arange(len(ranges))
            logits = look(model, pictures, rows, BATCH, seen)
        return ranges, logits, ""

    return one


def _row(
    sample: Sample, card: dict[str, Any], ranges: Ranges, logits: Floats, embedding: str
) -> dict[str, Any]:
    single = card["task"] == "single"
    shares = probabilities(logits / float(card["temperature"]), single=single)
    rules = [rule(float(cache.rate(sample)))] * len(card["classes"])
    found = [
        replace(one, start=start, end=end)
        for one in spans(ranges, shares, card["classes"], rules, single=single)
        for start, end in subtract(((one.start, one.end),), sample.skips)
    ]
    return {
        "item_id": sample.item_id,
        "clips": [
            {"start": start, "end": end, "probabilities": _rounded(row)}
            for (start, end), row in zip(ranges, shares, strict=True)
        ],
        "probabilities": _rounded(shares.mean(axis=0)),
        "spans": [
            {
                "class_id": one.class_id,
                "start": one.start,
                "end": one.end,
                "confidence": round(one.confidence, 6),
            }
            for one in found
        ],
        "embedding_path": embedding,
    }


def _rounded(row: Floats) -> list[float]:
    return [round(float(one), 6) for one in row]

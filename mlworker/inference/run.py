"""The step that predicts: samples and a model version to clips, item averages and spans."""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import numpy as np
import numpy.typing as npt

from annotator.contracts.learning import ItemsPredicted, PredictItems, Sample
from annotator.learning.spans import Rule, rule, spans
from annotator.refusal import Code, Refusal
from mlworker.child import Progress
from mlworker.clips.snapshots import put_rows, read_json, read_samples
from mlworker.features import cache
from mlworker.features.opinions import Said, opinion
from mlworker.zoo.confidence import by_item

Floats = npt.NDArray[np.float64]


def predict(ask: PredictItems, progress: Progress) -> ItemsPredicted:
    """Predict every sample; one that cannot be read is told with its reason.

    Refuses (`unsupported`) a model that was trained on another cut or backbone.
    """
    card = read_json(ask.storage_url, ask.card_key)
    samples = read_samples(ask.storage_url, ask.samples_key)
    says = opinion(ask.storage_url, ask.weights_key, card, ask.outside)
    failed = 0

    def rows() -> Iterator[dict[str, Any]]:
        nonlocal failed
        for at, sample in enumerate(samples):
            seen = partial(progress, at, len(samples), "clips", "Predicting")
            try:
                row = said(sample, card, says(sample, seen))
            except Refusal as refusal:
                row = {"item_id": sample.item_id, "error": refusal.title}
                failed += 1
            yield row
            progress(at + 1, len(samples), "clips", "Predicting")

    key = put_rows(ask.storage_url, rows())
    return ItemsPredicted(ask.job_id, ask.token, key, len(samples) - failed, failed)


def said(
    sample: Sample, card: Mapping[str, Any], told: Said, wanted: Rule | None = None
) -> dict[str, Any]:
    """A row of `ItemsPredicted`: what a model has `told` of a sample.

    Refuses (`invalid`) logits that are no numbers.
    """
    ranges, logits, embedding, whole = told
    if not np.isfinite(logits).all():
        raise Refusal(
            Code.INVALID,
            "The model says nothing of this clip that is a number: its weights are broken. Train "
            "it again, or take another version",
        )
    single = card["task"] == "single"
    shares, likely = by_item(logits, whole, float(card["temperature"]), single=single)
    rules = [wanted or rule(float(cache.rate(sample)))] * len(card["classes"])
    found = spans(ranges, shares, card["classes"], rules, single=single, skips=sample.skips)
    return {
        "item_id": sample.item_id,
        "clips": [
            {"start": start, "end": end, "probabilities": _rounded(row)}
            for (start, end), row in zip(ranges, shares, strict=True)
        ],
        "probabilities": _rounded(likely),
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

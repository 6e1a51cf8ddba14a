"""What a training leaves behind: weights, card and report, as blobs."""

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from safetensors.torch import save_file

from annotator.contracts.learning import ModelTrained, TrainModel
from annotator.learning.gates import gates
from mlworker import blobs
from mlworker.clips.snapshots import put_json
from mlworker.training.clips import Clips
from mlworker.training.metrics import Judged, measure
from mlworker.zoo.confidence import probabilities

Floats = npt.NDArray[np.float64]

SPLITS = {"holdout": "test", "grouped-cv": "grouped cross-validation"}


def judged(clips: Clips, rows: npt.NDArray[np.bool_], logits: Floats) -> Judged:
    """The clips at `rows` with their logits, for the metrics."""
    return Judged(logits[rows], clips.targets[rows], clips.sources[rows].tolist())


def thresholds(
    ask: TrainModel, logits: Floats, targets: Floats, heat: float
) -> list[dict[str, Any]]:
    """Per class the confidence from which its predictions may become pseudo-labels."""
    single = ask.task == "single"
    shares = probabilities(logits / heat, single=single)
    if single:
        predicted, confidence = shares.argmax(axis=1), shares.max(axis=1)
        right = predicted == targets.argmax(axis=1)
    else:
        said = (shares >= 0.5) & ~np.isnan(targets)
        predicted, confidence = np.nonzero(said)[1], shares[said]
        right = targets[said] > 0.5
    return [gate.shown() for gate in gates(ask.classes, predicted, confidence, right)]


def deliver(
    ask: TrainModel,
    tensors: Mapping[str, torch.Tensor],
    card: Mapping[str, Any],
    clips: Clips,
    rows: npt.NDArray[np.bool_],
    logits: Floats,
) -> ModelTrained:
    """Store a model's parts and say how it did on the clips at `rows`, that it has not seen."""
    heat = float(card["temperature"])
    metrics = measure(
        judged(clips, rows, logits),
        ask.classes,
        heat,
        single=ask.task == "single",
        split=SPLITS[ask.mode],
        seed=ask.seed,
    )
    report = _report(ask, clips, rows, logits / heat)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.safetensors"
        save_file({name: one.contiguous() for name, one in tensors.items()}, path)
        return ModelTrained(
            ask.job_id,
            ask.token,
            blobs.put(ask.storage_url, path),
            put_json(ask.storage_url, _whole(ask, card)),
            put_json(ask.storage_url, report),
            metrics,
        )


def _whole(ask: TrainModel, card: Mapping[str, Any]) -> dict[str, Any]:
    """The model's card with what it was asked to learn."""
    return {
        "entry": ask.entry,
        "regime": ask.regime,
        "task": ask.task,
        "classes": list(ask.classes),
        "background_class_id": ask.background_class_id,
        "mode": ask.mode,
        "seed": ask.seed,
        "snapshot": ask.snapshot_key,
        **card,
    }


def _report(
    ask: TrainModel, clips: Clips, rows: npt.NDArray[np.bool_], cooled: Floats
) -> list[dict[str, Any]]:
    single = ask.task == "single"
    shares = probabilities(cooled, single=single)
    report = []
    for at in np.flatnonzero(rows):
        clip = clips.clips[at]
        said, true = shares[at], clip.target.values
        report.append(
            {
                "item_id": clip.sample.item_id,
                "start": clip.start,
                "end": clip.end,
                "truth": _named(ask.classes, true > 0.5, int(true.argmax()), single=single),
                "predicted": _named(ask.classes, said >= 0.5, int(said.argmax()), single=single),
                "probabilities": [round(float(one), 6) for one in said],
            }
        )
    return report


def _named(
    classes: Sequence[int], held: npt.NDArray[np.bool_], best: int, *, single: bool
) -> int | list[int]:
    """The class of one label, the classes of several."""
    if single:
        return classes[best]
    return [class_id for class_id, one in zip(classes, held, strict=True) if one]

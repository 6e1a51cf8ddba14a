"""What a training leaves behind: weights, card and report, as blobs."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from safetensors.torch import save_file

from annotator.contracts.learning import ModelTrained, TrainModel
from annotator.learning.evaluation.operating import RATES, threshold
from annotator.learning.gates import gates, taken
from mlworker import blobs
from mlworker.clips.snapshots import put_json
from mlworker.training.clips import Clips, Flags
from mlworker.training.metrics import Judged, accuracy, measure
from mlworker.zoo.bags import Told
from mlworker.zoo.confidence import by_item, probabilities, temperature

Floats = npt.NDArray[np.float64]

SPLITS = {"holdout": "test", "grouped-cv": "grouped cross-validation"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """A model's logits, (clips, classes); NaN where it was not asked.

    `evidence`: the clips that calibrate and that gates are measured on; `judged`: those that the
    metrics are of. `heat`: the model's temperature; `heats`: each clip's own, fitted without it.
    `videos`: by item what a model says of parts and of the whole, if it does; of others an item is
    the mean of its clips.
    """

    logits: Floats
    evidence: Flags
    judged: Flags
    heat: float
    heats: Floats
    videos: Mapping[int, Told] = field(default_factory=dict)


def calibrated(
    ask: TrainModel, clips: Clips, logits: Floats, evidence: Flags, judged: Flags
) -> Verdict:
    """The verdict with its temperatures.

    What is shown must not be cooled by a temperature that its own labels chose: in grouped
    cross-validation each fold takes that of the others.
    """
    single = ask.task == "single"

    def fitted(rows: Flags) -> float:
        return temperature(logits[rows], clips.targets[rows], single=single)

    heat = fitted(evidence)
    heats = np.full(len(logits), heat)
    if ask.mode != "holdout":
        for fold in clips.folds():
            held = judged & (clips.parts == fold)
            heats[held] = fitted(evidence & ~held)
    return Verdict(logits, evidence, judged, heat, heats)


def thresholds(ask: TrainModel, clips: Clips, verdict: Verdict) -> list[dict[str, Any]]:
    """Per class the confidence from which its predictions may become pseudo-labels.

    Measured as they are applied: on items, by what is said of them as a whole. Items of which a
    clip or the whole has no label are left out.
    """
    single = ask.task == "single"
    said: list[tuple[int, float, bool]] = []
    for rows in clips.items(verdict.evidence):
        clip = clips.clips[rows[0]]
        told = verdict.videos.get(clip.sample.item_id)
        logits, whole = told or (verdict.logits[rows], None)
        shares = by_item(logits, whole, verdict.heat, single=single)
        if clip.whole is not None:
            said += [
                (at, confidence, bool(clip.whole.values[at] > 0.5))
                for at, confidence in taken(*shares, single=single)
                if not np.isnan(clip.whole.values[at])
            ]
    predicted, confidence, right = zip(*said, strict=True) if said else ((), (), ())
    found = gates(
        ask.classes,
        np.array(predicted, np.int64),
        np.array(confidence, np.float64),
        np.array(right, np.bool_),
    )
    return [gate.shown() for gate in found]


def operating_points(ask: TrainModel, clips: Clips, verdict: Verdict) -> list[dict[str, Any]]:
    """Per class the confidence from which it is rarely said falsely, for some rates of that."""
    rows = verdict.evidence
    shares = probabilities(verdict.logits[rows] / verdict.heat, single=ask.task == "single")
    targets = clips.targets[rows]
    return [
        {"class_id": class_id, "rate": rate, "threshold": threshold(share, true, rate)}
        for class_id, share, true in zip(ask.classes, shares.T, targets.T, strict=True)
        for rate in RATES
    ]


def deliver(
    ask: TrainModel,
    tensors: Mapping[str, torch.Tensor],
    card: Mapping[str, Any],
    clips: Clips,
    verdict: Verdict,
) -> ModelTrained:
    """Store a model's parts and say how it did on the clips that it has not seen."""
    rows = verdict.judged
    single = ask.task == "single"
    metrics = measure(
        Judged(verdict.logits[rows], clips.targets[rows], clips.sources[rows].tolist()),
        ask.classes,
        verdict.heats[rows],
        single=single,
        split=SPLITS[ask.mode],
        seed=ask.seed,
    )
    metrics["temperature"] = verdict.heat
    metrics["learned"] = _learned(ask, clips, verdict)
    known = {
        "temperature": verdict.heat,
        "clips": len(clips.clips),
        "gates": thresholds(ask, clips, verdict),
        "operating": operating_points(ask, clips, verdict),
    }
    report = _report(ask, clips, verdict)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.safetensors"
        save_file({name: one.contiguous() for name, one in tensors.items()}, path)
        return ModelTrained(
            ask.job_id,
            ask.token,
            blobs.put(ask.storage_url, path),
            put_json(ask.storage_url, _whole(ask, {**known, **card})),
            put_json(ask.storage_url, report),
            metrics,
        )


def _learned(ask: TrainModel, clips: Clips, verdict: Verdict) -> dict[str, Any] | None:
    """How right a model is on clips of the recordings that it was fitted on, beside which the test
    part tells how much of that holds for others. None out of folds, where the model that stays has
    seen all.
    """
    if ask.mode != "holdout":
        return None
    rows = clips.held("train") & ~np.isnan(verdict.logits).any(axis=1)
    if not rows.any():
        return None
    shares = probabilities(verdict.logits[rows], single=ask.task == "single")
    right = accuracy(shares, clips.targets[rows], single=ask.task == "single")
    return {"accuracy": right, "n": int(rows.sum())}


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


def _report(ask: TrainModel, clips: Clips, verdict: Verdict) -> list[dict[str, Any]]:
    single = ask.task == "single"
    before = probabilities(verdict.logits, single=single)
    after = probabilities(verdict.logits / verdict.heats[:, None], single=single)
    report = []
    for at in np.flatnonzero(verdict.judged):
        clip = clips.clips[at]
        said, true = after[at], clip.target.values
        unknown = np.isnan(true)
        # Of several labels what is not known there can be neither right nor wrong.
        held = (said >= 0.5) & ~unknown
        told = verdict.videos.get(clip.sample.item_id)
        heat = float(verdict.heats[at])
        whole = None if told is None else by_item(*told, heat, single=single)[1]
        report.append(
            {
                "item_id": clip.sample.item_id,
                "start": clip.start,
                "end": clip.end,
                "truth": _named(ask.classes, true > 0.5, int(true.argmax()), single=single),
                "predicted": _named(ask.classes, held, int(said.argmax()), single=single),
                "unknown": _named(ask.classes, unknown, 0, single=False),
                "probabilities": _rounded(said),
                "before": _rounded(before[at]),
                **({} if whole is None else {"whole": _rounded(whole)}),
            }
        )
    return report


def _rounded(shares: Floats) -> list[float]:
    """To nine digits: what lies near 0 keeps its order."""
    return [float(f"{one:.9g}") for one in shares]


def _named(classes: Sequence[int], held: Flags, best: int, *, single: bool) -> int | list[int]:
    """The class of one label, the classes of several."""
    if single:
        return classes[best]
    return [class_id for class_id, one in zip(classes, held, strict=True) if one]

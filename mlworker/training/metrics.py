"""How good a model is on clips it was not fitted on, in the shape that the API shows."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from annotator.learning.evaluation import calibration, ranking
from annotator.learning.intervals import bootstrap
from annotator.learning.scores import macro
from mlworker.zoo.confidence import probabilities

Floats = npt.NDArray[np.float64]

TOP = 5


@dataclass(frozen=True, slots=True)
class Judged:
    """Clips with what is true of them and a model's logits, (clips, classes) each."""

    logits: Floats
    targets: Floats
    sources: Sequence[str]


def measure(
    judged: Judged,
    classes: Sequence[int],
    heats: Floats,
    *,
    single: bool,
    split: str,
    seed: int,
) -> dict[str, Any]:
    """The API's Metrics, but for the temperature of the model itself.

    `heats`: the temperature that each clip is calibrated by (clips,). `accuracy_interval`: 95 %, by
    drawing sources again. Precision, recall and F1 of a class that is not there are null; a macro
    mean is over the others. Several labels: accuracy is the share of known labels that are right,
    and there is neither a confusion matrix nor a `top_k`.
    """
    before = probabilities(judged.logits, single=single)
    after = probabilities(judged.logits / heats[:, None], single=single)
    compare = _single if single else _multi
    right, rows, confusion = compare(after, judged.targets, classes)
    unscaled, sure = (
        calibration.flat(one, judged.targets, single=single) for one in (before, after)
    )
    low, high = bootstrap(right, judged.sources, np.random.default_rng(seed))
    return {
        "accuracy": float(right.mean()),
        "accuracy_interval": [low, high],
        "top_k": top_k(after, judged.targets) if single else [],
        "macro_precision": macro(rows, "precision"),
        "macro_recall": macro(rows, "recall"),
        "macro_f1": macro(rows, "f1") or 0.0,
        "ece": calibration.expected_error(*sure),
        "ece_before": calibration.expected_error(*unscaled),
        "per_class": rows,
        "confusion": confusion,
        "reliability": [asdict(one) for one in calibration.reliability(*sure)],
        "majority": _majority(judged.targets, single=single),
        "n": len(judged.targets),
        "split": split,
    }


def accuracy(shares: Floats, targets: Floats, *, single: bool) -> float:
    """The share of clips that are right; of several labels the share of known labels."""
    if single:
        return float((shares.argmax(axis=1) == targets.argmax(axis=1)).mean())
    known = ~np.isnan(targets)
    agreed = ((shares >= 0.5) == (np.nan_to_num(targets) > 0.5)) & known
    return float((agreed.sum(axis=1) / np.maximum(known.sum(axis=1), 1)).mean())


def _single(
    shares: Floats, targets: Floats, classes: Sequence[int]
) -> tuple[Floats, list[dict[str, Any]], list[list[int]]]:
    predicted, truth = shares.argmax(axis=1), targets.argmax(axis=1)
    table = np.zeros((len(classes), len(classes)), np.int64)
    np.add.at(table, (truth, predicted), 1)
    counts = zip(table.diagonal(), table.sum(axis=0), table.sum(axis=1), strict=True)
    rows = [
        _row(class_id, *map(int, numbers))
        for class_id, numbers in zip(classes, counts, strict=True)
    ]
    return (predicted == truth).astype(np.float64), rows, table.tolist()


def _multi(
    shares: Floats, targets: Floats, classes: Sequence[int]
) -> tuple[Floats, list[dict[str, Any]], list[list[int]]]:
    known = ~np.isnan(targets)
    said, true = (shares >= 0.5) & known, (np.nan_to_num(targets) > 0.5) & known
    rows = []
    for at, class_id in enumerate(classes):
        both = int((said[:, at] & true[:, at]).sum())
        taken, support = int(said[:, at].sum()), int(true[:, at].sum())
        rows.append(_row(class_id, both, taken, support))
    right = ((said == true) & known).sum(axis=1) / np.maximum(known.sum(axis=1), 1)
    return right.astype(np.float64), rows, []


def _majority(targets: Floats, *, single: bool) -> float:
    """The accuracy of always saying the commonest."""
    if single:
        return float(targets.sum(axis=0).max() / max(len(targets), 1))
    share = np.nanmean(targets, axis=0) if len(targets) else np.zeros(1)
    return float(np.nanmean(np.maximum(share, 1 - share)))


def _row(class_id: int, both: int, taken: int, support: int) -> dict[str, Any]:
    """A class's figures, of how often it was said and true, was said, was true.

    What cannot be said is null, not 0: precision of a class never predicted, the rest of a class
    that no clip has.
    """
    return {
        "class_id": class_id,
        "precision": both / taken if support and taken else None,
        "recall": both / support if support else None,
        "f1": 2 * both / (taken + support) if support else None,
        "support": support,
    }


def top_k(shares: Floats, targets: Floats) -> list[dict[str, Any]]:
    """The share of clips whose class is among the k likeliest, for k from 1 to 5.

    shares, targets: (clips, classes). As many as there are classes would always hold the truth.
    """
    count = shares.shape[1]
    truth = np.eye(count, dtype=bool)[targets.argmax(axis=1)]
    shown = ranking.cmc(ranking.ranks(shares, truth), min(TOP, count - 1))
    return [{"k": k, "accuracy": share} for k, share in enumerate(shown.tolist(), start=1)]

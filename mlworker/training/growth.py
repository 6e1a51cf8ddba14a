"""How good the same head is on fewer labels: points for a curve of what more would bring."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from annotator.contracts.learning import TrainModel
from annotator.learning.scores import macro_f1
from mlworker.training import probe
from mlworker.training.clips import Clips, Flags
from mlworker.training.metrics import accuracy
from mlworker.training.probe import Views
from mlworker.zoo.confidence import probabilities
from mlworker.zoo.head import Floats, FrozenHead, Head

SHARES = (0.15, 0.25, 0.4, 0.6, 0.8)
REPEATS = 5
# With fewer labeled items a share of them is a handful.
LEAST = 20
# More take long and say no more of how the curve bends.
MOST = 1000

# The clips that teach, and those that are judged by what they taught.
Side = tuple[Flags, Flags]


def measured(
    ask: TrainModel, clips: Clips, views: Views, head: FrozenHead
) -> dict[str, Any] | None:
    """{labels, points: [{labels, repeat, accuracy, macro_f1}]}: how good with shares of the labels.

    Shares are nested in each of five orders of the items.

    None for what is no linear head, as refitting another takes long, and of fewer than 20 items.
    `labels`: as many labeled items as a training with so many to learn from has in all. The setting
    is that of the head: what fewer labels would have chosen may be worse, never much better.
    """
    sides = _sides(ask, clips)
    items = np.array([one.sample.item_id for one in clips.clips])
    known = np.unique(items[clips.weights >= 1.0])
    taught = [np.unique(items[teach & (clips.weights >= 1.0)]) for teach, _ in sides]
    if not isinstance(head, Head) or min((len(one) for one in taught), default=0) < LEAST:
        return None
    rng = np.random.default_rng(ask.seed)
    rows = []
    for repeat in range(REPEATS):
        orders = [rng.permutation(one) for one in taught]
        for share in SHARES:
            sizes = [round(share * min(len(one), MOST)) for one in orders]
            logits = np.full(clips.targets.shape, np.nan)
            for order, size, (teach, held) in zip(orders, sizes, sides, strict=True):
                some = teach & (clips.weights >= 1.0) & np.isin(items, order[:size])
                fewer = probe.fit(views.take(some), head.setting, single=ask.task == "single")
                shown = {name: matrix[held] for name, matrix in views.groups.items()}
                logits[held] = fewer.logits(shown)
            part = sum(sizes) / sum(len(one) for one in taught)
            rows.append({"labels": round(part * len(known)), "repeat": repeat}
                        | _scores(ask, clips, logits))  # fmt: skip
    return {"labels": len(known), "points": rows}


def _sides(ask: TrainModel, clips: Clips) -> list[Side]:
    if ask.mode == "holdout":
        return [(clips.teaching("validation", "test"), clips.held("test"))]
    return [(clips.teaching(fold), clips.held(fold)) for fold in clips.folds()]


def _scores(ask: TrainModel, clips: Clips, logits: Floats) -> dict[str, float]:
    judged = ~np.isnan(logits).any(axis=1)
    single = ask.task == "single"
    shares, targets = probabilities(logits[judged], single=single), clips.targets[judged]
    return {
        "accuracy": accuracy(shares, targets, single=single),
        "macro_f1": macro_f1(_pairs(shares, targets, single=single), range(len(ask.classes))),
    }


def _pairs(
    shares: Floats, targets: Floats, *, single: bool
) -> Iterator[tuple[Sequence[int], Sequence[int]]]:
    for said, true in zip(shares, targets, strict=True):
        if single:
            yield [int(true.argmax())], [int(said.argmax())]
        else:
            known = ~np.isnan(true)
            yield (
                np.flatnonzero(known & (true > 0.5)).tolist(),
                np.flatnonzero(known & (said >= 0.5)).tolist(),
            )

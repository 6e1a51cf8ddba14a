"""Training by probe: vectors from the cache, a linear head, all in seconds."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from annotator.contracts.learning import ModelTrained, Sample, TrainModel
from annotator.refusal import Code, Refusal
from mlworker.child import Progress
from mlworker.clips.plan import PLAN
from mlworker.features import cache
from mlworker.features.compute import Source
from mlworker.features.extract import Vectors
from mlworker.training import probe
from mlworker.training.choice import choose
from mlworker.training.clips import Clips, Flags, check, labeled
from mlworker.training.results import calibrated, deliver
from mlworker.zoo.head import GROUPS, Floats, Head, Setting


def train(ask: TrainModel, samples: Sequence[Sample], progress: Progress) -> ModelTrained:
    """A head on the frozen views of the snapshot's clips."""
    # Nothing is computed for a snapshot that cannot be learned from.
    check(labeled(ask, samples, cache.clips), ask)
    source = Source(ask.storage_url)
    source.fill(samples, progress)
    readable = [one for one in samples if one.item_id not in source.failed]
    if not readable:
        raise Refusal(Code.NOT_READY, "No video of this snapshot could be read; upload them again")
    found = {one.item_id: cache.load(ask.storage_url, one) for one in readable}
    clips = labeled(ask, readable, lambda one: _ranges(found[one.item_id]))
    check(clips, ask)
    views = _views(clips, found)
    learn = _holdout if ask.mode == "holdout" else _folded
    head, logits, evidence, judged = learn(ask, clips, views, progress)
    unreadable = {str(item_id): why for item_id, why in source.failed.items()}
    verdict = calibrated(ask, clips, logits, evidence, judged)
    return deliver(ask, head.tensors(), _card(head, unreadable), clips, verdict)


# A head, its logits, the clips that calibrate it, and those that judge it.
Learned = tuple[Head, Floats, Flags, Flags]


def _holdout(ask: TrainModel, clips: Clips, views: probe.Views, progress: Progress) -> Learned:
    """Fitted on the training part, calibrated on validation, judged once on test."""
    single = ask.task == "single"
    part = views.take(clips.teaching("validation", "test"))
    head = probe.fit(part, _chosen(ask, part, progress), single=single)
    return head, head.logits(views.groups), clips.held("validation"), clips.held("test")


def _folded(ask: TrainModel, clips: Clips, views: probe.Views, progress: Progress) -> Learned:
    """Judged and calibrated on out-of-fold predictions; the head that stays has seen all."""
    single = ask.task == "single"
    logits = np.full(clips.targets.shape, np.nan)
    for fold in clips.folds():
        part = views.take(clips.teaching(fold))
        held = clips.held(fold)
        head = probe.fit(part, _chosen(ask, part, progress, f"Fold {fold}"), single=single)
        logits[held] = head.logits({name: rows[held] for name, rows in views.groups.items()})
    judged = ~np.isnan(logits).any(axis=1)
    head = probe.fit(views, _chosen(ask, views, progress), single=single)
    return head, logits, judged, judged


def _chosen(
    ask: TrainModel, part: probe.Views, progress: Progress, where: str = "Last fit"
) -> Setting:
    def tried(done: int, total: int) -> None:
        progress(done, total, "folds", f"{where}: choosing what to look at")

    return choose(part, single=ask.task == "single", seed=ask.seed, tried=tried)


def _ranges(vectors: Vectors) -> list[tuple[int, int]]:
    return [(int(start), int(end)) for start, end in vectors.ranges]


def _views(clips: Clips, found: dict[int, Vectors]) -> probe.Views:
    groups = {
        name: np.stack(
            [getattr(found[one.sample.item_id], name)[one.row] for one in clips.clips]
        ).astype(np.float64)
        for name in GROUPS
    }
    return probe.Views(groups, clips.targets, clips.weights, clips.sources)


def _card(head: Head, unreadable: dict[str, str]) -> dict[str, Any]:
    return {
        "plan": PLAN,
        "backbone": cache.VERSION,
        "groups": {name: head.setting.scales[name] for name in GROUPS},
        "freedom": head.setting.freedom,
        "unreadable": unreadable,
    }

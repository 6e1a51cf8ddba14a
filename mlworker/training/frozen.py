"""Training on kept vectors: a head over what a frozen network sees, all in seconds."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from annotator.contracts.learning import ModelTrained, Sample, TrainModel
from annotator.learning.space import space
from annotator.refusal import Code, Refusal
from mlworker.child import Progress
from mlworker.clips.plan import PLAN
from mlworker.features import cache
from mlworker.features.backbones import backbone
from mlworker.features.compute import Source
from mlworker.features.extract import Vectors
from mlworker.training.clips import Clips, Flags, check, labeled
from mlworker.training.growth import measured
from mlworker.training.heads import Kind, kind, linear
from mlworker.training.lesson import Lesson
from mlworker.training.probe import Views
from mlworker.training.results import calibrated, deliver
from mlworker.training.search import Told, Trial, searching, with_trials, worth
from mlworker.zoo.head import Floats, FrozenHead


def train(
    ask: TrainModel, options: Mapping[str, Any], samples: Sequence[Sample], progress: Progress
) -> ModelTrained:
    """A head on the frozen views of the snapshot's clips; `options` say which."""
    # Nothing is computed for a snapshot that cannot be learned from.
    check(labeled(ask, samples, cache.clips), ask)
    reads = tuple(dict.fromkeys(name for one in _kinds(ask, options) for name in one.reads))
    source = Source(ask.storage_url, cache.besides(reads), backbone(ask.entry))
    source.fill(samples, progress)
    readable = [one for one in samples if one.item_id not in source.failed]
    if not readable:
        raise Refusal(Code.NOT_READY, "No video of this snapshot could be read; upload them again")
    found = {one.item_id: source.load(one) for one in readable}
    clips = labeled(ask, readable, lambda one: _ranges(found[one.item_id]))
    check(clips, ask)
    views = _views(clips, found, reads)
    options, told = _searched(ask, options, clips, views, progress)
    wanted = kind(options)
    learn = _holdout if ask.mode == "holdout" else _folded
    head, logits, evidence, judged = learn(clips, views, _fits(ask, options, wanted, progress))
    unreadable = {str(item_id): why for item_id, why in source.failed.items()}
    verdict = calibrated(ask, clips, logits, evidence, judged)
    card = {
        "plan": PLAN,
        "backbone": source.backbone.version,
        "head": wanted.name,
        "options": dict(options),
        "unreadable": unreadable,
        **head.facts(),
    }
    made = with_trials(deliver(ask, head.tensors(), card, clips, verdict), told)
    # Of a head of another kind a linear one would say nothing.
    growth = measured(ask, clips, views, head) if wanted.fit is linear else None
    return replace(made, metrics={**made.metrics, "growth": growth})


def _kinds(ask: TrainModel, options: Mapping[str, Any]) -> list[Kind]:
    """The head that is fitted, or all that a search may try."""
    if ask.search is None:
        return [kind(options)]
    found = space(options, ask.options)
    return [kind({one.key: name}) for one in found for name in one.choices] or [kind(options)]


def _searched(
    ask: TrainModel, options: Mapping[str, Any], clips: Clips, views: Views, progress: Progress
) -> tuple[Mapping[str, Any], Told]:
    """The options whose head loses least on validation, and what is to be told of the search."""
    if ask.search is None:
        return options, None
    taught, rows = views.take(clips.teaching("validation", "test")), clips.held("validation")
    asked = views.take(rows)

    def attempt(values: Mapping[str, Any], trial: Trial) -> float:
        chosen = {**options, **values}
        head = _fits(ask, chosen, kind(chosen), trial.progress)(taught, "Fit")
        single = ask.task == "single"
        return worth(head.logits(asked.groups), clips.targets[rows], single=single)

    found = searching(ask, ask.regime, options, progress)
    best = found.best(attempt)
    return {**options, **best.options}, found.shown(best)


# A head, its logits, the clips that calibrate it, and those that judge it.
Learned = tuple[FrozenHead, Floats, Flags, Flags]
# The head fitted on some clips, and what the progress is called.
Fits = Callable[[Views, str], FrozenHead]


def _fits(ask: TrainModel, options: Mapping[str, Any], wanted: Kind, progress: Progress) -> Fits:
    def fit(part: Views, where: str) -> FrozenHead:
        def tried(done: int, total: int, unit: str, what: str) -> None:
            progress(done, total, unit, f"{where}: {what}")

        return wanted.fit(part, Lesson(ask.task == "single", ask.seed, options, tried))

    return fit


def _holdout(clips: Clips, views: Views, fit: Fits) -> Learned:
    """Fitted on the training part, calibrated on validation, judged once on test."""
    head = fit(views.take(clips.teaching("validation", "test")), "Last fit")
    return head, head.logits(views.groups), clips.held("validation"), clips.held("test")


def _folded(clips: Clips, views: Views, fit: Fits) -> Learned:
    """Judged and calibrated on out-of-fold predictions; the head that stays has seen all."""
    logits = np.full(clips.targets.shape, np.nan)
    for fold in clips.folds():
        held = clips.held(fold)
        head = fit(views.take(clips.teaching(fold)), f"Fold {fold}")
        logits[held] = head.logits({name: rows[held] for name, rows in views.groups.items()})
    judged = ~np.isnan(logits).any(axis=1)
    return fit(views, "Last fit"), logits, judged, judged


def _ranges(vectors: Vectors) -> list[tuple[int, int]]:
    return [(int(start), int(end)) for start, end in vectors.ranges]


def _views(clips: Clips, found: dict[int, Vectors], names: Sequence[str]) -> Views:
    groups = {
        name: np.stack(
            [getattr(found[one.sample.item_id], name)[one.row] for one in clips.clips]
        ).astype(np.float64)
        for name in names
    }
    return Views(groups, clips.targets, clips.weights, clips.sources)

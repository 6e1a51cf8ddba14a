"""Training by what is said of whole videos, on kept vectors of their clips."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from annotator.contracts.learning import ModelTrained, Sample, TrainModel
from annotator.learning.labels import Vocabulary, bag
from annotator.ranges import subtract
from annotator.refusal import Code, Refusal
from mlworker.child import Progress
from mlworker.clips.plan import PLAN
from mlworker.features import cache
from mlworker.features.backbones import backbone
from mlworker.features.compute import Source
from mlworker.features.extract import Vectors
from mlworker.training.clips import Clips, Flags, check, labeled
from mlworker.training.lesson import Lesson
from mlworker.training.regimes.weak import Bag, localize
from mlworker.training.results import calibrated, deliver
from mlworker.zoo.bags import BagHead
from mlworker.zoo.head import GROUPS, Floats

Ranges = list[tuple[int, int]]
# A head, the logits of the clips that are judged, those that calibrate it and those that judge it.
Learned = tuple[BagHead, Floats, Flags, Flags]


def train(
    ask: TrainModel, options: Mapping[str, Any], samples: Sequence[Sample], progress: Progress
) -> ModelTrained:
    """A head that finds in clips what is said of videos. Where people said when, it is judged by
    clips, where a tag covers a video whole, by videos; it learns from videos alone.

    Refuses (`not-ready`) single labels without a background: no clip could then show nothing.
    """
    if ask.task == "single" and ask.background_class_id not in ask.classes:
        raise Refusal(
            Code.NOT_READY,
            "Where something happens can only be learned beside what nothing looks like: name a "
            "background class in the project's settings, or allow several labels",
        )
    check(labeled(ask, samples, lambda one: _judged(one, cache.clips(one))), ask)
    source = Source(ask.storage_url, backbone=backbone(ask.entry))
    source.fill(samples, progress)
    readable = [one for one in samples if one.item_id not in source.failed]
    found = {one.item_id: source.load(one) for one in readable}
    clips = labeled(ask, readable, lambda one: _judged(one, _ranges(found[one.item_id])))
    check(clips, ask)
    lesson = _Lessons(ask, options, clips, readable, found, progress)
    head, logits, evidence, judged = lesson.holdout() if ask.mode == "holdout" else lesson.folded()
    card = {
        "plan": PLAN,
        "backbone": source.backbone.version,
        "head": "bags",
        "options": dict(options),
        "unreadable": {str(item_id): why for item_id, why in source.failed.items()},
        **head.facts(),
    }
    verdict = calibrated(ask, clips, logits, evidence, judged)
    return deliver(ask, head.tensors(), card, clips, verdict)


def _judged(sample: Sample, clips: Ranges) -> Ranges:
    """What of a sample is judged: the whole where tags cover it so, else each of its clips."""
    tags = [one for one in sample.spans if not one.negative]
    left = [subtract(((0, sample.frames),), (*sample.skips, (one.start, one.end))) for one in tags]
    whole = bool(tags) and not any(left)
    return [(0, sample.frames)] if whole and clips else clips


def _ranges(vectors: Vectors) -> Ranges:
    return [(int(start), int(end)) for start, end in vectors.ranges]


class _Lessons:
    """All fits of a run."""

    def __init__(
        self,
        ask: TrainModel,
        options: Mapping[str, Any],
        clips: Clips,
        samples: Sequence[Sample],
        found: Mapping[int, Vectors],
        progress: Progress,
    ) -> None:
        self.ask, self.options, self.clips, self.progress = ask, options, clips, progress
        self.samples = samples
        self.groups = {
            item_id: {name: getattr(one, name).astype(np.float64) for name in GROUPS}
            for item_id, one in found.items()
        }

    def holdout(self) -> Learned:
        """Fitted on the training part, calibrated on validation, judged once on test."""
        head = self._fit(("validation", "test"), "Last fit")
        return head, self._logits(head), self.clips.held("validation"), self.clips.held("test")

    def folded(self) -> Learned:
        """Judged and calibrated out of fold; the head that stays has seen all."""
        logits = np.full(self.clips.targets.shape, np.nan)
        for fold in self.clips.folds():
            held = self.clips.held(fold)
            logits[held] = self._logits(self._fit((fold,), f"Fold {fold}"))[held]
        judged = ~np.isnan(logits).any(axis=1)
        return self._fit((), "Last fit"), logits, judged, judged

    def _fit(self, held: tuple[str, ...], where: str) -> BagHead:
        """Refuses (`not-ready`) videos that all say the same."""
        ask = self.ask
        words = Vocabulary(ask.classes, ask.background_class_id)
        away = np.isin(self.clips.parts, held) & (self.clips.weights >= 1.0)
        sources = set(self.clips.sources[away].tolist())
        bags = []
        for one in self.samples:
            target = bag(one.spans, words, complete=one.complete, single=ask.task == "single")
            own = self.groups[one.item_id]
            if target is None or one.part in held or one.source in sources or not len(own["flow"]):
                continue
            bags.append(Bag(own, target.values, target.weight))
        if len({tuple(one.target) for one in bags}) < 2:
            raise Refusal(
                Code.NOT_READY, "All videos to learn from say the same: label some without it"
            )

        def tried(done: int, total: int, unit: str, what: str) -> None:
            self.progress(done, total, unit, f"{where}: {what}")

        quiet = ask.classes.index(ask.background_class_id) if ask.task == "single" else -1
        return localize(bags, Lesson(ask.task == "single", ask.seed, self.options, tried), quiet)

    def _logits(self, head: BagHead) -> Floats:
        """Of what is judged: of clips by themselves, of whole videos by all of their clips."""
        said = {
            item_id: head.logits(own) for item_id, own in self.groups.items() if len(own["flow"])
        }
        rows = []
        for one in self.clips.clips:
            own = said[one.sample.item_id]
            if len(own) > one.count == 1:
                rows.append(head.whole([self.groups[one.sample.item_id]])[0])
            else:
                rows.append(own[one.row])
        return np.stack(rows)

"""Training by what is said of whole videos, on kept vectors of the parts of their clips."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from annotator.contracts.learning import ModelTrained, Sample, TrainModel
from annotator.learning.labels import Vocabulary, bag, closed_up
from annotator.ranges import subtract
from annotator.refusal import Code, Refusal
from mlworker.child import Progress
from mlworker.clips.plan import PLAN
from mlworker.features import cache
from mlworker.features.backbones import backbone
from mlworker.features.compute import Source
from mlworker.features.parts import Parts, parts
from mlworker.training.clips import Clips, Flags, check, labeled
from mlworker.training.lesson import Lesson
from mlworker.training.regimes.weak import Bag, localize
from mlworker.training.results import calibrated, deliver
from mlworker.zoo.bags import BagHead, Told
from mlworker.zoo.head import Floats
from mlworker.zoo.kept import PARTS

Ranges = list[tuple[int, int]]
Videos = dict[int, Told]
# A head, the logits of what is judged, what is said of each video, those rows that calibrate the
# head and those that judge it.
Learned = tuple[BagHead, Floats, Videos, Flags, Flags]


def train(
    ask: TrainModel, options: Mapping[str, Any], samples: Sequence[Sample], progress: Progress
) -> ModelTrained:
    """A head that finds in parts of clips what is said of videos. Where people said when, it is
    judged by parts, where a tag covers a video whole, by videos; it learns from videos alone.

    Refuses (`not-ready`) single labels without a background: no part could then show nothing.
    """
    if ask.task == "single" and ask.background_class_id not in ask.classes:
        raise Refusal(
            Code.NOT_READY,
            "Where something happens can only be learned beside what nothing looks like: name a "
            "background class in the project's settings, or allow several labels",
        )
    check(labeled(ask, samples, lambda one: judged_ranges(one, cache.clips(one))), ask)
    source = Source(ask.storage_url, cache.besides(BagHead.reads), backbone(ask.entry))
    source.fill(samples, progress)
    readable = [one for one in samples if one.item_id not in source.failed]
    found = {one.item_id: parts(source.load(one)) for one in readable}
    clips = labeled(ask, readable, lambda one: judged_ranges(one, found[one.item_id].ranges))
    check(clips, ask)
    lesson = _Lessons(ask, options, clips, readable, found, progress)
    learned = lesson.holdout() if ask.mode == "holdout" else lesson.folded()
    head, logits, videos, evidence, judged = learned
    card = {
        "plan": PLAN,
        "backbone": source.backbone.version,
        "head": PARTS,
        "options": dict(options),
        "unreadable": {str(item_id): why for item_id, why in source.failed.items()},
        **head.facts(),
    }
    verdict = replace(calibrated(ask, clips, logits, evidence, judged), videos=videos)
    return deliver(ask, head.tensors(), card, clips, verdict)


def judged_ranges(sample: Sample, ranges: Ranges) -> Ranges:
    """What of a sample is judged: the whole where tags cover it so, else each of these ranges."""
    tags = [one for one in sample.spans if not one.negative]
    left = [subtract(((0, sample.frames),), (*sample.skips, (one.start, one.end))) for one in tags]
    whole = bool(tags) and not any(left)
    return [(0, sample.frames)] if whole and ranges else ranges


class _Lessons:
    """All fits of a run."""

    def __init__(
        self,
        ask: TrainModel,
        options: Mapping[str, Any],
        clips: Clips,
        samples: Sequence[Sample],
        found: Mapping[int, Parts],
        progress: Progress,
    ) -> None:
        self.ask, self.options, self.clips, self.progress = ask, options, clips, progress
        self.samples = samples
        self.seen = {item_id: one.seen for item_id, one in found.items()}

    def holdout(self) -> Learned:
        """Fitted on the training part, calibrated on validation, judged once on test."""
        head = self._fit(("validation", "test"), "Last fit")
        videos = self._told(head)
        evidence, judged = self.clips.held("validation"), self.clips.held("test")
        return head, self._logits(videos), videos, evidence, judged

    def folded(self) -> Learned:
        """Judged and calibrated out of fold; the head that stays has seen all."""
        logits = np.full(self.clips.targets.shape, np.nan)
        videos: Videos = {}
        for fold in self.clips.folds():
            held = self.clips.held(fold)
            told = self._told(self._fit((fold,), f"Fold {fold}"))
            logits[held] = self._logits(told)[held]
            own = {self.clips.clips[at].sample.item_id for at in np.flatnonzero(held)}
            videos.update((item_id, told[item_id]) for item_id in own)
        judged = ~np.isnan(logits).any(axis=1)
        return self._fit((), "Last fit"), logits, videos, judged, judged

    def _fit(self, held: tuple[str, ...], where: str) -> BagHead:
        """Refuses (`not-ready`) videos that all say the same."""
        ask = self.ask
        words = Vocabulary(ask.classes, ask.background_class_id)
        away = np.isin(self.clips.parts, held) & (self.clips.weights >= 1.0)
        sources = set(self.clips.sources[away].tolist())
        bags = []
        for one in self.samples:
            said, frames = closed_up(one.spans, one.skips, one.frames)
            single = ask.task == "single"
            target = bag((0, frames), said, words, complete=one.complete, single=single)
            own = self.seen[one.item_id]
            if target is None or one.part in held or one.source in sources or not len(own):
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

    def _told(self, head: BagHead) -> Videos:
        return {item_id: head.told(own) for item_id, own in self.seen.items() if len(own)}

    def _logits(self, videos: Videos) -> Floats:
        """Of what is judged: of parts by themselves, of whole videos by all of their parts."""
        rows = []
        for one in self.clips.clips:
            own = videos[one.sample.item_id]
            rows.append(own.whole if one.count == 1 else own.parts[one.row])
        return np.stack(rows)

"""The clips of a snapshot as pixels in files, and what a teacher says of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import numpy as np

from annotator.contracts.learning import Sample, TrainModel, Version
from annotator.refusal import Code, Refusal
from mlworker.child import Progress
from mlworker.clips.showing import show
from mlworker.clips.sight import Sight
from mlworker.clips.snapshots import read_json
from mlworker.clips.stacks import room
from mlworker.features.cache import clips as clips_of
from mlworker.features.opinions import Opinion, Said, opinion
from mlworker.training.material import Floats, Pictures, Pool


@dataclass
class Reader:
    """Reads samples into files of a folder; those that it cannot read are told in `failed`.

    With a teacher, what that says of each clip is found on the way. Labeled clips are read in all
    views of `sight`, those of the pool in one.
    """

    ask: TrainModel
    sight: Sight
    folder: Path
    progress: Progress
    failed: dict[str, str] = field(default_factory=dict)
    _teacher: Opinion | None = None

    def __post_init__(self) -> None:
        if self.ask.teacher is not None:
            self._teacher = _opinion(self.ask, self.ask.teacher)

    def read(
        self, samples: Sequence[Sample], sight: Sight, what: str
    ) -> dict[int, tuple[Pictures, Floats]]:
        """Of each readable sample by its id all clips of its plan: pictures of `sight.shape`, and
        the teacher's logits (clips, classes), without one (clips, 0).
        """
        counts = [len(clips_of(one)) for one in samples]
        # One file for all: a process may have about a thousand of them open.
        whole = room(self.folder / f"{what}.u8", sight.shape(sum(counts)))
        found = {}
        ends = np.cumsum(counts)
        for at, sample in enumerate(samples):
            into = whole[ends[at] - counts[at] : ends[at]]
            said = partial(self.progress, at, len(samples), "clips", what)
            try:
                show(self.ask.storage_url, sample, clips_of(sample), sight, into)
                found[sample.item_id] = into, self._logits(sample, said)
            except Refusal as refusal:
                self.failed[str(sample.item_id)] = refusal.title
            self.progress(at + 1, len(samples), "clips", what)
        return found

    def pool(self, samples: Sequence[Sample]) -> Pool:
        """The clips of samples that nobody labeled. Refuses (`not-ready`) where none is left."""
        sight = replace(self.sight, views=1)
        whole = [one for one in samples if clips_of(one)]
        found = self.read(whole, sight, "Reading unlabeled clips")
        readable = [one for one in samples if one.item_id in found]
        if not readable:
            raise Refusal(
                Code.NOT_READY, "There are no unlabeled clips to learn from: upload more videos"
            )
        counts = [len(found[one.item_id][0]) for one in readable]
        shape = sight.shape(sum(counts))
        pictures = room(self.folder / "pool.u8", shape)
        at = 0
        for one, count in zip(readable, counts, strict=True):
            pictures[at : at + count] = found[one.item_id][0]
            at += count
        taught = np.concatenate([found[one.item_id][1] for one in readable])
        sources = np.repeat([one.source for one in readable], counts)
        return Pool(pictures, sources, taught if self._teacher else None)

    def _logits(self, sample: Sample, said: Callable[..., None]) -> Floats:
        if self._teacher is None:
            return np.zeros((len(clips_of(sample)), 0))
        _, logits, *_ = self._teacher(sample, said)
        return np.asarray(logits, np.float64)


def _opinion(ask: TrainModel, version: Version) -> Opinion:
    """The teacher's, of the classes that are learned in their order.

    Refuses (`invalid`) one that knows another kind of labels, or does not know a class.
    """
    card = read_json(ask.storage_url, version.card_key)
    known = [int(one) for one in card["classes"]]
    missing = [str(one) for one in ask.classes if one not in known]
    if missing or card["task"] != ask.task:
        why = f"does not know class {', '.join(missing)}" if missing else "has other labels"
        raise Refusal(
            Code.INVALID,
            f"The model to learn from {why}; choose one that was trained on the same classes",
        )
    columns = [known.index(one) for one in ask.classes]
    says = opinion(ask.storage_url, version.weights_key, card, clips=True)

    def one(sample: Sample, seen: Callable[..., None]) -> Said:
        ranges, logits, path, _ = says(sample, seen)
        return Said(ranges, logits[:, columns], path)

    return one

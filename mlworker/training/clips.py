"""The labeled clips of a snapshot: what each teaches, and which part it is in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from annotator.contracts.learning import Sample, TrainModel
from annotator.learning.labels import Target, Vocabulary, closed_up, multi, single
from annotator.refusal import Code, Refusal

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Clip:
    """A range [start, end) of a sample and what it teaches.

    `row`: its place in the clip plan, that cuts the sample into `count` clips. `whole`: what the
    sample teaches when it is taken as one clip.
    """

    sample: Sample
    row: int
    start: int
    end: int
    target: Target
    count: int
    whole: Target | None


@dataclass(frozen=True, slots=True)
class Clips:
    """The labeled clips of a snapshot, and who may see which."""

    clips: tuple[Clip, ...]
    targets: npt.NDArray[np.float64]
    weights: npt.NDArray[np.float64]
    sources: npt.NDArray[np.str_]
    parts: npt.NDArray[np.str_]

    def held(self, part: str) -> Flags:
        """Clips that a person labeled, in this part: what may judge a model."""
        held: Flags = (self.parts == part) & (self.weights >= 1.0)
        return held

    def teaching(self, *held: str) -> Flags:
        """Clips that share neither part nor source with those held back."""
        away = np.isin(self.parts, held)
        return ~away & ~np.isin(self.sources, self.sources[away & (self.weights >= 1.0)])

    def items(self, rows: Flags) -> list[npt.NDArray[np.int64]]:
        """The places of each item's clips, of items all of whose clips are at `rows`."""
        found: dict[int, list[int]] = {}
        for at in np.flatnonzero(rows).tolist():
            found.setdefault(self.clips[at].sample.item_id, []).append(at)
        return [np.array(one) for one in found.values() if len(one) == self.clips[one[0]].count]

    def folds(self) -> list[str]:
        """The names of the folds that hold a person's labels."""
        named = {part for part in self.parts[self.weights >= 1.0] if part not in ("", "train")}
        return sorted(named)


class Asked(Protocol):
    """What is learned: `task` "single" or "multi", over these classes."""

    @property
    def classes(self) -> tuple[int, ...]: ...
    @property
    def task(self) -> str: ...
    @property
    def background_class_id(self) -> int: ...


def labeled(
    ask: Asked,
    samples: Sequence[Sample],
    ranges: Callable[[Sample], Sequence[tuple[int, int]] | None],
) -> Clips:
    """The clips that say something. `ranges`: a sample's clips, None where it cannot be read.

    Refuses (`not-ready`) a snapshot of which nothing is left, or whose training part shows fewer
    than two classes.
    """
    clips = [clip for one in samples for clip in teaching(ask, one, ranges(one) or ())]
    if not clips:
        raise Refusal(
            Code.NOT_READY,
            "No clip can be learned from: label more clips, so that a class covers most of each",
        )
    return together(clips)


def teaching(ask: Asked, sample: Sample, cut: Sequence[tuple[int, int]]) -> list[Clip]:
    """The clips of a sample that say something, of those that it is cut into."""
    vocabulary = Vocabulary(ask.classes, ask.background_class_id)
    say = single if ask.task == "single" else multi
    statements, frames = closed_up(sample.spans, sample.skips, sample.frames)
    if frames == 0:
        return []
    whole = say((0, frames), statements, vocabulary, complete=sample.complete)
    clips = []
    for row, clip in enumerate(cut):
        target = say(clip, sample.spans, vocabulary, complete=sample.complete)
        if target is not None:
            clips.append(Clip(sample, row, *clip, target, len(cut), whole))
    return clips


def together(clips: Sequence[Clip]) -> Clips:
    """Some clips, at least one, side by side."""
    return Clips(
        tuple(clips),
        np.stack([one.target.values for one in clips]),
        np.array([one.target.weight for one in clips]),
        np.array([one.sample.source for one in clips]),
        np.array([one.sample.part for one in clips]),
    )


def check(clips: Clips, ask: TrainModel) -> None:
    """Refuses (`not-ready`) parts that cannot do what they are for."""
    if ask.mode == "grouped-cv":
        if len(clips.folds()) < 2:
            raise Refusal(Code.NOT_READY, "Cross-validation needs labeled clips in two folds")
        return
    for part in ("train", "validation", "test"):
        if not clips.held(part).any():
            raise Refusal(
                Code.NOT_READY,
                f"No labeled clip of the {part} part could be read; label clips of more videos",
            )

"""Skeletons that people drew, for models that see nothing else."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from annotator import ranges
from annotator.contracts.learning import Pose, Sample
from annotator.geometry.registry import Kind
from annotator.learning.splits import Check, Split
from annotator.learning.zoo.entry import Entry
from annotator.refusal import Code, Refusal


def drawn(annotations: Iterable[Mapping[str, Any]]) -> tuple[Pose, ...]:
    """The skeletons among an item's annotations, as a snapshot has these."""
    return tuple(
        Pose(ranges.normalize(one["spans"]), one["keyframes"])
        for one in annotations
        if one["kind"] == Kind.SKELETON
    )


def beside(sample: Sample, line: Mapping[str, Any], entry: Entry) -> Sample:
    """A snapshot's item with its skeletons, if the entry sees those."""
    return replace(sample, poses=drawn(line["annotations"])) if entry.poses else sample


def told(split: Split, samples: Sequence[Sample], entry: Entry, *, preview: bool) -> Split:
    """The split of a training with how many of its clips have skeletons, if the entry sees those.

    Where none has, that is told in `refused` when it is a preview, and raised otherwise
    (`not-ready`).
    """
    if not entry.poses:
        return split
    known = sum(bool(one.poses) for one in samples)
    text = f"Skeletons are drawn in {known} of {len(samples)} clips; the others teach nothing"
    split = replace(split, checks=(*split.checks, Check(known == len(samples), text)))
    if known:
        return split
    why = f"{entry.name} sees nothing but skeletons, and none is drawn here: draw or import some"
    if not preview:
        raise Refusal(Code.NOT_READY, why)
    return replace(split, refused=split.refused or why)

"""What people say of an item, beside what a model says of it."""

from collections.abc import Callable, Collection, Iterable
from typing import Any

import numpy as np

from annotator.contracts.learning import Sample
from annotator.contracts.samples import Task
from annotator.learning import labels
from annotator.learning.holdouts import Judged
from annotator.learning.labels import Target


def judged(sample: Sample, task: Task, clips: Iterable[Any]) -> Judged:
    """What people say of an item's clips beside what a model said of them.

    `clips`: [start, end, probabilities] each. A clip that people say nothing of is left out; of
    several labels each class that is not known there.
    """
    vocabulary, say = _teaching(task)
    rows = {}
    for start, end, shares in clips:
        target = say((start, end), sample.spans, vocabulary, complete=sample.complete)
        if target is not None:
            known = ~np.isnan(target.values)
            true = _classes(vocabulary, known & (target.values > 0.5))
            rows[sample.item_id, start, end] = true, _said(vocabulary, task, shares, known)
    return rows


def whole(sample: Sample, task: Task) -> Target | None:
    """What an item teaches as one clip, its skipped frames left out; None where that is nothing."""
    vocabulary, say = _teaching(task)
    statements, frames = labels.closed_up(sample.spans, sample.skips, sample.frames)
    return say((0, frames), statements, vocabulary, complete=sample.complete) if frames else None


def _teaching(task: Task) -> tuple[labels.Vocabulary, Callable[..., Target | None]]:
    vocabulary = labels.Vocabulary(tuple(task.names), task.background)
    return vocabulary, labels.single if task.single else labels.multi


def _said(vocabulary: labels.Vocabulary, task: Task, shares: Any, known: Any) -> Collection[int]:
    likely = np.asarray(shares)
    held = np.arange(len(likely)) == likely.argmax() if task.single else likely >= 0.5
    return _classes(vocabulary, held & known)


def _classes(vocabulary: labels.Vocabulary, held: Any) -> Collection[int]:
    return [one for one, is_held in zip(vocabulary.classes, held, strict=True) if is_held]

"""What an item's labels say of one clip."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


class Statement(Protocol):
    """A class said to hold, or not to hold, over [start, end) item frames.

    `weight` is 1 for a person's word and less for a pseudo-label.
    """

    @property
    def class_id(self) -> int: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def negative(self) -> bool: ...
    @property
    def weight(self) -> float: ...


class Moved(NamedTuple):
    """A statement elsewhere."""

    class_id: int
    start: int
    end: int
    negative: bool
    weight: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The classes a model learns, in the order of its outputs; `background` is one of them or 0."""

    classes: tuple[int, ...]
    background: int = 0


@dataclass(frozen=True, slots=True)
class Target:
    """What a clip teaches: per class 1, 0 or NaN (says nothing), and how much it counts."""

    values: Floats
    weight: float


def single(
    clip: tuple[int, int],
    statements: Sequence[Statement],
    vocabulary: Vocabulary,
    *,
    complete: bool,
) -> Target | None:
    """The class that covers most of a clip [start, end) as 1 and all others as 0.

    None where the clip is left out: most of it shows a class that is not learned; or is untagged,
    and the item is not complete or the project names no background class; and where there is no
    class. Of equals the first in the vocabulary. A person's word on a frame silences pseudo-labels
    there.
    """
    if not vocabulary.classes:
        return None
    held = _held(clip, statements, vocabulary)
    cover = (held > 0).sum(axis=1)
    other = _elsewhere(clip, statements, vocabulary)
    untagged = int(((held.max(axis=0) == 0) & ~other).sum())
    at = int(cover.argmax())
    if other.sum() > max(untagged, cover[at]):
        return None
    weight = float(held[at].max(initial=0.0))
    if untagged > cover[at]:
        if not complete or vocabulary.background not in vocabulary.classes:
            return None
        at, weight = vocabulary.classes.index(vocabulary.background), 1.0
    if weight <= 0:
        return None
    values = np.zeros(len(vocabulary.classes))
    values[at] = 1.0
    return Target(values, weight)


def multi(
    clip: tuple[int, int],
    statements: Sequence[Statement],
    vocabulary: Vocabulary,
    *,
    complete: bool,
) -> Target | None:
    """Each class by itself: 1 where it covers half of the clip or more, 0 where it is refused for
    half or more or is untagged throughout a complete item's clip, else NaN. None if all are NaN.
    """
    start, end = clip
    held = _held(clip, statements, vocabulary)
    refused = _painted(clip, [one for one in statements if one.negative], vocabulary) > 0
    half = (end - start) / 2
    cover = (held > 0).sum(axis=1)
    values = np.full(len(vocabulary.classes), np.nan)
    values[(cover == 0) & (complete | (refused.sum(axis=1) >= half))] = 0.0
    values[cover >= half] = 1.0
    if np.isnan(values).all():
        return None
    pseudo = held.max(axis=1)[values == 1.0]
    return Target(values, float(pseudo.min(initial=1.0)))


def bag(
    whole: tuple[int, int],
    statements: Sequence[Statement],
    vocabulary: Vocabulary,
    *,
    complete: bool,
    single: bool,
) -> Target | None:
    """What an item's tags say of it as a `whole` [start, end), however little of it they cover.

    Single: the class that is held longest, or the background of a complete item that shows none at
    all; None of other items without a tag. Multi: 1 for each class that is there, 0 for what is
    refused throughout or lacks in a complete item, else NaN; None if all are NaN. A class that is
    there by pseudo-labels alone weighs as these do.
    """
    classes = vocabulary.classes
    held, sure = dict.fromkeys(classes, 0), dict.fromkeys(classes, 0.0)
    for one in statements:
        if one.class_id in held and not one.negative:
            held[one.class_id] += one.end - one.start
            sure[one.class_id] = max(sure[one.class_id], one.weight)
    there = [class_id for class_id in classes if held[class_id]]
    if single:
        events = [one for one in there if one != vocabulary.background] or there
        is_empty = complete and not _others(statements, vocabulary)
        if not events and is_empty and vocabulary.background in held:
            events, sure[vocabulary.background] = [vocabulary.background], 1.0
        if not events:
            return None
        best = max(events, key=lambda one: held[one])
        return Target(np.array([float(one == best) for one in classes]), sure[best])
    # What is not there in a part of a video may be in another.
    refused = _painted(whole, [one for one in statements if one.negative], vocabulary)
    known = [held[one] > 0 or complete or bool(refused[at].all()) for at, one in enumerate(classes)]
    if not any(known):
        return None
    values = np.where(known, [float(held[one] > 0) for one in classes], np.nan)
    return Target(values, min((sure[one] for one in there), default=1.0))


def closed_up(
    statements: Sequence[Statement], skips: Sequence[tuple[int, int]], frames: int
) -> tuple[list[Moved], int]:
    """The statements as if the skipped frames had never been there, and how many are left."""

    def left(frame: int) -> int:
        return frame - sum(min(max(frame - start, 0), end - start) for start, end in skips)

    moved = [
        Moved(one.class_id, left(one.start), left(one.end), one.negative, one.weight)
        for one in statements
    ]
    return [one for one in moved if one.start < one.end], left(frames)


def _held(clip: tuple[int, int], statements: Sequence[Statement], vocabulary: Vocabulary) -> Floats:
    """The weight with which each class holds at each frame: (classes, frames)."""
    held = _painted(clip, [one for one in statements if not one.negative], vocabulary)
    refused = _painted(clip, [one for one in statements if one.negative], vocabulary)
    held[refused >= np.maximum(held, 1e-12)] = 0.0
    human = held.max(axis=0, initial=0.0) >= 1.0
    held[(held < 1.0) & human] = 0.0
    return held


def _others(statements: Sequence[Statement], vocabulary: Vocabulary) -> list[Statement]:
    """What shows a class that is not learned."""
    known = set(vocabulary.classes)
    return [one for one in statements if not one.negative and one.class_id not in known]


def _elsewhere(
    clip: tuple[int, int], statements: Sequence[Statement], vocabulary: Vocabulary
) -> npt.NDArray[np.bool_]:
    """Which frames show a class that is not learned: (frames,)."""
    others = _others(statements, vocabulary)
    named = Vocabulary(tuple({one.class_id for one in others}))
    found: npt.NDArray[np.bool_] = _painted(clip, others, named).max(axis=0, initial=0.0) > 0
    return found


def _painted(
    clip: tuple[int, int], statements: Sequence[Statement], vocabulary: Vocabulary
) -> Floats:
    start, end = clip
    rows = {class_id: row for row, class_id in enumerate(vocabulary.classes)}
    painted = np.zeros((len(rows), end - start))
    for one in statements:
        if one.class_id in rows:
            part = painted[rows[one.class_id], max(one.start - start, 0) : max(one.end - start, 0)]
            np.maximum(part, one.weight, out=part)
    return painted

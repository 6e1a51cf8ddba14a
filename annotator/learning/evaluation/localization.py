"""How well spans on a timeline are found: overlap in time, mAP, and the area over frames."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from annotator.learning.evaluation.curves import area_under_roc
from annotator.learning.evaluation.outcomes import Outcomes
from annotator.learning.spans import Found, Rule, by_frame, spans
from annotator.ranges import Ranges, complement, normalize, subtract

Floats = npt.NDArray[np.float64]

OVERLAPS = (0.3, 0.4, 0.5, 0.6, 0.7)
FRAMES_AT_ONCE = 500_000


class Lasting(Protocol):
    """A class that holds, or does not, over [start, end) frames."""

    @property
    def class_id(self) -> int: ...
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...
    @property
    def negative(self) -> bool: ...


class Timeline(Protocol):
    """An item with the spans that people said; `complete`: what they did not say is not there."""

    @property
    def item_id(self) -> int: ...
    @property
    def frames(self) -> int: ...
    @property
    def complete(self) -> bool: ...
    @property
    def spans(self) -> Sequence[Lasting]: ...
    @property
    def skips(self) -> Sequence[tuple[int, int]]: ...


@dataclass(frozen=True, slots=True)
class Localized:
    """Mean average precision at each overlap, over the classes that are there, and by class.

    `by_class`: class id to one number an overlap; classes without a span are not in it.
    `frame_area`: the mean area under ROC over frames. `items`: how many were long enough, known
    throughout, and judged throughout.
    """

    overlaps: tuple[float, ...]
    means: tuple[float, ...]
    by_class: Mapping[int, tuple[float, ...]]
    frame_area: float | None
    items: int


def overlap(a: tuple[int, int], b: tuple[int, int]) -> float:
    """Temporal intersection over union of two ranges [start, end), 0 to 1."""
    both = min(a[1], b[1]) - max(a[0], b[0])
    return max(both, 0) / (a[1] - a[0] + b[1] - b[0] - max(both, 0))


def average_precision(
    truth: Mapping[int, Sequence[tuple[int, int]]],
    found: Sequence[tuple[int, int, int, float]],
    least: float,
) -> float | None:
    """Of one class: found spans (item, start, end, confidence) against the true ones of each item.

    By falling confidence each takes the free true span that it overlaps most, if by `least`; a
    second one on the same span is wrong. Precision is interpolated. None without a true span.
    As ActivityNet does it (Caba Heilbron et al., CVPR 2015).
    """
    total = sum(len(spans) for spans in truth.values())
    if not total:
        return None
    free = {item: list(spans) for item, spans in truth.items()}
    hits = []
    for item, start, end, _ in sorted(found, key=lambda one: -one[3]):
        best = max(free.get(item, ()), key=lambda span: overlap(span, (start, end)), default=None)
        hit = best is not None and overlap(best, (start, end)) >= least
        if hit and best is not None:
            free[item].remove(best)
        hits.append(hit)
    return _interpolated(np.array(hits, np.float64), total)


def _interpolated(hits: Floats, total: int) -> float:
    if not len(hits):
        return 0.0
    right = np.cumsum(hits)
    precision = np.maximum.accumulate((right / np.arange(1, len(hits) + 1))[::-1])[::-1]
    return float((np.diff(right / total, prepend=0.0) * precision).sum())


def localized(
    outcomes: Outcomes, items: Iterable[Timeline], rules: Mapping[int, Rule], background: int = 0
) -> Localized | None:
    """How well the spans of items of several clips are found, all of whose frames were judged.

    `rules`: of each item, as its predictions are turned into spans. The background is no event and
    is left out. None where no such item shows a class.
    """
    classes = [one for one in outcomes.classes if one != background]
    rows = _rows(outcomes)
    asked = [one for one in items if _is_judged(one, outcomes, rows.get(one.item_id, []))]
    found: dict[int, list[Found]] = {}
    for one in asked:
        clips, shares = _clips(outcomes, rows[one.item_id])
        wanted = [rules[one.item_id]] * len(outcomes.classes)
        found[one.item_id] = spans(
            clips, shares, outcomes.classes, wanted, single=outcomes.single, skips=one.skips
        )
    by_class = {
        class_id: numbers
        for class_id in classes
        if (numbers := _precisions(class_id, asked, found)) is not None
    }
    if not by_class:
        return None
    means = np.mean(list(by_class.values()), axis=0)
    areas = [_frame_area(outcomes, asked, rows, class_id) for class_id in by_class]
    known = [one for one in areas if one is not None]
    area = sum(known) / len(known) if known else None
    return Localized(OVERLAPS, tuple(map(float, means)), by_class, area, len(asked))


def _rows(outcomes: Outcomes) -> dict[int, list[int]]:
    rows: dict[int, list[int]] = {}
    for at, (item_id, _, _) in enumerate(outcomes.places):
        rows.setdefault(item_id, []).append(at)
    return rows


def _is_judged(item: Timeline, outcomes: Outcomes, rows: Sequence[int]) -> bool:
    """Whether there are several clips, which leave no frame out that a person finished."""
    left = complement(item.skips, item.frames)
    judged = [outcomes.places[at][1:] for at in rows]
    return item.complete and len(rows) > 1 and not subtract(left, normalize(judged))


def _clips(outcomes: Outcomes, rows: Sequence[int]) -> tuple[list[tuple[int, int]], Floats]:
    return [outcomes.places[at][1:] for at in rows], outcomes.shares[list(rows)]


def _precisions(
    class_id: int, items: Sequence[Timeline], found: Mapping[int, Sequence[Found]]
) -> tuple[float, ...] | None:
    true = {one.item_id: _ranges(one, class_id) for one in items}
    said = [
        (item_id, one.start, one.end, one.confidence)
        for item_id, some in found.items()
        for one in some
        if one.class_id == class_id
    ]
    numbers = [average_precision(true, said, least) for least in OVERLAPS]
    return None if numbers[0] is None else tuple(one or 0.0 for one in numbers)


def _ranges(item: Timeline, class_id: int) -> Ranges:
    mine = [one for one in item.spans if one.class_id == class_id and not one.negative]
    return normalize([(one.start, one.end) for one in mine])


def _frame_area(
    outcomes: Outcomes, items: Sequence[Timeline], rows: Mapping[int, Sequence[int]], class_id: int
) -> float | None:
    """Of one class, over the frames of all items; of very many every so manieth."""
    at = outcomes.classes.index(class_id)
    step = 1 + sum(one.frames for one in items) // FRAMES_AT_ONCE
    curves, truths = [], []
    for one in items:
        curve = by_frame(*_clips(outcomes, rows[one.item_id]), one.frames)[:, at]
        truth = np.zeros(one.frames)
        for start, end in _ranges(one, class_id):
            truth[start:end] = 1.0
        for start, end in one.skips:
            truth[start:end] = np.nan
        curves.append(curve[::step])
        truths.append(truth[::step])
    return area_under_roc(np.concatenate(curves), np.concatenate(truths))

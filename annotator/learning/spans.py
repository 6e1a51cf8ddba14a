"""Turns what a model says of clips into spans on an item's timeline."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import numpy.typing as npt

from annotator.ranges import Range, subtract

Floats = npt.NDArray[np.float64]

THRESHOLD = 0.5
SHORTEST_SECONDS = 0.5
BRIDGE_SECONDS = 0.5
# A class that began ends where it is less likely than this share of what it began with.
ENDS_AT = 0.7


@dataclass(frozen=True, slots=True)
class Rule:
    """When a class begins (`on`) and ends (`off`), the shortest span and the widest gap to bridge,
    both in frames.
    """

    on: float = 0.5
    off: float = 0.35
    shortest: int = 1
    bridge: int = 0


@dataclass(frozen=True, slots=True)
class Found:
    """A class over [start, end) item frames; `confidence` is its mean probability there."""

    class_id: int
    start: int
    end: int
    confidence: float


def rule(
    frames_per_second: float,
    threshold: float = THRESHOLD,
    shortest_seconds: float = SHORTEST_SECONDS,
    bridge_seconds: float = BRIDGE_SECONDS,
    *,
    ends_at: float = ENDS_AT,
) -> Rule:
    """How predictions become spans: none below half a second, nor a gap of half a second kept,
    unless something else is wanted.
    """
    return Rule(
        on=threshold,
        off=ends_at * threshold,
        shortest=max(1, round(shortest_seconds * frames_per_second)),
        bridge=round(bridge_seconds * frames_per_second),
    )


def spans(
    clips: Sequence[tuple[int, int]],
    probabilities: Floats,
    classes: Sequence[int],
    rules: Sequence[Rule],
    *,
    single: bool,
    skips: Sequence[Range] = (),
) -> list[Found]:
    """The spans of an item, by first frame.

    `probabilities`: calibrated, (clips, classes); `rules`: one a class. Frames under several clips
    take their mean. With `single` only the likeliest class of a frame may hold there, and no gap is
    bridged where another class holds for long enough. An item of one clip is told as a whole: its
    likeliest class, or with several labels all from `on` up. None holds at frames that the item
    `skips`, although it may go on behind them.
    """
    whole = len(clips) == 1
    find = partial(_whole if whole else _along, clips, probabilities, classes, rules)
    found = [
        replace(one, start=start, end=end)
        for one in find(single=single)
        for start, end in subtract(((one.start, one.end),), skips)
    ]
    return sorted(found, key=lambda one: (one.start, one.class_id))


def _along(
    clips: Sequence[tuple[int, int]],
    probabilities: Floats,
    classes: Sequence[int],
    rules: Sequence[Rule],
    *,
    single: bool,
) -> list[Found]:
    curve = by_frame(clips, probabilities, max(end for _, end in clips))
    best = curve.argmax(axis=1)
    runs = [
        _runs(np.where(best == at, curve[:, at], 0.0) if single else curve[:, at], rule)
        for at, rule in enumerate(rules)
    ]
    stands = np.zeros(len(curve), np.bool_)
    if single:
        for some, rule in zip(runs, rules, strict=True):
            for start, end in some:
                stands[start:end] |= end - start >= rule.shortest
    held = [
        (at, one)
        for at, (some, rule) in enumerate(zip(runs, rules, strict=True))
        for one in _joined(some, rule, stands)
    ]
    return [
        Found(classes[at], start, end, float(curve[start:end, at].mean()))
        for at, (start, end) in (_parted(held, rules, len(curve)) if single else held)
    ]


def _parted(
    held: Sequence[tuple[int, Range]], rules: Sequence[Rule], frames: int
) -> list[tuple[int, Range]]:
    """Spans (class by position, range) without what a longer one has of them."""
    free = np.ones(frames, np.bool_)
    kept: list[tuple[int, Range]] = []
    for at, (start, end) in sorted(held, key=lambda each: each[1][0] - each[1][1]):
        left = [(start + low, start + high) for low, high in _stretches(free[start:end])]
        kept += [(at, one) for one in left if one[1] - one[0] >= rules[at].shortest]
        free[start:end] = False
    return kept


def _whole(
    clips: Sequence[tuple[int, int]],
    probabilities: Floats,
    classes: Sequence[int],
    rules: Sequence[Rule],
    *,
    single: bool,
) -> list[Found]:
    (_, frames), row = clips[0], probabilities[0]
    if single:
        at = int(row.argmax())
        return [Found(classes[at], 0, frames, float(row[at]))]
    return [
        Found(class_id, 0, frames, float(row[at]))
        for at, (class_id, rule) in enumerate(zip(classes, rules, strict=True))
        if row[at] >= rule.on
    ]


def by_frame(clips: Sequence[tuple[int, int]], probabilities: Floats, frames: int) -> Floats:
    """The probabilities at each frame, (frames, classes): the mean of the clips over it, or 0."""
    sums = np.zeros((frames, probabilities.shape[1]))
    counts = np.zeros((frames, 1))
    for (start, end), row in zip(clips, probabilities, strict=True):
        sums[start:end] += row
        counts[start:end] += 1
    return sums / np.maximum(counts, 1)


def _runs(curve: Floats, rule: Rule) -> list[Range]:
    """Runs above `off` that reach `on`."""
    above = _stretches(curve >= rule.off)
    return [(start, end) for start, end in above if curve[start:end].max() >= rule.on]


def _stretches(flags: npt.NDArray[np.bool_]) -> list[Range]:
    """The ranges in which flags hold."""
    edges = np.flatnonzero(np.diff(flags, prepend=False, append=False))
    return [(int(start), int(end)) for start, end in edges.reshape(-1, 2)]


def _joined(
    runs: Sequence[Range], rule: Rule, stands: npt.NDArray[np.bool_] | None = None
) -> list[Range]:
    """The runs, bridged where near, without the short ones. Nothing that `stands` is bridged."""
    merged: list[Range] = []
    for start, end in runs:
        last = merged[-1][1] if merged else 0
        is_free = stands is None or not stands[last:start].any()
        if merged and start - last <= rule.bridge and is_free:
            merged[-1] = merged[-1][0], end
        else:
            merged.append((start, end))
    return [(start, end) for start, end in merged if end - start >= rule.shortest]


def held(
    clips: Sequence[tuple[int, int]], shares: Sequence[float], rule: Rule
) -> list[tuple[int, int, float]]:
    """Where one class holds by a rule: [start, end) and its mean share there, by first frame.

    `shares`: calibrated, one a clip. Of a single clip, too, `shortest` is asked for.
    """
    curve = by_frame(clips, np.array(shares, np.float64)[:, None], max(end for _, end in clips))
    found = _joined(_runs(curve[:, 0], rule), rule)
    return [(start, end, float(curve[start:end, 0].mean())) for start, end in found]

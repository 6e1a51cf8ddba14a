"""Outlines that become one another, whatever their numbers of points."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import sqrt
from typing import NamedTuple

import numpy as np

from annotator.geometry.shape import Floats

Point = tuple[float, float]
Outline = Sequence[Point]
# Points of one outline at many shares that are moved together.
AT_ONCE = 100_000


class _Bundle(NamedTuple):
    """Points that move from `starts` to `ends`; those nearer to each other than `least` are one."""

    starts: Outline
    ends: Outline
    least: float


def morph(left: Outline, right: Outline, share: float, *, closed: bool) -> tuple[Point, ...]:
    """The outline a `share` (0 to 1) of the way from `left` to `right`; (x, y) in pixels.

    Each point is matched with the ones nearest to it along the other outline, and points that
    have come together are thinned, so that counts may differ. A closed outline does not repeat
    its first point. Start point and winding are kept as they are. As CVAT does it: the vectors in
    tests/vectors/interpolation_cvat.json are its answers.
    """
    if share <= 0:
        return tuple(left)
    if share >= 1:
        return tuple(right)
    found: list[Point] = []
    for starts, ends, least in _bundles(left, right, closed=closed):
        pairs = zip(starts, ends, strict=True)
        found += _thinned([_between(one, other, share) for one, other in pairs], least)
    return _opened(found, closed=closed)


def morphs(
    left: Outline, right: Outline, shares: Floats, *, closed: bool
) -> Iterator[tuple[Point, ...]]:
    """What `morph` says at each of many shares between 0 and 1; outlines are matched once."""
    bundles = _bundles(left, right, closed=closed)
    first = np.array([one for starts, _, _ in bundles for one in starts], np.float64)
    ways = np.array([one for _, ends, _ in bundles for one in ends], np.float64) - first
    parts = _parts(bundles)
    step = max(1, AT_ONCE // len(first))
    for begin in range(0, len(shares), step):
        for moved in (first + ways * shares[begin : begin + step, None, None]).tolist():
            places = [(x, y) for x, y in moved]
            found: list[Point] = []
            for start, end, least in parts:
                some = places[start:end]
                found += some if least is None else _thinned(some, least)
            yield _opened(found, closed=closed)


def _parts(bundles: Sequence[_Bundle]) -> list[tuple[int, int, float | None]]:
    """Where bundles lie among all their points; those of one point each are taken together."""
    parts: list[tuple[int, int, float | None]] = []
    at = 0
    for starts, _, least in bundles:
        end = at + len(starts)
        if len(starts) > 1:
            parts.append((at, end, least))
        elif parts and parts[-1][2] is None:
            parts[-1] = (parts[-1][0], end, None)
        else:
            parts.append((at, end, None))
        at = end
    return parts


def _opened(points: Sequence[Point], *, closed: bool) -> tuple[Point, ...]:
    """An outline again, from its points up to where it began."""
    return tuple(points[:-1] if closed and len(points) > 1 else points)


def straight(left: Outline, right: Outline, *, closed: bool) -> tuple[Outline, Outline] | None:
    """Both ends of each point's way, where `morph` moves all of them in straight lines.

    None where a point has several partners, or none of its own: then points come and go.
    """
    first, last = (_ring(one) if closed else tuple(one) for one in (left, right))
    partners = _pairs(_places(first), _places(last))
    if any(len(one) != 1 for one in partners) or any(a == b for a, b in pairwise(partners)):
        return None
    return first, tuple(last[one] for (one,) in partners)


def _ring(points: Outline) -> tuple[Point, ...]:
    return (*points, points[0])


def _places(points: Outline) -> list[float]:
    """How far along the outline each point lies, 0 to 1."""
    along = [0.0]
    for one, other in pairwise(points):
        along.append(along[-1] + _distance(one, other))
    return [place / along[-1] if along[-1] else 0.0 for place in along]


def _pairs(left: Sequence[float], right: Sequence[float]) -> list[list[int]]:
    """For each left point its right ones, rising; no right one is without a left one."""
    partners = [[_nearest(right, place)] for place in left]
    taken = {one for some in partners for one in some}
    for index, place in enumerate(right):
        if index not in taken:
            partners[_nearest(left, place)].append(index)
    return [sorted(some) for some in partners]


def _nearest(places: Sequence[float], place: float) -> int:
    """The first of the nearest ones; `places` rise."""
    after = bisect_left(places, place)
    if after == 0:
        return 0
    if after == len(places) or place - places[after - 1] <= places[after] - place:
        return bisect_left(places, places[after - 1])
    return after


def _bundles(left: Outline, right: Outline, *, closed: bool) -> list[_Bundle]:
    first, last = (_ring(one) if closed else tuple(one) for one in (left, right))
    partners = _pairs(_places(first), _places(last))
    found: list[_Bundle] = []
    at = 0
    while at < len(first):
        if len(partners[at]) > 1:
            fan = [last[one] for one in partners[at]]
            found.append(_Bundle([first[at]] * len(fan), fan, _length(fan) / (2 * len(fan))))
            at += 1
            continue
        run, at = _run(partners, at)
        points = [first[one] for one in run]
        ends = [last[partners[one][0]] for one in run]
        found.append(_Bundle(points, ends, _length(points) / (2 * len(run))))
    return found


def _run(partners: Sequence[Sequence[int]], start: int) -> tuple[list[int], int]:
    """The left points from `start` on that share its one partner, and what follows them."""
    end = start + 1
    while end < len(partners) and partners[end] == partners[start]:
        end += 1
    return list(range(start, end)), end


def _thinned(points: Sequence[Point], least: float) -> list[Point]:
    """The points that lie apart; the two ends stay, or their mean where only they are left."""
    kept = [points[0]]
    for one in points[1:-1]:
        if _distance(one, kept[-1]) >= least:
            kept.append(one)
    if len(points) == 1:
        return kept
    if len(kept) == 1 and _distance(kept[0], points[-1]) < least:
        return [_between(kept[0], points[-1], 0.5)]
    return [*kept, points[-1]]


def _between(one: Point, other: Point, share: float) -> Point:
    return (one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share)


def _length(points: Outline) -> float:
    return sum(_distance(one, other) for one, other in pairwise(points))


def _distance(one: Point, other: Point) -> float:
    # Not `math.dist`: this one has the same last digit in every language, so that a point on the
    # verge of being thinned is kept in both or in neither.
    across, down = other[0] - one[0], other[1] - one[1]
    return sqrt(across * across + down * down)

"""Outlines that become one another, whatever their numbers of points."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise
from math import sqrt

Point = tuple[float, float]
Outline = Sequence[Point]


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
    first, last = (_ring(one) if closed else tuple(one) for one in (left, right))
    moved = _moved(first, last, _pairs(_places(first), _places(last)), share)
    return moved[:-1] if closed and len(moved) > 1 else moved


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


def _moved(
    left: Outline, right: Outline, partners: Sequence[Sequence[int]], share: float
) -> tuple[Point, ...]:
    found: list[Point] = []
    at = 0
    while at < len(left):
        if len(partners[at]) > 1:
            fan = [_between(left[at], right[one], share) for one in partners[at]]
            found += _thinned(fan, _length([right[one] for one in partners[at]]), len(fan))
            at += 1
            continue
        run, at = _run(partners, at)
        points = [_between(left[one], right[partners[one][0]], share) for one in run]
        found += _thinned(points, _length([left[one] for one in run]), len(run))
    return tuple(found)


def _run(partners: Sequence[Sequence[int]], start: int) -> tuple[list[int], int]:
    """The left points from `start` on that share its one partner, and what follows them."""
    end = start + 1
    while end < len(partners) and partners[end] == partners[start]:
        end += 1
    return list(range(start, end)), end


def _thinned(points: Sequence[Point], length: float, count: int) -> list[Point]:
    """The points that lie apart; the two ends stay, or their mean where only they are left."""
    least = length / (2 * count)
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

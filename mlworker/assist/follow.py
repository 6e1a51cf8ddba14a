"""Following one thing through pictures by the points on it."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from math import ceil
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from annotator.geometry.point import Keypoint
from annotator.geometry.shape import Bounds, Shape
from annotator.geometry.similarity import Similarity, moved
from mlworker.assist.sight import Picture

MOST_POINTS = 160
FEWEST_POINTS = 5
# Of the points that are still seen, at least so many must agree on how the thing moved.
AGREEING = 0.4
AROUND_PX = 24.0
BACK_PX = 0.7
STRAY_PX = 1.5
WINDOW = (19, 19)
LEVELS = 4

Points = npt.NDArray[np.float32]


def follow(pictures: Sequence[Picture], shape: Shape, seen: Callable[[], None]) -> list[Shape]:
    """The shape on each of the pictures, gray (height, width); fewer where it was lost.

    On the first it is `shape`. Its corners are followed by the pyramidal optical flow of Lucas and
    Kanade (Bouguet, 2001), there and back so that those which slip are dropped, and how the rest
    lies now against the first picture says how the shape moved, turned and grew.
    """
    home = _corners(pictures[0], shape.bounds)
    now, found, way = home.copy(), [shape], Similarity(1.0, 0.0, 0.0, 0.0)
    height, width = pictures[0].shape
    for before, after in pairwise(pictures):
        home, now = _flow(before, after, home, now)
        known = _similarity(home, now, shape)
        if known is None:
            break
        way, agreeing = known
        home, now = home[agreeing], now[agreeing]
        there = moved(shape, way)
        if not _is_on(there.bounds, width, height):
            break
        found.append(there)
        seen()
        if len(now) < MOST_POINTS // 4:
            more = _corners(after, there.bounds)
            now = np.concatenate((now, more))
            home = np.concatenate((home, _back(more, way)))
    return found


def _corners(picture: Picture, bounds: Bounds) -> Points:
    """Points that can be followed, within the bounds or around what has none."""
    pad = max(0.0, (AROUND_PX - min(bounds.width, bounds.height)) / 2)
    height, width = picture.shape
    left, top = max(0, int(bounds.x - pad)), max(0, int(bounds.y - pad))
    right = min(width, ceil(bounds.x + bounds.width + pad) + 1)
    bottom = min(height, ceil(bounds.y + bounds.height + pad) + 1)
    if right - left < 3 or bottom - top < 3:
        return np.zeros((0, 2), np.float32)
    part = np.ascontiguousarray(picture[top:bottom, left:right])
    corners = cv2.goodFeaturesToTrack(part, MOST_POINTS, 0.01, 2)
    if corners is None:
        return np.zeros((0, 2), np.float32)
    found: Points = corners.reshape(-1, 2).astype(np.float32) + np.array([left, top], np.float32)
    return found


def _flow(before: Picture, after: Picture, home: Points, now: Points) -> tuple[Points, Points]:
    if len(now) == 0:
        return home, now
    sizes: dict[str, Any] = {"winSize": WINDOW, "maxLevel": LEVELS}
    there, seen, _ = cv2.calcOpticalFlowPyrLK(before, after, now, now.copy(), **sizes)
    back, again, _ = cv2.calcOpticalFlowPyrLK(after, before, there, now.copy(), **sizes)
    good = (seen.ravel() == 1) & (again.ravel() == 1)
    good &= np.abs(back - now).max(axis=1) < BACK_PX
    return home[good], there[good].astype(np.float32)


def _similarity(
    home: Points, now: Points, shape: Shape
) -> tuple[Similarity, npt.NDArray[np.bool_]] | None:
    """How the points moved as a whole, and which of them did; None where too few agree."""
    if len(now) < FEWEST_POINTS:
        return None
    if isinstance(shape, Keypoint):  # what has no size says nothing of how it grows
        shift = np.median(now - home, axis=0)
        agreeing = np.abs(now - home - shift).max(axis=1) < 2 * STRAY_PX
        way = Similarity(1.0, 0.0, float(shift[0]), float(shift[1]))
    else:
        cv2.setRNGSeed(0)
        matrix, inside = cv2.estimateAffinePartial2D(
            home, now, None, cv2.RANSAC, STRAY_PX, 500, 0.99, 10
        )
        if matrix is None:
            return None
        agreeing = inside.ravel() == 1
        way = Similarity(matrix[0, 0], matrix[1, 0], matrix[0, 2], matrix[1, 2])
    enough = agreeing.sum() >= max(FEWEST_POINTS, AGREEING * len(now))
    return (Similarity(*map(float, _numbers(way))), agreeing) if enough else None


def _numbers(way: Similarity) -> tuple[float, float, float, float]:
    return way.a, way.b, way.across, way.down


def _back(points: Points, way: Similarity) -> Points:
    """Where points of now were on the first picture."""
    turn = np.array([[way.a, -way.b], [way.b, way.a]])
    found: Points = np.linalg.solve(turn, (points - [way.across, way.down]).T).T.astype(np.float32)
    return found


def _is_on(bounds: Bounds, width: int, height: int) -> bool:
    x, y = bounds.x + bounds.width / 2, bounds.y + bounds.height / 2
    return 0 <= x < width and 0 <= y < height

"""Telling a thing from what is around it by color, with nothing learned."""

import cv2
import numpy as np
import numpy.typing as npt

from mlworker.assist.sight import Picture

SEED_PX = 3
ROUNDS = 4
# A place belongs to what was pointed at where its color is as near as the noise there, and this.
NOISE = 3.0
LEAST_STEP = 6.0
# How much around it is looked at, as a share of its size.
MARGIN = 0.35

Flags = npt.NDArray[np.bool_]


def by_point(picture: Picture, x: float, y: float) -> Flags:
    """The pixels of the thing at a place of an RGB picture: (height, width).

    Spreads from the place over like colors, then cuts by GrabCut (Rother et al., 2004) around it.
    """
    height, width = picture.shape[:2]
    column, row = min(max(int(x), 0), width - 1), min(max(int(y), 0), height - 1)
    alike = _alike(picture, column, row)
    marks = np.full((height, width), cv2.GC_PR_BGD, np.uint8)
    marks[alike] = cv2.GC_PR_FGD
    seed = np.zeros((height, width), np.uint8)
    cv2.circle(seed, (column, row), SEED_PX, 1, -1)
    marks[(seed == 1) & alike] = cv2.GC_FGD
    marks[~_near(alike)] = cv2.GC_BGD
    return _connected(_cut(picture, marks, alike), column, row)


def by_box(picture: Picture, x: float, y: float, width: float, height: float) -> Flags:
    """The pixels of the thing within a box of an RGB picture: (height, width)."""
    left, top = max(0, int(x)), max(0, int(y))
    right = min(picture.shape[1], round(x + width))
    bottom = min(picture.shape[0], round(y + height))
    inside = np.zeros(picture.shape[:2], np.bool_)
    inside[top:bottom, left:right] = True
    marks = np.where(inside, cv2.GC_PR_FGD, cv2.GC_BGD).astype(np.uint8)
    # The border of a box drawn around a thing is not the thing.
    marks[_border(inside)] = cv2.GC_BGD
    found = _cut(picture, marks, np.zeros_like(inside))
    return _largest(found & inside)


def polygon(flags: Flags) -> list[tuple[float, float]]:
    """The outline of pixels, as few points as follow it within a pixel; fewer than 3: nothing."""
    outlines, _ = cv2.findContours(flags.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not outlines:
        return []
    longest = max(outlines, key=cv2.contourArea)
    few = cv2.approxPolyDP(longest, 1.0, True).reshape(-1, 2)
    # Contours go through the middles of pixels; the thing reaches to their edges.
    return [(float(x) + 0.5, float(y) + 0.5) for x, y in few.tolist()]


def _alike(picture: Picture, column: int, row: int) -> Flags:
    smooth = cv2.cvtColor(cv2.medianBlur(picture, 5), cv2.COLOR_RGB2Lab)
    part = smooth[max(row - 3, 0) : row + 4, max(column - 3, 0) : column + 4].reshape(-1, 3)
    step = np.maximum(NOISE * part.std(axis=0), LEAST_STEP).tolist()
    marks = np.zeros((smooth.shape[0] + 2, smooth.shape[1] + 2), np.uint8)
    flags = 4 | cv2.FLOODFILL_MASK_ONLY | cv2.FLOODFILL_FIXED_RANGE | (1 << 8)
    cv2.floodFill(smooth, marks, (column, row), (0, 0, 0), step, step, flags)
    found: Flags = marks[1:-1, 1:-1] == 1
    found[row, column] = True
    return found


def _near(alike: Flags) -> Flags:
    """The rectangle around the pixels, and some more."""
    rows, columns = np.flatnonzero(alike.any(1)), np.flatnonzero(alike.any(0))
    tall, wide = rows[-1] - rows[0] + 1, columns[-1] - columns[0] + 1
    more = int(max(tall, wide) * MARGIN) + 8
    near = np.zeros_like(alike)
    near[
        max(0, rows[0] - more) : rows[-1] + more + 1,
        max(0, columns[0] - more) : columns[-1] + more + 1,
    ] = True
    return near


def _cut(picture: Picture, marks: npt.NDArray[np.uint8], otherwise: Flags) -> Flags:
    # GrabCut needs both sides; where nothing is left of one, what was there before stands.
    inside = np.isin(marks, (cv2.GC_FGD, cv2.GC_PR_FGD))
    if inside.all() or not inside.any():
        return otherwise
    ground, thing = np.zeros((1, 65), np.float64), np.zeros((1, 65), np.float64)
    cv2.setRNGSeed(0)
    cv2.grabCut(picture, marks, (0, 0, 0, 0), ground, thing, ROUNDS, cv2.GC_INIT_WITH_MASK)
    found: Flags = np.isin(marks, (cv2.GC_FGD, cv2.GC_PR_FGD))
    return found if found.any() else otherwise


def _border(inside: Flags) -> Flags:
    shrunk = cv2.erode(inside.astype(np.uint8), np.ones((3, 3), np.uint8)) == 1
    found: Flags = inside & ~shrunk
    return found


def _connected(flags: Flags, column: int, row: int) -> Flags:
    """The part that holds a place; the largest where none does."""
    _, labels = cv2.connectedComponents(flags.astype(np.uint8))
    own = labels[row, column]
    found: Flags = labels == own if own else _largest(flags)
    return found


def _largest(flags: Flags) -> Flags:
    count, labels, sizes, _ = cv2.connectedComponentsWithStats(flags.astype(np.uint8))
    if count < 2:
        return flags
    found: Flags = labels == 1 + int(sizes[1:, cv2.CC_STAT_AREA].argmax())
    return found

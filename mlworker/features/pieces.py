"""How small pieces of a clip move, counted by kinds of movement: a Fisher vector."""

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from mlworker.clips.movement import Floats

# The kinds of movement, learned from drawn clips by `mlworker.features.kinds`.
BOOK = Path(__file__).with_name("pieces.npz")
KINDS, AXES = 32, 16
# What is counted of a pair of frames: directions of movement, and those into which movement across
# and movement down change from place to place (motion boundaries), of which no camera tells.
PARTS = (("flow", 9), ("across", 8), ("down", 8))
CHANNELS = sum(numbers for _, numbers in PARTS)
SIZE = len(PARTS) * KINDS * AXES
BINS = 8
# Flow is read at half of its size, in cells of so many pixels, two by two a piece.
CELL, BESIDE = 4, 2
# A piece lasts so long, in three parts, and begins every half of that.
SECONDS, THIRDS = 0.6, 3
# Slower than so many picture heights a second is no movement.
STILL = 0.02
# Pieces that move most: of each clip so large a share, and at least so many.
SHARE, LEAST = 0.35, 60
ROUNDS = 4


def cells(field: Floats) -> Floats:
    """Of the flow between two frames, in picture heights a second, (25, rows, columns): how much
    moves into each direction in each cell, the camera's own movement taken away.
    """
    half = (field.shape[1] // 2, field.shape[0] // 2)
    small = steadied(np.asarray(cv2.resize(field, half, interpolation=cv2.INTER_AREA), np.float32))
    smooth = cv2.GaussianBlur(small, (0, 0), 0.8)
    across, down = (cv2.Sobel(smooth, -1, *way, scale=0.125) for way in ((1, 0), (0, 1)))
    rows, columns = (side // CELL * CELL for side in small.shape[:2])
    moved, right, below = (one[:rows, :columns] for one in (small, across, down))
    size, turn = _polar(moved[..., 0], moved[..., 1])
    still = size <= STILL
    size[still] = 0.0
    rest = np.bincount(_at(rows, columns), (still * STILL).ravel(), size.size // CELL**2)
    bounds = [_turns(*_polar(right[..., at], below[..., at])) for at in (0, 1)]
    found = np.concatenate([_turns(size, turn), rest, *bounds]) / CELL**2
    return found.reshape(CHANNELS, rows // CELL, -1).astype(np.float32)


def steadied(field: Floats) -> Floats:
    """The field without the affine movement that most of it follows: that of the camera.

    By reweighted least squares, what strays counting less, as in improved trajectories (Wang and
    Schmid, ICCV 2013).
    """
    rows, columns = field.shape[:2]
    place = _places(rows, columns)
    some = np.ascontiguousarray(place[:, ::2, ::2].reshape(3, -1))
    moved = np.ascontiguousarray(field[::2, ::2].reshape(-1, 2).T)
    camera = np.zeros((2, 3), np.float32)
    camera[:, 0] = np.median(moved, axis=1)
    for _ in range(ROUNDS):
        left = moved - camera @ some
        astray = (left * left).sum(axis=0)
        middle = float(np.partition(astray, len(astray) // 2)[len(astray) // 2])
        weights = 1.0 / (1.0 + astray / (2.0 * middle**0.5 + 1e-6) ** 2)
        weighted = (some * weights).astype(np.float32)
        square = (weighted @ some.T).astype(np.float64) + 1e-6 * np.eye(3)
        camera = np.linalg.solve(square, weighted @ moved.T).T.astype(np.float32)
    filmed = (camera @ place.reshape(3, -1)).reshape(2, rows, columns)
    return np.asarray(field - filmed.transpose(1, 2, 0), np.float32)


@lru_cache(maxsize=8)
def _places(rows: int, columns: int) -> Floats:
    """One, across and down at each pixel, in picture heights: (3, rows, columns)."""
    down, across = np.mgrid[:rows, :columns].astype(np.float32) / rows
    return np.stack([np.ones_like(across), across, down])


def _polar(across: Any, down: Any) -> tuple[Floats, Floats]:
    """The size of a movement, and where it points in eighths of a turn, 0 to 8."""
    size, turn = cv2.cartToPolar(np.ascontiguousarray(across), np.ascontiguousarray(down))
    return np.asarray(size, np.float32), np.asarray(turn * (BINS / (2 * np.pi)), np.float32)


def _turns(size: Floats, turn: Floats) -> Any:
    """How much points into each of eight directions in each cell, shared by the nearest two:
    (8 x cells,).
    """
    low = turn.astype(np.int64)
    share = (turn - low) * size
    cells = size.size // CELL**2
    where = _at(*size.shape)
    ways = [where + ((low + more).ravel() & (BINS - 1)) * cells for more in (0, 1)]
    shares = [(size - share).ravel(), share.ravel()]
    return np.bincount(np.concatenate(ways), np.concatenate(shares), BINS * cells)


@lru_cache(maxsize=8)
def _at(rows: int, columns: int) -> Any:
    """Which cell each pixel is in, (rows x columns,)."""
    down, across = np.mgrid[:rows, :columns] // CELL
    return (down * (columns // CELL) + across).ravel()


def pieces(counted: Sequence[Floats], pairs_per_second: float) -> Floats:
    """The pieces of a clip that move most, (pieces, 25, 12), by what `cells` says of its pairs."""
    length = max(THIRDS, round(pairs_per_second * SECONDS))
    found = []
    for first in range(0, max(1, len(counted) - length + 1), max(1, length // 2)):
        block = counted[first : first + length]
        edges = np.linspace(0, len(block), THIRDS + 1).astype(int)
        thirds = np.stack(
            [np.mean(block[low : max(high, low + 1)], axis=0) for low, high in pairwise(edges)]
        )
        near = [
            thirds[:, :, y : thirds.shape[2] - BESIDE + 1 + y, x : thirds.shape[3] - BESIDE + 1 + x]
            for y in range(BESIDE)
            for x in range(BESIDE)
        ]
        beside = np.stack(near, axis=1).transpose(3, 4, 2, 0, 1)
        found.append(beside.reshape(-1, CHANNELS, THIRDS * BESIDE * BESIDE))
    whole = np.concatenate(found)
    moving = whole[:, :BINS].sum(axis=(1, 2))
    kept = max(min(LEAST, len(whole)), int(SHARE * len(whole)))
    return np.asarray(whole[np.argsort(-moving, kind="stable")[:kept]], np.float32)


def summary(counted: Sequence[Floats], pairs_per_second: float) -> Floats:
    """The Fisher vector of a clip's pieces by the kinds of movement: float32 (1536,).

    Of each kind how the pieces of it stray from it; roots, then of length one by channel. Without
    movement zeros. Perronnin et al., ECCV 2010, first order; pieces as in Wang and Schmid.
    """
    if not counted:
        return np.zeros(SIZE, np.float32)
    shown = pieces(counted, pairs_per_second)
    told = [_strays(rows, book()[name]) for name, rows in rooted(shown).items()]
    return np.concatenate(told).astype(np.float32)


def rooted(shown: Floats) -> dict[str, Floats]:
    """Pieces by what is counted, each of length one by the roots of its shares."""
    found, first = {}, 0
    for name, numbers in PARTS:
        rows = shown[:, first : first + numbers].reshape(len(shown), -1)
        found[name] = np.sqrt(rows / (rows.sum(axis=1, keepdims=True) + 1e-8))
        first += numbers
    return found


def _strays(rows: Floats, kinds: Mapping[str, Any]) -> Floats:
    seen = (rows - kinds["mean"]) @ kinds["axes"]
    middles, spreads, shares = (kinds[name] for name in ("middles", "spreads", "shares"))
    tight = 1.0 / spreads**2
    far = (seen**2) @ tight.T - 2.0 * seen @ (middles * tight).T + (middles**2 * tight).sum(axis=1)
    likely = np.log(shares) - np.log(spreads).sum(axis=1) - 0.5 * far
    likely = np.exp(likely - likely.max(axis=1, keepdims=True))
    likely /= likely.sum(axis=1, keepdims=True)
    strays = (likely.T @ seen - likely.sum(axis=0)[:, None] * middles) / spreads
    strays /= len(rows) * np.sqrt(shares)[:, None]
    told = np.sign(strays) * np.sqrt(np.abs(strays))
    return np.asarray(told.ravel() / (np.linalg.norm(told) + 1e-9))


@cache
def book() -> dict[str, dict[str, Any]]:
    """The kinds of movement of each channel: `mean` and `axes` that rows are seen by, and their
    `middles`, `spreads` and `shares`.
    """
    with np.load(BOOK, allow_pickle=False) as arrays:
        names = ("mean", "axes", "middles", "spreads", "shares")
        return {
            part: {one: arrays[f"{part}_{one}"].astype(np.float64) for one in names}
            for part, _ in PARTS
        }

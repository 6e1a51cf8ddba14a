"""How small pieces of a clip move, counted by kinds of movement: a Fisher vector."""

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

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
    across, down = (cv2.Sobel(smooth, -1, *way) / 8.0 for way in ((1, 0), (0, 1)))
    size = np.hypot(small[..., 0], small[..., 1])
    still = (size <= STILL).astype(np.float32) * STILL
    turns = _turns(small[..., 0], small[..., 1], size > STILL)
    planes = [
        turns,
        still[None],
        *(
            _turns(np.asarray(across[..., at], np.float32), np.asarray(down[..., at], np.float32))
            for at in (0, 1)
        ),
    ]
    whole = np.concatenate(planes)
    rows, columns = whole.shape[1] // CELL, whole.shape[2] // CELL
    whole = whole[:, : rows * CELL, : columns * CELL]
    parts = whole.reshape(CHANNELS, rows, CELL, columns, CELL)
    return np.asarray(parts.mean(axis=(2, 4)), np.float32)


def steadied(field: Floats) -> Floats:
    """The field without the affine movement that most of it follows: that of the camera.

    By reweighted least squares, what strays counting less, as in improved trajectories (Wang and
    Schmid, ICCV 2013).
    """
    rows, columns = field.shape[:2]
    down, across = np.mgrid[:rows, :columns].astype(np.float32) / rows
    place = np.stack([np.ones_like(across), across, down], axis=2)
    some = place[::2, ::2].reshape(-1, 3).astype(np.float64)
    moved = field[::2, ::2].reshape(-1, 2).astype(np.float64)
    camera = np.zeros((3, 2))
    camera[0] = np.median(moved, axis=0)
    for _ in range(ROUNDS):
        astray = np.hypot(*(moved - some @ camera).T)
        weights = 1.0 / (1.0 + (astray / (2.0 * np.median(astray) + 1e-6)) ** 2)
        weighted = some * weights[:, None]
        camera = np.linalg.solve(weighted.T @ some + 1e-6 * np.eye(3), weighted.T @ moved)
    return np.asarray(field - place @ camera.astype(np.float32), np.float32)


def _turns(across: Floats, down: Floats, live: npt.NDArray[np.bool_] | None = None) -> Floats:
    """How much points into each of eight directions at each pixel, shared by the nearest two."""
    turn = np.arctan2(down, across) * (BINS / (2 * np.pi)) % BINS
    size = np.hypot(across, down) if live is None else np.where(live, np.hypot(across, down), 0.0)
    apart = np.abs(turn[None] - np.arange(BINS, dtype=np.float32)[:, None, None])
    apart = np.minimum(apart, BINS - apart)
    return np.asarray(np.maximum(0.0, 1.0 - apart) * size, np.float32)


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
    far = (seen[:, None] - kinds["middles"]) / kinds["spreads"]
    likely = np.log(kinds["shares"]) - np.log(kinds["spreads"]).sum(1) - 0.5 * (far**2).sum(2)
    likely = np.exp(likely - likely.max(axis=1, keepdims=True))
    likely /= likely.sum(axis=1, keepdims=True)
    strays = np.einsum("nk,nkd->kd", likely, far) / (len(rows) * np.sqrt(kinds["shares"])[:, None])
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

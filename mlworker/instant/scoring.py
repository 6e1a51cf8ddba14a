"""One pass over all vectors of a project: what a head says of them, and how alike they are."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt

from mlworker.features.vectors import Halves
from mlworker.zoo.linear import GROUPS, Floats, Linear

Singles = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]

# Rows that are widened at once: so few stay in the processor's own memory.
AT_ONCE = 64
# From a half to a single: where its bits belong, what is left of its sign there, and what its
# exponent is too small by.
SHIFT, KEPT, LARGER = 13, np.int32(-0x70000001), np.float32(2.0**112)
# Numbers by which clips are told apart where all of theirs would be too many.
SHORT = 64
PROJECTION_SEED = 0


def logits(rows: Halves, head: Linear, threads: ThreadPoolExecutor, shares: int) -> Singles:
    """What a head says of each row: float32 (rows, classes). Numbers that it drops are not read.

    In single precision, as 100,000 clips take twice as long in double; the heads' weights are of
    about the same size, and the sums are off by some millionths.
    """
    plane = head.weight * head.scale
    shift = head.bias - plane @ head.mean
    used = np.flatnonzero(head.scale)
    low, high = (int(used[0]), int(used[-1]) + 1) if used.size else (0, 0)
    narrow = np.ascontiguousarray(plane[:, low:high].T, np.float32)
    offset = shift.astype(np.float32)

    def say(wide: Singles) -> Singles:
        said: Singles = wide @ narrow + offset
        return said

    return _passed(rows[:, low:high], len(head.bias), say, threads, shares)


def shortened(
    rows: Halves, sizes: Mapping[str, int], threads: ThreadPoolExecutor, shares: int
) -> Singles:
    """A short vector of each row, float32 (rows, 64), in which groups count alike.

    Random projection, as in Bingham & Mannila (KDD 2001).
    """
    total = sum(sizes.values())
    rng = np.random.default_rng(PROJECTION_SEED)
    projection = (rng.standard_normal((total, SHORT)) / np.sqrt(SHORT)).astype(np.float32)
    edges = np.cumsum([sizes[name] for name in GROUPS])[:-1]

    def say(wide: Singles) -> Singles:
        for part in np.split(wide, edges, axis=1):
            part /= np.maximum(np.linalg.norm(part, axis=1, keepdims=True), 1e-6)
        said: Singles = wide @ projection
        return said

    return _passed(rows, SHORT, say, threads, shares)


def averaged(values: npt.NDArray[np.floating], first: Ints, count: Ints) -> Floats:
    """The mean of each run of rows that begins at `first`, float64; all have at least one."""
    if (count == 1).all():
        return values[first].astype(np.float64)
    sums = np.zeros((len(values) + 1, values.shape[1]))
    np.cumsum(values, axis=0, dtype=np.float64, out=sums[1:])
    mean: Floats = (sums[first + count] - sums[first]) / count[:, None]
    return mean


def widen(halves: Halves, room: Singles) -> None:
    """The same numbers in single precision, in a room of their shape; infinite ones are 65,536.

    By moving bits, all numbers at a time: five times as fast as the processor's own conversion
    is used by numpy.
    """
    bits = room.view(np.int32)
    bits[:] = halves.view(np.int16)
    np.left_shift(bits, SHIFT, out=bits)
    np.bitwise_and(bits, KEPT, out=bits)
    np.multiply(room, LARGER, out=room)


def _passed(
    rows: Halves,
    columns: int,
    say: Callable[[Singles], Singles],
    threads: ThreadPoolExecutor,
    shares: int,
) -> Singles:
    """`say` of all rows, a few at a time in a room that is used again: widening takes longest."""
    said = np.empty((len(rows), columns), np.float32)

    def share(start: int, end: int) -> None:
        room = np.empty((AT_ONCE, rows.shape[1]), np.float32)
        for at in range(start, end, AT_ONCE):
            some = rows[at : min(at + AT_ONCE, end)]
            wide = room[: len(some)]
            widen(some, wide)
            said[at : at + len(some)] = say(wide)

    edges = np.linspace(0, len(rows), shares + 1).astype(np.int64).tolist()
    list(threads.map(share, edges[:-1], edges[1:]))
    return said

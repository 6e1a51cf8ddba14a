"""Which items are copies of one another, by prints that stay when a video is encoded again."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Prints = npt.NDArray[np.uint64]
Rows = npt.NDArray[np.int64]

# A print is so many words of 64 bits about pictures, then as many about what changes in them.
PICTURES = 5
WORDS = 2 * PICTURES
BYTES = 8 * WORDS
# Copies of the real clips at half size differ in at most 16 bits about pictures and 22 about
# changes; two clips of one camera, which look alike, in 76 about changes and more.
MOST_OF_PICTURES, MOST_OF_CHANGES = 19, 40
# Copies last as long, but for the frames that another rate adds or drops.
LONGER = 0.2
# Of items that share a part of their pictures each is compared with so many others.
REACH = 200


@dataclass(frozen=True, slots=True)
class Candidate:
    """What speaks for keeping an item: people's labels, then a larger picture, then age."""

    item_id: int
    labeled: bool
    pixels: int
    seconds: float


def groups(prints: Prints, seconds: npt.NDArray[np.float64]) -> list[list[int]]:
    """The rows that are copies of one another, each group rising, the groups by their first.

    `prints` (items, 10). Of pictures at most 19 of 320 bits may differ: cut into 20 parts, one part
    is then the same in both, and only items that share one are compared. Prints of perceptual
    hashes as in pHash (Zauner, 2010).
    """
    root = list(range(len(prints)))

    def top(row: int) -> int:
        while root[row] != row:
            root[row] = root[root[row]]
            row = root[row]
        return row

    for first, second in _pairs(prints[:, :PICTURES]):
        near = _bits(prints, first, second, slice(PICTURES)) <= MOST_OF_PICTURES
        near &= _bits(prints, first, second, slice(PICTURES, WORDS)) <= MOST_OF_CHANGES
        near &= np.abs(seconds[first] - seconds[second]) <= LONGER
        for one, other in zip(first[near].tolist(), second[near].tolist(), strict=True):
            low, high = sorted((top(one), top(other)))
            root[high] = low
    found: dict[int, list[int]] = {}
    for row in range(len(prints)):
        found.setdefault(top(row), []).append(row)
    return [rows for rows in found.values() if len(rows) > 1]


def _pairs(words: Prints) -> Iterator[tuple[Rows, Rows]]:
    """Pairs of rows that share a part of 16 bits; parts without a set bit say nothing.

    A pair may come once for each part that it shares; never more of them at once than rows.
    """
    for column in np.ascontiguousarray(words).view(np.uint16).T:
        rows = np.flatnonzero(column)
        rows = rows[np.argsort(column[rows], kind="stable")]
        for apart in range(1, min(REACH, len(rows) - 1) + 1):
            same = column[rows[apart:]] == column[rows[:-apart]]
            if not same.any():
                break
            yield rows[:-apart][same], rows[apart:][same]


def _bits(prints: Prints, first: Rows, second: Rows, part: slice) -> Rows:
    """In how many bits each pair differs."""
    counted = np.bitwise_count(prints[first, part] ^ prints[second, part])
    return np.asarray(counted.sum(axis=1, dtype=np.int64))


def alike(one: Prints, other: Prints) -> float:
    """How alike the pictures of two prints (10,) are: the share of their 320 bits that agrees."""
    bits = 64 * PICTURES
    return 1.0 - int(np.bitwise_count(one[:PICTURES] ^ other[:PICTURES]).sum()) / bits


def best(group: Iterable[Candidate]) -> Candidate:
    """The one of a group to keep: labeled by people, largest, and there for longest."""
    return max(group, key=lambda one: (one.labeled, one.pixels, -one.item_id))


def why(kept: Candidate, others: Sequence[Candidate]) -> str:
    """What speaks for the one that is kept, in a word: labels, pixels or age."""
    if kept.labeled and not any(one.labeled for one in others):
        return "labels"
    rivals = [one for one in others if one.labeled == kept.labeled]
    return "age" if any(one.pixels == kept.pixels for one in rivals) else "pixels"

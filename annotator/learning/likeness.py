"""How alike clips are: a short vector of each item, and the nearest of many."""

from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Halves = npt.NDArray[np.float16]

Ids = npt.NDArray[np.int64]
Rows = Iterable[tuple[int, str, bytes | memoryview]]

DIMENSIONS = 128
# Any two sounds differ by more than any two pictures: counted in full, nothing else would count.
SOUND = 0.5
# Vectors that are widened at once, so that comparing takes little more room than they do.
AT_ONCE = 8_192


def shortened(
    groups: tuple[npt.NDArray[np.floating], ...],
    rng: np.random.Generator,
    *,
    sound: npt.NDArray[np.floating] | None = None,
) -> Halves:
    """One vector of length one, float16 (128,), of an item's clips: groups of shape (clips, any).

    The groups count alike, and the clips do: the cosine of two items is the mean of what their
    groups say of them, which is late fusion. `sound` (clips, any) counts `SOUND` as much; an item
    that is silent has the same vector as one without. Angles between items stay about what they
    were; the same `rng` state must be given for items that are to be compared.
    Random projection, as in Bingham & Mannila (KDD 2001).
    """
    seen = np.concatenate([_mean(one) for one in groups])
    short = rng.standard_normal((DIMENSIONS, seen.size)) @ seen
    if sound is not None:
        heard = SOUND * _mean(sound)
        short = short + rng.standard_normal((DIMENSIONS, heard.size)) @ heard
    return _unit(short).astype(np.float16)


@dataclass(frozen=True, slots=True)
class Shelf:
    """The vectors of many items, (items, numbers), at a version of them; `ids` rise.

    float16, or wider where there are so many numbers that widening them takes most of the time.
    """

    version: int
    ids: Ids
    vectors: npt.NDArray[np.floating]

    @classmethod
    def empty(cls, kind: type[np.floating] = np.float16) -> "Shelf":
        """One that has seen no version yet; `kind`: how vectors are to be held."""
        return cls(-1, np.zeros(0, np.int64), np.zeros((0, 0), kind))

    @property
    def size_bytes(self) -> int:
        """How much room it takes."""
        return self.ids.nbytes + self.vectors.nbytes

    def renewed(self, version: int, rows: Iterable[tuple[int, bytes]]) -> "Shelf":
        """The shelf at a later version, with these vectors for earlier ones; b"" takes one away."""
        fresh = dict(rows)
        kept = ~np.isin(self.ids, list(fresh))
        more = {item_id: vector for item_id, vector in fresh.items() if vector}
        read = np.frombuffer(b"".join(more.values()), np.float16)
        added = read.astype(self.vectors.dtype).reshape(len(more), len(read) // max(len(more), 1))
        held = self.vectors[kept]
        vectors = np.concatenate([one for one in (held, added) if len(one)] or [held])
        ids = np.concatenate((self.ids[kept], np.array(list(more), np.int64)))
        order = np.argsort(ids)
        return Shelf(version, ids[order], vectors[order])

    def ranked(self, query: Halves) -> tuple[Ids, Floats]:
        """All items, the most like the query first, and the cosines of their vectors with it."""
        wide = query.astype(np.float32)
        few = (self.vectors[at : at + AT_ONCE] for at in range(0, len(self.ids), AT_ONCE))
        said = (one.astype(np.float32, copy=False) @ wide for one in few)
        cosines = np.concatenate([np.zeros(0), *said])
        order = np.argsort(-cosines, kind="stable")
        return self.ids[order], np.clip(cosines[order], -1, 1)


class Shelves:
    """Shelves at hand, in no more room than `most_bytes`: those go that were not used for long."""

    def __init__(self, most_bytes: int) -> None:
        """None is at hand yet."""
        self._most_bytes = most_bytes
        self._shelves: OrderedDict[object, Shelf] = OrderedDict()

    def find(self, key: object) -> Shelf:
        """The one kept under a key, or an empty one."""
        return self._shelves.get(key) or Shelf.empty()

    def keep(self, key: object, shelf: Shelf) -> None:
        """Keep it, as far as there is room."""
        self._shelves[key] = shelf
        self._shelves.move_to_end(key)
        while self.size_bytes > self._most_bytes:
            self._shelves.popitem(last=False)

    def renew(self, key: tuple[int, str], shelf: Shelf, version: int, rows: Rows) -> Shelf:
        """The shelf at a later version, kept under (whose, entry); `rows` since its own version.

        Each row is an item, of which entry its vector is, and the vector: those of other entries
        leave the shelf.
        """
        fresh = ((id_, bytes(vector) if of == key[1] else b"") for id_, of, vector in rows)
        renewed = shelf.renewed(version, fresh)
        self.keep(key, renewed)
        return renewed

    @property
    def size_bytes(self) -> int:
        """How much room they take."""
        return sum(one.size_bytes for one in list(self._shelves.values()))


def _mean(group: npt.NDArray[np.floating]) -> Floats:
    return _unit(group.astype(np.float64).mean(axis=0))


def _unit(vector: Floats) -> Floats:
    length = float(np.linalg.norm(vector))
    return vector / length if length > 0 else vector

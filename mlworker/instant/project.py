"""A project as the last ask says it is: who waits, what teaches, and where the vectors lie."""

import logging
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

from annotator.contracts.errands import blob_path
from annotator.contracts.instant import Relearn
from annotator.contracts.learning import Sample
from annotator.contracts.message import unpack
from annotator.refusal import Refusal
from mlworker import blobs
from mlworker.features import cache
from mlworker.features.vectors import Vectors
from mlworker.instant.pack import Pack, Place
from mlworker.training.choice import FREEDOMS, MIXES
from mlworker.training.clips import Clip, teaching
from mlworker.zoo.linear import GROUPS, Setting

log = logging.getLogger(__name__)

NOWHERE: Place = (0, 0)
# Vectors that lacked may have been computed since: so many are looked for again at every ask.
AGAIN = 32
# Rows that may lie in a pack for nothing.
SPARE = 1_000
# What a training begins with, and keeps unless another setting is clearly better.
FIRST = {"groups": dict(zip(GROUPS, MIXES[0], strict=True)), "freedom": FREEDOMS[0]}
PLAIN = frozenset(one.name for one in fields(Sample))

# Of samples their vectors of a version; None of those that the cache lacks.
Reads = Callable[[list[Sample], str], Iterable[Vectors | None]]


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a state says of what is learned: `task` "single" or "multi", over these classes."""

    classes: tuple[int, ...]
    task: str
    background_class_id: int
    setting: Setting
    seed: int
    version: str

    @property
    def single(self) -> bool:
        """Whether a clip is of one class."""
        return self.task == "single"


class Project:
    """Samples in the order of the state, each with the place of its vectors in the pack.

    By place: `ids`, `sources`, the `first` row of its clips in the pack, and the `count` of these,
    0 where the vectors are not there; `seconds`: how long each lasts. `taught`: the
    clips that say something, by item.
    """

    def __init__(self, ask: Relearn, open_pack: Callable[[str], Pack]) -> None:
        """Read the state, and open the pack of its kind of vectors."""
        state = orjson.loads(blobs.read(ask.storage_url, blob_path(ask.state_key)))
        self.state_key, self.lesson = ask.state_key, _lesson(state)
        self.taught: dict[int, list[Clip]] = {}
        # Counts what changes the head: labels, and vectors of labeled clips that came later.
        self.changes = 0
        self._samples: list[Sample | None] = []
        self._base: dict[int, Sample | None] = {}
        self._at: dict[int, int] = {}
        self._unread: deque[int] = deque()
        self._lacking: deque[int] = deque()
        said = state.pop("samples")
        self.ids = np.zeros(len(said), np.int64)
        self.sources = np.zeros(len(said), np.object_)
        self.first, self.count = np.zeros_like(self.ids), np.zeros_like(self.ids)
        self.seconds = np.zeros(len(said))
        self._waits = np.zeros(len(said), np.bool_)
        self.pack = open_pack(self.lesson.version)
        said.reverse()
        while said:  # What was taken over is let go of: both at once would be a lot.
            self._put(_sample(said.pop()))

    def apply(self, ask: Relearn) -> None:
        """Be as the ask says: what it does not name is as the state says."""
        wanted: dict[int, Sample | None] = {one.item_id: one for one in ask.changes}
        wanted.update(dict.fromkeys(ask.gone))
        for item_id in [one for one in self._base if one not in wanted]:
            self._set(item_id, self._base.pop(item_id))
        for item_id, sample in wanted.items():
            at = self._at.get(item_id)
            now = self._samples[at] if at is not None else None
            self._base.setdefault(item_id, now)
            if sample != now:
                self._set(item_id, sample)
        for _ in range(min(AGAIN, len(self._lacking))):
            self._unread.append(self._lacking.popleft())

    @property
    def unread(self) -> int:
        """How many samples wait for their vectors to be looked for."""
        return len(self._unread)

    def read(self, most: int, reads: Reads) -> None:
        """Look for the vectors of so many samples more. Refuses (`no-space`) on a full disk."""
        places = [self._unread.popleft() for _ in range(min(most, len(self._unread)))]
        samples = {at: one for at in places if (one := self._samples[at]) is not None}
        names = {at: cache.name(one, self.lesson.version) for at, one in samples.items()}
        lacking = {at: one for at, one in samples.items() if self.pack.find(names[at]) is None}
        found = zip(lacking, reads(list(lacking.values()), self.lesson.version), strict=True)
        self.pack.add((names[at], vectors) for at, vectors in found if vectors is not None)
        for at, sample in samples.items():
            self._locate(at, sample, names[at])
            if self.count[at] == 0:
                self._lacking.append(at)

    def waiting(self) -> npt.NDArray[np.int64]:
        """The places of samples that wait, in order."""
        return np.flatnonzero(self._waits)

    def unseen(self) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
        """The places without vectors: of what waits no more, and of what waits, in order."""
        lacking = self.count == 0
        return np.flatnonzero(lacking & ~self._waits), np.flatnonzero(lacking & self._waits)

    def poster(self, place: int) -> str:
        """The key of the still of the sample at a place; empty where there is none."""
        sample = self._samples[place]
        return sample.poster_key if sample is not None else ""

    def in_order(self) -> list[int]:
        """The items that teach: those of the state in its order, then what was said since, last.

        However they came into memory: a head depends on their order in its last digits.
        """
        since = {item_id: number for number, item_id in enumerate(self._base, 1)}
        return sorted(self.taught, key=lambda one: (since.get(one, 0), self._at[one]))

    def place_of(self, item_id: int) -> int | None:
        """The place of an item, if the project has it."""
        return self._at.get(item_id)

    @property
    def is_wasteful(self) -> bool:
        """Whether more than half of the pack is of samples that the project has no more."""
        return len(self.pack.rows) > 2 * int(self.count.sum()) + SPARE

    def _set(self, item_id: int, sample: Sample | None) -> None:
        """An item is so from now on; None: it counts no more."""
        at = self._at.get(item_id)
        if sample is not None and at is None:
            for name in ("ids", "sources", "first", "count", "seconds", "_waits"):
                column = getattr(self, name)
                setattr(self, name, np.append(column, np.zeros(1, column.dtype)))
            self._put(sample)
        elif sample is not None and at is not None:
            self._samples[at], self.sources[at] = sample, sample.source
            self._know(at, sample)
        elif at is not None:
            self._samples[at], self._waits[at] = None, False
            self._forget(item_id)

    def _put(self, sample: Sample) -> None:
        at = self._at[sample.item_id] = len(self._samples)
        self._samples.append(sample)
        self.ids[at], self.sources[at] = sample.item_id, sample.source
        self._know(at, sample)

    def _know(self, at: int, sample: Sample) -> None:
        self._waits[at] = waits(sample)
        self.seconds[at] = sample.frames * sample.rate_denominator / sample.rate_numerator
        self._locate(at, sample, cache.name(sample, self.lesson.version))
        if self.count[at] == 0:
            # What was labeled comes first: without its vectors it teaches nothing.
            (self._unread.append if self._waits[at] else self._unread.appendleft)(at)

    def _locate(self, at: int, sample: Sample, name: str) -> None:
        self.first[at], self.count[at] = self.pack.find(name) or NOWHERE
        says = sample.spans or sample.complete
        cut = cache.clips(sample) if says and self.count[at] else []
        clips = teaching(self.lesson, sample, cut) if len(cut) == self.count[at] else []
        if clips:
            self.taught[sample.item_id] = clips
            self.changes += 1
        else:
            self._forget(sample.item_id)

    def _forget(self, item_id: int) -> None:
        if self.taught.pop(item_id, None):
            self.changes += 1


def waits(sample: Sample) -> bool:
    """Whether a label of it is wanted: nobody has finished it or said what it shows."""
    said = any(not one.negative and one.weight >= 1 for one in sample.spans)
    return not sample.complete and not said


def read_cached(storage_url: str, sample: Sample, version: str) -> Vectors | None:
    """The vectors of a sample, if the cache has them: what it cannot read is as good as none."""
    try:
        return cache.load(storage_url, sample, version=version)
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, Refusal) as problem:
        log.warning("The vectors of item %s cannot be read: %s", sample.item_id, problem)
        return None


def _sample(data: Mapping[str, Any]) -> Sample:
    """A sample without what is of no use here; most say nothing, and are made quickly."""
    if data.keys() == PLAIN and not (data["spans"] or data["skips"] or data["cuts"]):
        return Sample(**{**data, "map_key": "", "spans": (), "skips": (), "cuts": ()})
    return replace(unpack(Sample, data), map_key="")


def _lesson(state: Mapping[str, Any]) -> Lesson:
    """A head's setting is the last training's where that had one, else the first of all."""
    told: Any = state.get("setting") or FIRST
    scales = {name: float(told["groups"].get(name, 0.0)) for name in GROUPS}
    return Lesson(
        classes=tuple(state["classes"]),
        task=str(state["task"]),
        background_class_id=int(state["background_class_id"]),
        setting=Setting(scales, float(told["freedom"])),
        seed=int(state["seed"]),
        # Of an entry that keeps no vectors those of the default one are as good as any.
        version=cache.VERSIONS.get(state["entry"], cache.VERSION),
    )

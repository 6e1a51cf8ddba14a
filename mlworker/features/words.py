"""The steps that lay clips and words into one space, by the operator's model."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain
from pathlib import Path

import numpy as np
import numpy.typing as npt
from av.video.frame import VideoFrame

from annotator.contracts.errands import KEPT, VECTORS
from annotator.contracts.learning import Sample
from annotator.contracts.words import ClipsRead, ReadClips, ReadWords, WordsRead
from annotator.ranges import Range
from annotator.refusal import Refusal
from mlworker import blobs, device
from mlworker.child import Progress
from mlworker.clips.reading import read
from mlworker.clips.sampling import uniform
from mlworker.clips.snapshots import put_json
from mlworker.features import cache
from mlworker.features.backbones import BACKBONES
from mlworker.features.compute import Seen
from mlworker.zoo.interpreter import Interpreter, entry_of

Halves = npt.NDArray[np.float16]


def read_words(ask: ReadWords, progress: Progress) -> WordsRead:
    """The vector of a text. Refuses (`unsupported`) a folder without such a model."""
    progress(0, 1, "texts", "Loading the model")
    entry = entry_of(ask.folder)
    vector = Interpreter(ask.folder, device.choose()).words(ask.text)
    return WordsRead(ask.job_id, ask.token, entry, ask.text, tuple(vector.tolist()))


def read_clips(ask: ReadClips, progress: Progress) -> ClipsRead:
    """The vectors of clips; an item that cannot be read is listed and the rest goes on.

    Refuses (`unsupported`) a folder without such a model.
    """
    reader = _Reader(ask.storage_url, ask.folder, entry_of(ask.folder))
    rows, failed = [], {}
    for at, sample in enumerate(ask.samples):
        seen = partial(progress, at, len(ask.samples), "clips", "Looking at the clips")
        seen()
        try:
            vectors = reader.vectors(sample, seen)
        except Refusal as refusal:
            failed[str(sample.item_id)] = refusal.title
            continue
        mean = vectors.astype(np.float64).mean(axis=0)
        unit = mean / max(float(np.linalg.norm(mean)), 1e-12)
        rows.append({"item_id": sample.item_id, "vector": unit.tolist()})
    key = put_json(ask.storage_url, rows)
    return ClipsRead(ask.job_id, ask.token, reader.entry, key, failed)


@dataclass
class _Reader:
    """Vectors of samples, from the cache or made and kept; the model is loaded when needed."""

    storage_url: str
    folder: str
    entry: str
    _loaded: list[Interpreter] = field(default_factory=list)

    def vectors(self, sample: Sample, seen: Seen) -> Halves:
        """Of each clip of a sample a vector, (clips, numbers). Refuses what cannot be read."""
        key = cache.name(sample, self.entry)
        if blobs.exists(self.storage_url, key):
            kept: Halves = cache.read_arrays(self.storage_url, key)["words"]
            return kept
        if not self._loaded:
            self._loaded = [Interpreter(self.folder, device.choose())]
        ranges = cache.clips(sample) or [(0, sample.frames)]
        made = _made(blobs.fetch(self.storage_url, sample.proxy_key), sample, ranges, *self._loaded)
        arrays = {"ranges": np.array(ranges, np.int64), "words": made}
        cache.write_arrays(self.storage_url, key, arrays)
        # Whoever says which vectors are in use says it of all.
        versions = [self.entry, *(one.version for one in BACKBONES)]
        seen(**{KEPT: True, VECTORS: " ".join(versions)})
        return made


def _made(path: Path, sample: Sample, ranges: Sequence[Range], model: Interpreter) -> Halves:
    """The vectors of a proxy's clips, which is read once and never held whole."""
    looks = [
        [start + int(one) for one in uniform(end - start, model.frames)] for start, end in ranges
    ]
    wanted = sorted(set(chain.from_iterable(looks)))
    held: dict[int, npt.NDArray[np.uint8]] = {}
    made: list[npt.NDArray[np.float32]] = []
    for index, frame in read(path, cache.rate(sample), wanted, _picture):
        held[index] = frame
        while len(made) < len(looks) and looks[len(made)][-1] <= index:
            made.append(model.clip([held[one] for one in looks[len(made)]]))
        # The clips rise: what lies before the next one is seen no more.
        first = looks[len(made)][0] if len(made) < len(looks) else index + 1
        held = {one: seen for one, seen in held.items() if one >= first}
    return np.array(made, np.float16)


def _picture(_: int, frame: VideoFrame) -> npt.NDArray[np.uint8]:
    return np.ascontiguousarray(frame.to_ndarray(format="rgb24"), np.uint8)

"""The step that fills the cache of vectors."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from functools import partial

import numpy as np

from annotator.contracts.errands import KEPT, VECTORS
from annotator.contracts.learning import ComputeFeatures, FeaturesComputed, Sample
from annotator.learning.likeness import shortened
from annotator.refusal import Refusal
from mlworker import blobs, device
from mlworker.child import Progress
from mlworker.clips.plan import cut
from mlworker.clips.snapshots import put_json
from mlworker.features import cache
from mlworker.features.backbones import BACKBONES, LITE0, Backbone
from mlworker.features.extract import extract
from mlworker.features.prints import printed
from mlworker.features.sound import describe
from mlworker.features.vectors import Halves, Vectors
from mlworker.features.views import Looks

# Says that a step is at it still: its progress, as far as it is.
Seen = Callable[..., None]
# Vectors that were shortened with another one cannot be compared with these.
PROJECTION_SEED = 0


def compute(ask: ComputeFeatures, progress: Progress) -> FeaturesComputed:
    """Compute what the cache lacks; an item that cannot be read is listed and the rest goes on."""
    source = Source(ask.storage_url)
    missing = [one for one in ask.samples if not cache.there(ask.storage_url, one)]
    done = len(ask.samples) - len(missing)
    source.fill(missing, progress, before=done)
    computed = len(missing) - len(source.failed)
    failed = {str(item_id): why for item_id, why in source.failed.items()}
    key = _put_shortened(ask, source.failed)
    return FeaturesComputed(ask.job_id, ask.token, computed, done, failed, key)


def _put_shortened(ask: ComputeFeatures, failed: Collection[int]) -> str:
    """The key of the blob with the short vector and the print of each item that could be read."""
    rows = []
    for sample in ask.samples:
        if sample.item_id in failed:
            continue
        vectors = cache.load(ask.storage_url, sample)
        if len(vectors.ranges) == 0:
            continue
        sound, print_ = _heard_and_printed(ask, sample, vectors)
        groups = (vectors.static, vectors.activity, vectors.flow)
        vector = shortened(groups, np.random.default_rng(PROJECTION_SEED), sound=sound)
        numbers = [float(one) for one in vector]
        rows.append({"item_id": sample.item_id, "vector": numbers, "print": print_})
    return put_json(ask.storage_url, rows)


def _heard_and_printed(
    ask: ComputeFeatures, sample: Sample, vectors: Vectors
) -> tuple[Halves | None, str]:
    """How an item's clips sound, and its print in hex; neither of one whose vectors are kept and
    whose video is damaged.
    """
    rate, ranges = cache.rate(sample), [(start, end) for start, end in vectors.ranges.tolist()]
    try:
        path = blobs.fetch(ask.storage_url, sample.proxy_key)
        sound = describe(path, ranges, rate).astype(np.float16)
        return sound, printed(path, rate, sample.frames).hex()
    except Refusal:
        return None, ""


@dataclass
class Source:
    """Vectors of samples, from the cache or computed and cached; the network is built when needed.

    `more`: with these of `cache.BESIDE`. `backbone`: what looks at them. `failed`: why an item
    could not be read, by its id.
    """

    storage_url: str
    more: tuple[str, ...] = ()
    backbone: Backbone = LITE0
    failed: dict[int, str] = field(default_factory=dict)
    _network: Looks | None = None

    def fill(self, samples: Sequence[Sample], progress: Progress, *, before: int = 0) -> None:
        """Put the vectors of all samples into the cache."""
        total = before + len(samples)
        for at, sample in enumerate(samples):
            self.vectors(
                sample, partial(progress, before + at, total, "clips", "Looking at the clips")
            )
            progress(before + at + 1, total, "clips", "Looking at the clips")

    def vectors(self, sample: Sample, seen: Seen) -> Vectors | None:
        """The sample's vectors, or None where its video cannot be read."""
        version = self.backbone.version
        if cache.there(self.storage_url, sample, more=self.more, version=version):
            return self.load(sample)
        if self._network is None:
            self._network = self.backbone.make(device.choose())
        try:
            path = blobs.fetch(self.storage_url, sample.proxy_key)
            ranges = cut(sample.frames, cache.rate(sample), sample.skips, sample.cuts)
            made = extract(path, ranges, cache.rate(sample), self._network, seen)
        except Refusal as refusal:
            self.failed[sample.item_id] = refusal.title
            return None
        cache.save(self.storage_url, sample, made, version)
        seen(**{KEPT: True, VECTORS: " ".join(one.version for one in BACKBONES)})
        return made

    def load(self, sample: Sample) -> Vectors:
        """The sample's vectors, which are in the cache. Raises FileNotFoundError."""
        version = self.backbone.version
        return cache.load(self.storage_url, sample, more=self.more, version=version)

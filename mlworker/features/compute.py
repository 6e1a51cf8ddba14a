"""The step that fills the cache of vectors."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from annotator.contracts.learning import ComputeFeatures, FeaturesComputed, Sample
from annotator.refusal import Refusal
from mlworker import blobs, device
from mlworker.child import Progress
from mlworker.clips.plan import cut
from mlworker.features import cache
from mlworker.features.extract import Vectors, extract
from mlworker.features.views import Network


def compute(ask: ComputeFeatures, progress: Progress) -> FeaturesComputed:
    """Compute what the cache lacks; an item that cannot be read is listed and the rest goes on."""
    source = Source(ask.storage_url)
    missing = [one for one in ask.samples if not cache.there(ask.storage_url, one)]
    done = len(ask.samples) - len(missing)
    source.fill(missing, progress, before=done)
    computed = len(missing) - len(source.failed)
    failed = {str(item_id): why for item_id, why in source.failed.items()}
    return FeaturesComputed(ask.job_id, ask.token, computed, done, failed)


@dataclass
class Source:
    """Vectors of samples, from the cache or computed and cached; the network is built when needed.

    `failed`: why an item could not be read, by its id.
    """

    storage_url: str
    failed: dict[int, str] = field(default_factory=dict)
    _network: Network | None = None

    def fill(self, samples: Sequence[Sample], progress: Progress, *, before: int = 0) -> None:
        """Put the vectors of all samples into the cache."""
        total = before + len(samples)
        for at, sample in enumerate(samples):
            self.vectors(sample, progress, before + at, total)
            progress(before + at + 1, total, "clips", "Looking at the clips")

    def vectors(
        self, sample: Sample, progress: Progress, done: int = 0, total: int = 0
    ) -> Vectors | None:
        """The sample's vectors, or None where its video cannot be read."""
        if cache.there(self.storage_url, sample):
            return cache.load(self.storage_url, sample)

        def seen() -> None:
            progress(done, total, "clips", "Looking at the clips")

        if self._network is None:
            self._network = Network(device.choose())
        try:
            path = blobs.fetch(self.storage_url, sample.proxy_key)
            ranges = cut(sample.frames, cache.rate(sample), sample.skips)
            made = extract(path, ranges, cache.rate(sample), self._network, seen)
        except Refusal as refusal:
            self.failed[sample.item_id] = refusal.title
            return None
        cache.save(self.storage_url, sample, made)
        return made

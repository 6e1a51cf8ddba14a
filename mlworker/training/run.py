"""The step that trains."""

import json

from annotator.contracts.learning import ModelTrained, Sample, TrainModel
from annotator.contracts.message import unpack
from annotator.learning import zoo
from annotator.refusal import Code, Refusal
from mlworker import blobs, device
from mlworker.child import Progress
from mlworker.training import deep, frozen


def train(ask: TrainModel, progress: Progress) -> ModelTrained:
    """Train a zoo entry on a snapshot. Same snapshot, seed and device: same metrics.

    Refuses (`unsupported`) a regime that the entry has not, (`not-ready`) a snapshot that nothing
    can be learned from.
    """
    entry = zoo.entry(ask.entry)
    if ask.regime and ask.regime not in entry.regimes:
        known = ", ".join(entry.regimes)
        raise Refusal(Code.UNSUPPORTED, f"{entry.name} trains by {known}, not by {ask.regime}")
    device.seed(ask.seed)
    samples = read_samples(ask.storage_url, ask.snapshot_key)
    if "probe" in entry.regimes:
        return frozen.train(ask, samples, progress)
    return deep.train(ask, entry, samples, progress)


def read_samples(storage_url: str, key: str) -> list[Sample]:
    """The samples of a snapshot."""
    content = json.loads(blobs.fetch(storage_url, key).read_text(encoding="utf-8"))
    return [unpack(Sample, one) for one in content["samples"]]

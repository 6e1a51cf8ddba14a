"""The step that trains."""

from annotator.contracts.learning import ModelTrained, TrainModel
from annotator.learning.zoo import registry as zoo
from annotator.refusal import Code, Refusal
from mlworker import device
from mlworker.child import Progress
from mlworker.clips.snapshots import read_samples
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

"""The step that trains."""

from annotator.contracts.learning import ModelTrained, TrainModel
from annotator.learning.options import chosen
from annotator.learning.regimes import WEAK, regime
from annotator.learning.space import NOTHING_TO_VARY, space
from annotator.learning.zoo import registry as zoo
from annotator.refusal import Code, Refusal
from mlworker import device
from mlworker.child import Progress
from mlworker.clips.snapshots import read_samples
from mlworker.training import average, bags, deep, frozen


def train(ask: TrainModel, progress: Progress) -> ModelTrained:
    """Train a zoo entry on a snapshot. Same snapshot, seed and device: same metrics.

    Refuses (`unsupported`) a regime that the entry has not, (`not-ready`) a snapshot that nothing
    can be learned from.
    """
    if ask.members:
        samples = read_samples(ask.storage_url, ask.snapshot_key)
        return average.train(ask, samples, progress)
    entry = zoo.entry(ask.entry)
    if ask.regime and ask.regime not in entry.regimes:
        known = ", ".join(entry.regimes)
        raise Refusal(Code.UNSUPPORTED, f"{entry.name} trains by {known}, not by {ask.regime}")
    device.seed(ask.seed)
    samples = read_samples(ask.storage_url, ask.snapshot_key)
    if entry.full.classes == 0:
        wanted = regime(ask.regime or entry.regimes[0])
        options = chosen(entry, wanted, ask.options, ask.classes)
        if ask.search is not None and not space(options, ask.options):
            raise Refusal(Code.UNSUPPORTED, NOTHING_TO_VARY)
        teach = bags.train if wanted == WEAK else frozen.train
        return teach(ask, options, samples, progress)
    return deep.train(ask, entry, samples, progress)

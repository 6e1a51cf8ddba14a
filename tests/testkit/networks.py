"""The networks of the zoo, each as small as it can be."""

from annotator.learning.zoo.entry import Entry
from annotator.learning.zoo.registry import ENTRIES
from mlworker.zoo.network import Shape

NETWORKS = [one for one in ENTRIES if "probe" not in one.regimes]
# Those of a folder of the operator's are tried with one: tests/unit/test_local.py.
OWN = [one for one in NETWORKS if one.weights != "folder"]
# The smallest clips that those see which have no tiny form, where 4 frames of 32 px are too few.
LEAST = {"s3d": (8, 64)}


def smallest(card: Entry, classes: int = 2) -> Shape:
    """The smallest form of an entry: its tiny one, or the full one on small clips."""
    if card.tiny is None:
        frames, size = LEAST.get(card.key, (4, 32))
        return Shape(classes, frames, size)
    return Shape(classes, card.tiny.frames, card.tiny.size, tiny=True)

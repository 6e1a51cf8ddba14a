"""What a model is wanted for, and which one is taken for that."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from annotator.learning.regimes import FINE_TUNE, PROBE
from annotator.learning.zoo.entry import Entry
from annotator.learning.zoo.frames import PROBE_LITE0
from annotator.learning.zoo.sequences import CRNN_GRU
from annotator.learning.zoo.streams import TWO_STREAM


@dataclass(frozen=True, slots=True)
class Use:
    """A choice between burden and accuracy, and what stands for it: entry, regime and options."""

    key: str
    name: str
    summary: str
    entry: Entry
    regime: str
    options: Mapping[str, Any] = field(default_factory=dict)


# All three begin with weights that are there; the others of the zoo pay with weights of one's own.
USES: tuple[Use, ...] = (
    Use(
        "fast",
        "Fast",
        "A first model in minutes on any machine. Enough for most classes, and good for choosing "
        "what to label next.",
        PROBE_LITE0,
        PROBE.key,
    ),
    Use(
        "balanced",
        "Balanced",
        "Trains the network itself, on pictures in their order. For classes that the fast one "
        "mixes up; an evening on two cores, minutes on a GPU.",
        CRNN_GRU,
        FINE_TUNE.key,
    ),
    Use(
        "accurate",
        "Accurate",
        "Looks at pictures and at movement itself, and learns twice as long from several views of "
        "each clip. The heaviest: for a GPU, or a night.",
        TWO_STREAM,
        FINE_TUNE.key,
        {"epochs": 32, "views": 3},
    ),
)

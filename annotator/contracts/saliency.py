"""Work of the gpu queue: where in clips a model looked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from annotator.contracts.message import Message, Work
from annotator.contracts.outside import ENTRY
from annotator.learning.regimes import AVERAGE
from annotator.learning.zoo.frames import PROBE_LITE0
from annotator.learning.zoo.registry import ENTRIES
from annotator.refusal import Code, Refusal


@dataclass(frozen=True, slots=True)
class Place:
    """A clip [start, end) of an item, and the class that is asked about."""

    item_id: int
    start: int
    end: int
    class_id: int


@dataclass(frozen=True, slots=True)
class ShowSaliency(Message):
    """Where the version of these files looked to say a class of each clip.

    `snapshot_key`: as of `TrainModel`, with the items of all `places`.
    """

    storage_url: str
    weights_key: str
    card_key: str
    snapshot_key: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class SaliencyShown(Message):
    """`saliency_key`: JSON lines, one row a clip: its `Place` and what
    `annotator.learning.saliency.told` says of it. `failed`: why an item could not be read.
    """

    saliency_key: str
    shown: int
    failed: Mapping[str, str] = field(default_factory=dict)


SALIENCY = Work(
    "mlworker.saliency", "gpu", ShowSaliency, "cliploop.evaluation.saliency_shown", SaliencyShown
)


def can_show(card: Mapping[str, Any]) -> None:
    """Refuse (`unsupported`) a version that nobody can look into."""
    if card["entry"] == ENTRY:
        raise Refusal(
            Code.UNSUPPORTED,
            "This model lives elsewhere and answers classes only, so that nobody here can see "
            "where it looked. Train a model of this installation to learn from its labels, and "
            "look into that one",
        )
    if card["entry"] == AVERAGE.key:
        raise Refusal(
            Code.UNSUPPORTED,
            "This model is the mean of several, which look each at something else: look into one "
            "of them",
        )
    if card["entry"] in [one.key for one in ENTRIES if one.poses]:
        raise Refusal(
            Code.UNSUPPORTED,
            "This model sees skeletons and no pictures: there is no place in them where it looked. "
            "Train a quick learner or a network of pictures to see where that looks",
        )
    if "backbone" in card and card["entry"] != PROBE_LITE0.key:
        raise Refusal(
            Code.UNSUPPORTED,
            "This model counts colors, edges and movement over whole pictures, which have no place "
            "in them. Train a quick learner or a network to see where it looks",
        )

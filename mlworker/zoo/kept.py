"""Every kind of head over kept vectors: how its weights and card become it again."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from torch import Tensor

from annotator.refusal import Code, Refusal
from mlworker.zoo import bags, head, matching, readings, siamese
from mlworker.zoo.head import FrozenHead

LINEAR = "linear"
# That which was told of whole videos, and says of each part of a clip what it shows.
PARTS = "parts"
# Those that are planes, and so weights of one layer.
FLAT = (LINEAR, "prototypes")
Restore = Callable[[Mapping[str, Tensor], Mapping[str, Any]], FrozenHead]

KINDS: tuple[tuple[str, Restore], ...] = (
    (LINEAR, head.restored),
    *((name, partial(readings.restored, name)) for name, _ in readings.READERS),
    # What is nearest to the mean of a class lies on one side of planes.
    ("prototypes", head.restored),
    ("transport", matching.restored),
    ("siamese", siamese.restored),
    (PARTS, bags.restored),
)


def restored(tensors: Mapping[str, Tensor], card: Mapping[str, Any]) -> FrozenHead:
    """The head of a model version: its weights and its card. Cards without a word are linear.

    Refuses (`unsupported`) a kind that there is no more.
    """
    name = card.get("head", LINEAR)
    for known, restore in KINDS:
        if known == name:
            return restore(tensors, card)
    raise Refusal(
        Code.UNSUPPORTED,
        f"This model reads clips in a way that this version no longer knows ({name}); train it "
        "again",
    )

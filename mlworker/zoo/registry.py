"""The builder of each entry that is trained as a network."""

from collections.abc import Callable, Mapping

import torch
from torch import Tensor

from annotator.learning.zoo.entry import Entry
from annotator.learning.zoo.frames import FRAME_LITE0, MULTIRES
from annotator.learning.zoo.sequences import CRNN_GRU
from annotator.learning.zoo.volumes import R3D_18
from annotator.refusal import Code, Refusal
from mlworker.zoo.crnn import Recurrent
from mlworker.zoo.frames import FrameAverage
from mlworker.zoo.multires import TwoLooks
from mlworker.zoo.network import ClipNetwork, Shape
from mlworker.zoo.volumes import Residual3d

Builder = Callable[[Entry, Shape], ClipNetwork]

BUILDERS: tuple[tuple[Entry, Builder], ...] = (
    (FRAME_LITE0, FrameAverage),
    (MULTIRES, TwoLooks),
    (CRNN_GRU, Recurrent),
    (R3D_18, Residual3d),
)


def build(card: Entry, shape: Shape, *, seed: int = 0) -> ClipNetwork:
    """The network of an entry with the weights that a training starts from. Same seed, same ones.

    Refuses (`not-found`) an entry that is not trained as a network, (`unsupported`) weights of the
    operator that do not fit.
    """
    network = bare(card, shape, seed=seed)
    network.origin = network.start(card, shape)
    return network


def bare(card: Entry, shape: Shape, *, seed: int = 0) -> ClipNetwork:
    """The network of an entry as its builder makes it, without weights that the operator brings."""
    for one, builder in BUILDERS:
        if one.key == card.key:
            torch.manual_seed(seed)
            return builder(card, shape)
    raise Refusal(Code.NOT_FOUND, f"There is no network for the model {card.key!r}")


def restored(card: Entry, shape: Shape, tensors: Mapping[str, Tensor]) -> ClipNetwork:
    """The network of an entry with a model version's weights.

    Refuses (`unsupported`) weights of a network that was built otherwise.
    """
    model = bare(card, shape)
    try:
        model.load_state_dict(tensors)
    except RuntimeError:
        raise Refusal(
            Code.UNSUPPORTED,
            f"These weights are of another {card.name} than this version builds; train it again",
        ) from None
    return model

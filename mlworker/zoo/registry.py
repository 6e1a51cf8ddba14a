"""The builder of each entry that is trained as a network."""

from collections.abc import Callable

import torch
from torch import Tensor, nn

from annotator.refusal import Code, Refusal
from mlworker.zoo import lite0
from mlworker.zoo.crnn import Recurrent
from mlworker.zoo.multires import TwoLooks
from mlworker.zoo.torchvision_ops import DECLARED  # noqa: F401 - before torchvision

from torchvision.models.video import r3d_18  # isort: skip - only after the line above


class FrameAverage(nn.Module):
    """A picture network over each frame of clips (n, 3, frames, height, width); mean logits."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.network = network

    def forward(self, clips: Tensor) -> Tensor:
        """The logits (n, classes)."""
        count, _, frames = clips.shape[:3]
        pictures = clips.transpose(1, 2).flatten(0, 1)
        logits: Tensor = self.network(pictures)
        return logits.reshape(count, frames, -1).mean(dim=1)


def _probe(classes: int) -> nn.Module:
    return lite0.build(0)


def _frames(classes: int) -> nn.Module:
    return FrameAverage(lite0.build(classes))


def _r3d(classes: int) -> nn.Module:
    model: nn.Module = r3d_18(weights=None, num_classes=classes)
    return model


BUILDERS: tuple[tuple[str, Callable[[int], nn.Module]], ...] = (
    ("probe_lite0", _probe),
    ("frame_lite0", _frames),
    ("multires", TwoLooks),
    ("crnn_gru", Recurrent),
    ("r3d_18", _r3d),
)


def build(key: str, classes: int, *, seed: int = 0) -> nn.Module:
    """The network of an entry with `classes` outputs. Same seed, same weights.

    Refuses (`not-found`) a key without builder.
    """
    for name, builder in BUILDERS:
        if name == key:
            torch.manual_seed(seed)
            return builder(classes)
    raise Refusal(Code.NOT_FOUND, f"There is no network for the model {key!r}")


def head(model: nn.Module) -> nn.Linear:
    """The last fully connected layer: the part that knows the classes."""
    return [module for module in model.modules() if isinstance(module, nn.Linear)][-1]

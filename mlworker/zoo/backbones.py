"""The picture networks that frames are looked at by: any of them goes under any temporal head."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from torch import Tensor, nn

from annotator.learning.zoo.entry import HALF, IMAGENET, Entry, Norm
from annotator.refusal import Code, Refusal
from mlworker.zoo import lite0, small, weights
from mlworker.zoo.network import COLORS, ClipNetwork, Shape
from mlworker.zoo.torchvision_ops import DECLARED  # noqa: F401 - timm imports torchvision
from mlworker.zoo.weights import Origin

import timm  # isort: skip - only after the line above


@dataclass(frozen=True, slots=True)
class Backbone:
    """A picture network: pictures (n, channels, height, width) in, vectors (n, numbers) out.

    `norm`: of the pictures it takes. `least`: the smallest side in px that it can look at.
    `learned`: whether it begins with learned weights. `make`: builds it for so many channels.
    """

    key: str
    numbers: int
    norm: Norm
    least: int
    learned: bool
    make: Callable[[int], nn.Module]


def _from_timm(name: str, channels: int) -> nn.Module:
    model: nn.Module = timm.create_model(name, num_classes=0, in_chans=channels)
    return model


def _vision_transformer(channels: int) -> nn.Module:
    """ViT-S (Dosovitskiy et al., ICLR 2021); its places are stretched to pictures of any size."""
    model: nn.Module = timm.create_model(
        "vit_small_patch16_224",
        num_classes=0,
        in_chans=channels,
        dynamic_img_size=True,
        dynamic_img_pad=True,
    )
    return model


BACKBONES: tuple[Backbone, ...] = (
    Backbone(
        "lite0", lite0.NUMBERS, HALF, 32, True, lambda channels: lite0.build(0, channels=channels)
    ),
    Backbone("resnet18", 512, IMAGENET, 32, False, partial(_from_timm, "resnet18")),
    Backbone("resnet50", 2048, IMAGENET, 32, False, partial(_from_timm, "resnet50")),
    Backbone("vit_small_patch16_224", 384, HALF, 16, False, _vision_transformer),
    Backbone("small", small.NUMBERS, HALF, 8, False, small.Small),
)


def chosen(card: Entry, shape: Shape) -> Backbone:
    """The picture network of a run.

    Refuses (`invalid`) one that there is not, and pictures that are too small for it.
    """
    key = shape.word(card, "backbone")
    found = next(one for one in BACKBONES if one.key == key)
    if shape.size < found.least:
        raise Refusal(Code.INVALID, f"size: {key} needs pictures of at least {found.least} px")
    return found


class PictureNetwork(ClipNetwork):
    """A clip network that looks at pictures by a backbone, whose norm is its norm."""

    def __init__(self, numbers: int, classes: int, backbone: Backbone) -> None:
        super().__init__(numbers, classes, backbone.norm)
        self.backbone = backbone
        self._looking: list[tuple[nn.Module, int]] = []
        self._learned: tuple[nn.Module, ...] = ()

    def looking(self, channels: int = COLORS) -> nn.Module:
        """A new network that looks at pictures of so many channels."""
        network = self.backbone.make(channels)
        self._looking.append((network, channels))
        return network

    def start(self, card: Entry, shape: Shape) -> Origin:
        """The operator's file of the entry, or of its backbone (`resnet50.safetensors`), which
        teaches what looks at colors, or what the backbone brings.

        Refuses (`unsupported`) a file that does not fit.
        """
        everything = tuple(network for network, _ in self._looking)
        if not shape.tiny and weights.file_of(card.key):
            self._learned = everything
            return super().start(card, shape)
        path = weights.file_of(self.backbone.key)
        colors = [network for network, channels in self._looking if channels == COLORS]
        if path is None or not colors:
            self._learned = everything if self.backbone.learned else ()
            return Origin("packaged" if self.backbone.learned else "random")
        self._learned = everything if self.backbone.learned else tuple(colors)
        found = [weights.fill(network, path, prefix="") for network in colors]
        return Origin("folder", path.name, found[0])

    def learned(self) -> Sequence[nn.Module]:
        """What looks at pictures, where it begins with learned weights."""
        if self.origin.weights == "version":
            return [network for network, _ in self._looking]
        return self._learned


def each(network: nn.Module, clips: Tensor) -> Tensor:
    """What a picture network says of every frame of clips (n, channels, frames, height, width).

    Returns (n, frames, numbers).
    """
    count, _, frames = clips.shape[:3]
    vectors: Tensor = network(clips.transpose(1, 2).flatten(0, 1))
    return vectors.reshape(count, frames, -1)

"""Networks that fold space and time together, out of torchvision."""

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor, nn

from annotator.learning.zoo.entry import Entry
from annotator.refusal import Code, Refusal
from mlworker.zoo.network import ClipNetwork, Shape
from mlworker.zoo.torchvision_ops import DECLARED  # noqa: F401 - before torchvision

from torchvision.models.video import mc3_18, r2plus1d_18, r3d_18, s3d  # isort: skip - after it
from torchvision.models.video import resnet as parts  # isort: skip

# A tiny network has one block of each kind, and so many times fewer channels.
THINNER = 10
# S3D halves its clips three times in time and five times in space.
LEAST_FRAMES, LEAST_PX = 8, 64


class Thin(parts.VideoResNet):  # type: ignore[misc]  # torchvision has no types
    """A residual network of the same plan, but of few and narrow layers."""

    def _make_layer(
        self, block: Any, conv_builder: Any, planes: int, blocks: int, stride: int = 1
    ) -> nn.Sequential:
        if not hasattr(self, "layer1"):
            self.inplanes //= THINNER  # as its stem gives
        layer: nn.Sequential = super()._make_layer(
            block, conv_builder, planes // THINNER, blocks, stride
        )
        return layer


def thin(kinds: Sequence[type[nn.Module]], stem: Callable[[], nn.Sequential]) -> nn.Module:
    """A thin network of these kinds of convolution, one for each of its four layers."""
    return Thin(parts.BasicBlock, kinds, [1] * 4, lambda: _thin_stem(stem()))


def _thin_stem(stem: nn.Sequential) -> nn.Sequential:
    layers: list[nn.Module] = []
    before = 3
    for layer in stem:
        if isinstance(layer, nn.Conv3d):
            after = layer.out_channels // THINNER
            kernel, stride, padding = layer.kernel_size, layer.stride, layer.padding
            layers.append(nn.Conv3d(before, after, kernel, stride, padding, bias=False))  # type: ignore[arg-type]  # three numbers each
            before = after
        else:
            layers.append(nn.BatchNorm3d(before) if isinstance(layer, nn.BatchNorm3d) else layer)
    return nn.Sequential(*layers)


class Residual3d(ClipNetwork):
    """3D residual networks of 18 layers (Tran et al., CVPR 2018).

    What differs is how a layer convolves: over space and time at once (R3D), in its first layers
    only (MC3), or over space and then over time (R(2+1)D).
    """

    def __init__(
        self,
        card: Entry,
        shape: Shape,
        whole: Callable[..., nn.Module],
        kinds: Sequence[type[nn.Module]],
        stem: Callable[[], nn.Sequential],
    ) -> None:
        network = thin(kinds, stem) if shape.tiny else whole(weights=None, num_classes=1)
        super().__init__(512 // THINNER if shape.tiny else 512, shape.classes, card.norm)
        network.fc = nn.Identity()
        self.network = network

    def features(self, clips: Tensor) -> Tensor:
        """The vectors (n, 512); 51 numbers of a tiny one."""
        vectors: Tensor = self.network(clips)
        return vectors


def r3d(card: Entry, shape: Shape) -> ClipNetwork:
    """R3D-18: every convolution is over space and time."""
    return Residual3d(card, shape, r3d_18, [parts.Conv3DSimple] * 4, parts.BasicStem)


def mc3(card: Entry, shape: Shape) -> ClipNetwork:
    """MC3-18: over space and time at first, over space alone after."""
    kinds = [parts.Conv3DSimple, *[parts.Conv3DNoTemporal] * 3]
    return Residual3d(card, shape, mc3_18, kinds, parts.BasicStem)


def r2plus1d(card: Entry, shape: Shape) -> ClipNetwork:
    """R(2+1)D-18: over space, then over time."""
    return Residual3d(card, shape, r2plus1d_18, [parts.Conv2Plus1D] * 4, parts.R2Plus1dStem)


class Separable3d(ClipNetwork):
    """S3D: inception blocks whose convolutions are over space, then over time (Xie et al., 2018).

    The published one averages over windows of 2 x 7 x 7; clips too small for that are averaged as
    a whole. Refuses (`unsupported`) clips that its halvings leave nothing of.
    """

    def __init__(self, card: Entry, shape: Shape) -> None:
        if shape.frames < LEAST_FRAMES or shape.size < LEAST_PX:
            raise Refusal(
                Code.UNSUPPORTED,
                f"{card.name} halves its clips often: give it at least {LEAST_FRAMES} frames of "
                f"{LEAST_PX} px",
            )
        network = s3d(weights=None, num_classes=1)
        super().__init__(network.classifier[1].in_channels, shape.classes, card.norm)
        self.network = network.features
        self.dropout = network.classifier[0]

    def features(self, clips: Tensor) -> Tensor:
        """The vectors (n, 1024)."""
        seen = self.network(clips)
        window = [min(one, there) for one, there in zip((2, 7, 7), seen.shape[2:], strict=True)]
        pooled = nn.functional.avg_pool3d(seen, window, stride=1)
        # Dropout and the classifier act on each place alike, so their mean may be taken before.
        vectors: Tensor = self.dropout(torch.mean(pooled, dim=(2, 3, 4)))
        return vectors

"""Two looks at each picture: all of it at half its size, and its middle at full size."""

from dataclasses import replace

import torch
from torch import Tensor, nn

from annotator.learning.zoo.entry import Entry
from mlworker.zoo.backbones import PictureNetwork, chosen, each
from mlworker.zoo.network import Shape


def context(pictures: Tensor) -> Tensor:
    """Pictures (…, height, width) at half their size, averaged over areas."""
    shape = pictures.shape
    small = nn.functional.avg_pool2d(pictures.reshape(-1, 1, *shape[-2:]), 2)
    return small.reshape(*shape[:-2], *small.shape[-2:])


def fovea(pictures: Tensor) -> Tensor:
    """The middle half of pictures (…, height, width), as large as their `context`."""
    height, width = (one // 2 for one in pictures.shape[-2:])
    top, left = (
        (whole - part) // 2
        for whole, part in zip(pictures.shape[-2:], (height, width), strict=True)
    )
    return pictures[..., top : top + height, left : left + width]


class TwoLooks(PictureNetwork):
    """A network for each look at a frame; the mean of their vectors side by side.

    Multiresolution convolutional networks (Karpathy et al., CVPR 2014): half the pixels, while what
    is in the middle, where cameras point, stays sharp.
    """

    def __init__(self, card: Entry, shape: Shape) -> None:
        backbone = chosen(card, replace(shape, size=shape.size // 2))
        super().__init__(2 * backbone.numbers, shape.classes, backbone)
        self.context, self.fovea = self.looking(), self.looking()

    def features(self, clips: Tensor) -> Tensor:
        """The vectors (n, numbers)."""
        seen = [each(self.context, context(clips)), each(self.fovea, fovea(clips))]
        return torch.cat(seen, dim=2).mean(dim=1)

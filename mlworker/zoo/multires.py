"""Two looks at each picture: all of it at half its size, and its middle at full size."""

import torch
from torch import Tensor, nn

from mlworker.zoo import lite0


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


class TwoLooks(nn.Module):
    """A network for each look at a frame of clips (n, 3, frames, height, width); mean logits.

    Multiresolution convolutional networks (Karpathy et al., CVPR 2014): half the pixels, while what
    is in the middle, where cameras point, stays sharp.
    """

    def __init__(self, classes: int) -> None:
        super().__init__()
        self.context, self.fovea = lite0.build(0), lite0.build(0)
        self.classifier = nn.Linear(2 * lite0.NUMBERS, classes)

    def forward(self, clips: Tensor) -> Tensor:
        """The logits (n, classes)."""
        count, _, frames = clips.shape[:3]
        pictures = clips.transpose(1, 2).flatten(0, 1)
        seen = [self.context(context(pictures)), self.fovea(fovea(pictures))]
        logits: Tensor = self.classifier(torch.cat(seen, dim=1))
        return logits.reshape(count, frames, -1).mean(dim=1)

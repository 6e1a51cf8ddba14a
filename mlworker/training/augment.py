"""Random views of clips: one draw for all frames of a clip, so that time stays whole."""

from collections.abc import Mapping
from typing import Any, cast

import torch
from torch import Tensor

from mlworker.zoo.torchvision_ops import DECLARED  # noqa: F401 - before torchvision

from torchvision import tv_tensors  # isort: skip - only after the line above
from torchvision.transforms import v2  # isort: skip


def chain(size: int, options: Mapping[str, Any]) -> v2.Transform:
    """The augmentation of a run. Clips are (frames, 3, height, width) uint8.

    Flips are off unless `flip` says that no class is left- or right-handed, colors stay unless
    `color` says that no class is defined by them.
    """
    steps: list[v2.Transform] = [
        v2.RandomResizedCrop(size, scale=(0.7, 1.0), ratio=(0.9, 1.1), antialias=True)
    ]
    if options.get("flip"):
        steps.append(v2.RandomHorizontalFlip())
    if options.get("color"):
        steps.append(v2.ColorJitter(0.3, 0.3, 0.3))
    return v2.Compose(steps)


def augmented(clips: Tensor, transform: v2.Transform, seed: int) -> Tensor:
    """Each clip of (clips, frames, 3, height, width) through its own draw, by seed."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        views = [cast("Tensor", transform(tv_tensors.Video(one))) for one in clips]
    return torch.stack([one.as_subclass(Tensor) for one in views])

"""Random views of clips: one draw for all frames of a clip, so that time stays whole."""

from collections.abc import Mapping
from typing import Any, cast

import torch
from torch import Tensor

from mlworker.zoo.network import COLORS
from mlworker.zoo.torchvision_ops import DECLARED  # noqa: F401 - before torchvision

from torchvision import tv_tensors  # isort: skip - only after the line above
from torchvision.transforms import v2  # isort: skip


def chain(size: int, options: Mapping[str, Any]) -> v2.Transform:
    """The augmentation of a run. Clips are (frames, channels, height, width) uint8.

    Flips are off unless `flip` says that no class is left- or right-handed, colors stay unless
    `color` says that no class is defined by them. Flow is cut out with its pictures, and turned
    around with them.
    """
    steps: list[v2.Transform] = [
        v2.RandomResizedCrop(size, scale=(0.7, 1.0), ratio=(0.9, 1.1), antialias=True)
    ]
    if options.get("flip"):
        steps.append(Mirror())
    if options.get("color"):
        steps.append(Colors(0.3, 0.3, 0.3))
    return v2.Compose(steps)


class Mirror(v2.RandomHorizontalFlip):  # type: ignore[misc]  # torchvision has no types
    """One time in two left and right trade places, and so does where things move."""

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        """The mirrored clip."""
        return turned(super().transform(inpt, params))


def turned(clip: Tensor) -> Tensor:
    """A mirrored clip (frames, channels, height, width) whose flow across is turned around: kept
    flow is 128 and as much more or less, every second channel after the colors is across.
    """
    across = clip[:, COLORS::2]
    clip[:, COLORS::2] = 255 - across + (across > 0).to(across.dtype)
    return clip


class Colors(v2.ColorJitter):  # type: ignore[misc]  # as above
    """Changes colors, and leaves alone what pixels have beside them."""

    def transform(self, inpt: Any, params: dict[str, Any]) -> Any:
        """The clip in other colors."""
        clip = torch.as_tensor(inpt)
        colors = super().transform(tv_tensors.Video(clip[:, :COLORS]), params)
        return tv_tensors.Video(torch.cat([torch.as_tensor(colors), clip[:, COLORS:]], dim=1))


def augmented(clips: Tensor, transform: v2.Transform, seed: int) -> Tensor:
    """Each clip of (clips, frames, 3, height, width) through its own draw, by seed."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        views = [cast("Tensor", transform(tv_tensors.Video(one))) for one in clips]
    return torch.stack([one.as_subclass(Tensor) for one in views])

"""Views of the clips of a step, of which nobody asks what they show."""

import torch
from torch import Tensor, nn

from mlworker.training.augment import NONE
from mlworker.training.batches import Batch

# What part of a clip's time and of its pictures a view shows, at least and at most.
GLOBAL = ((0.75, 1.0), (0.5, 1.0))
LOCAL = ((0.35, 0.6), (0.15, 0.5))


def seen(batch: Batch) -> Tensor:
    """All clips of a batch, with labels and without, as they are."""
    return torch.cat([batch.views, batch.pool[NONE]]) if NONE in batch.pool else batch.views


def share(batch: Batch) -> float:
    """What part of its step a batch is: those of all parts add up to 1."""
    labeled, few = float(batch.weights.sum()), len(batch.pool.get(NONE, ()))
    return (labeled + few) / (batch.weight + batch.pool_total)


def view(
    clips: Tensor,
    time: tuple[float, float],
    area: tuple[float, float],
    draw: torch.Generator,
) -> Tensor:
    """A random view of each clip (n, channels, frames, height, width), in its own shape.

    It shows a part of the clip's time, and a part of the picture that is the same in all frames;
    so the shorter or smaller part, the slower and larger things seem. As SVT's temporal views
    (Ranasinghe et al., CVPR 2022).
    """
    count, channels, frames, height, width = clips.shape
    at = moments(count, frames, time, draw).to(clips.device)
    index = at[:, None, :, None, None].expand(count, channels, frames, height, width)
    shown = clips.gather(2, index).transpose(1, 2).flatten(0, 1)
    sides = _between(count, area, draw).sqrt()
    shift = (torch.rand(count, 2, generator=draw) * 2 - 1) * (1 - sides)[:, None]
    corners = torch.zeros(count, 2, 3)
    corners[:, 0, 0] = corners[:, 1, 1] = sides
    corners[:, :, 2] = shift
    places = corners.repeat_interleave(frames, dim=0).to(clips)
    grid = nn.functional.affine_grid(places, list(shown.shape), align_corners=False)
    cut = nn.functional.grid_sample(shown, grid, padding_mode="border", align_corners=False)
    return cut.view(count, frames, channels, height, width).transpose(1, 2)


def moments(count: int, frames: int, time: tuple[float, float], draw: torch.Generator) -> Tensor:
    """Which frames (count, frames) of clips are shown: a stretch of random length and place, whose
    frames rise; what is shorter than the clip repeats some.
    """
    length = _between(count, time, draw) * frames
    first = torch.rand(count, generator=draw) * (frames - length)
    steps = (torch.arange(frames) + 0.5) / frames
    return (first[:, None] + length[:, None] * steps).long().clamp(0, frames - 1)


def _between(count: int, limits: tuple[float, float], draw: torch.Generator) -> Tensor:
    low, high = limits
    return low + (high - low) * torch.rand(count, generator=draw)

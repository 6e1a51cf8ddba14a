"""Views of the clips of a step, of which nobody asks what they show."""

import torch
from torch import Tensor, nn

from mlworker.training.augment import NONE
from mlworker.training.batches import Batch
from mlworker.zoo.network import COLORS

# What part of a clip's time and of its pictures a view shows, at least and at most. More than in
# SVT: in short stretches of small parts nobody sees where something goes.
GLOBAL = ((0.75, 1.0), (0.8, 1.0))
LOCAL = ((0.5, 0.8), (0.5, 1.0))
# So many numbers say what a view shows, and so many more in which colors.
CHANCES = 5
TINTS = COLORS * COLORS + 2
CONTRAST, LIGHT = (0.5, 1.5), (-0.25, 0.25)


def seen(batch: Batch) -> Tensor:
    """All clips of a batch, with labels and without, as they are."""
    return torch.cat([batch.views, batch.pool[NONE]]) if NONE in batch.pool else batch.views


def share(batch: Batch) -> float:
    """What part of its step a batch is: those of all parts add up to 1. Each clip counts alike."""
    labeled, few = float((batch.weights > 0).sum()), len(batch.pool.get(NONE, ()))
    return (labeled + few) / (batch.clips + batch.pool_total)


def chances(batch: Batch, columns: int) -> Tensor:
    """Numbers of 0 to 1 for each clip that is seen of a batch (n, columns), the clip's own."""
    places = batch.places or range(len(batch.views) + len(batch.pool.get(NONE, ())))
    seeds = (batch.drawn + place for place in places)
    return torch.stack([
        torch.rand(columns, generator=torch.Generator().manual_seed(seed)) for seed in seeds
    ])  # fmt: skip


def view(
    clips: Tensor, time: tuple[float, float], area: tuple[float, float], chance: Tensor
) -> Tensor:
    """A random view of each clip (n, channels, frames, height, width), in its own shape.

    It shows a part of the clip's time, and a part of the picture that is the same in all frames;
    so the shorter or smaller part, the slower and larger things seem. `chance`: `CHANCES` numbers
    of 0 to 1 a clip. As SVT's temporal views (Ranasinghe et al., CVPR 2022).
    """
    count, channels, frames, height, width = clips.shape
    at = moments(frames, time, chance[:, :2]).to(clips.device)
    index = at[:, None, :, None, None].expand(count, channels, frames, height, width)
    shown = clips.gather(2, index).transpose(1, 2).flatten(0, 1)
    sides = _between(area, chance[:, 2]).sqrt()
    shift = (chance[:, 3:5] * 2 - 1) * (1 - sides)[:, None]
    corners = torch.zeros(count, 2, 3)
    corners[:, 0, 0] = corners[:, 1, 1] = sides
    corners[:, :, 2] = shift
    places = corners.repeat_interleave(frames, dim=0).to(clips)
    grid = nn.functional.affine_grid(places, list(shown.shape), align_corners=False)
    cut = nn.functional.grid_sample(shown, grid, padding_mode="border", align_corners=False)
    return cut.view(count, frames, channels, height, width).transpose(1, 2)


def tinted(clips: Tensor, chance: Tensor) -> Tensor:
    """Clips (n, channels, frames, height, width) of 0 to 1 in other colors, all frames alike.

    Each color becomes a mean of the three, then there is more or less contrast and light; what lies
    beside the colors stays. `chance`: `TINTS` numbers of 0 to 1 a clip.
    """
    parts = chance[:, : COLORS * COLORS].reshape(-1, COLORS, COLORS) + 1e-6
    mixed = (parts / parts.sum(dim=2, keepdim=True)).to(clips)
    colors = torch.einsum("nij,njthw->nithw", mixed, clips[:, :COLORS])
    middle = colors.mean(dim=(1, 2, 3, 4), keepdim=True)
    contrast, light = (
        _between(limits, chance[:, at]).to(clips).view(-1, 1, 1, 1, 1)
        for limits, at in ((CONTRAST, -2), (LIGHT, -1))
    )
    lit = ((colors - middle) * contrast + middle + light).clamp(0.0, 1.0)
    return torch.cat([lit, clips[:, COLORS:]], dim=1)


def moments(frames: int, time: tuple[float, float], chance: Tensor) -> Tensor:
    """Which frames (n, frames) of clips are shown: a stretch of random length and place, whose
    frames rise; what is shorter than the clip repeats some. `chance`: two numbers (n, 2) a clip.
    """
    length = _between(time, chance[:, 0]) * frames
    first = chance[:, 1] * (frames - length)
    steps = (torch.arange(frames) + 0.5) / frames
    return (first[:, None] + length[:, None] * steps).long().clamp(0, frames - 1)


def _between(limits: tuple[float, float], chance: Tensor) -> Tensor:
    low, high = limits
    return low + (high - low) * chance

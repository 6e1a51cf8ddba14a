"""Where the frozen backbone of a head on kept vectors saw what spoke for a class."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import interpolate

from mlworker.features.views import STEPS, TONED, toned
from mlworker.saliency.gradients import above
from mlworker.zoo.head import FrozenHead

CELLS = 16


@dataclass(frozen=True, slots=True)
class Maps:
    """What the backbone makes of a clip's frames: the last map (frames, 1280, …), and by stage maps
    (frames, channels, …). `parts`: in which eighth of the clip each frame lies.

    `flow` (36,) and `steps` (8, 36) are how the picture moved, in all and by eighths, `pieces`
    (1536,) how small pieces of it did, for heads that read that: numbers without a place.
    """

    last: Tensor
    stages: list[Tensor]
    parts: Sequence[int]
    flow: Tensor
    steps: Tensor
    pieces: Tensor | None = None


def spoken(head: FrozenHead, seen: Maps, at: int, *, single: bool) -> Tensor:
    """How much each of 16 x 16 places of each frame speaks for class `at`: (frames, 16, 16).

    Gradient times activation at each place (HiResCAM: Draelos and Carin, arXiv 2011.08891): of the
    last map, and of the first ones for heads that read tones, what it has above its own mean, so
    that what is everywhere speaks nowhere, and of the stages how much they change into a frame.
    Movement as numbers of the whole picture has no place and is left out.
    """
    last = seen.last.detach().requires_grad_()
    changes = [(one[1:] - one[:-1]).abs().detach().requires_grad_() for one in seen.stages]
    tones = [one.detach().requires_grad_() for one in seen.stages[:TONED]]
    said = head.answer(_groups(head, last, changes, tones, seen))[0]
    leaves = [last, *tones, *changes]
    with torch.backends.cudnn.flags(enabled=False):
        found = torch.autograd.grad(
            above(said, at, single=single), leaves, allow_unused=True, materialize_grads=True
        )
    places = torch.zeros(len(last), CELLS, CELLS)
    for gradient, one in zip(found, [last, *tones], strict=False):
        still = gradient * (one - one.mean(dim=(0, 2, 3), keepdim=True))
        places += _spread(still.sum(dim=1).detach())
    for gradient, change in zip(found[1 + len(tones) :], changes, strict=True):
        if len(change):
            places[1:] += _spread((gradient * change).sum(dim=1).detach())
    return places


def _groups(
    head: FrozenHead, last: Tensor, changes: list[Tensor], tones: list[Tensor], seen: Maps
) -> dict[str, Tensor]:
    vectors = last.mean(dim=(2, 3))
    if "steps" in head.reads:
        return {"steps": torch.cat([_stepwise(vectors, seen.parts), seen.steps], dim=1)[None]}
    means = [one.mean(dim=0) if len(one) else one.new_zeros(one.shape[1:]) for one in changes]
    parts = [one.mean(dim=(1, 2)) for one in means] + [one.amax(dim=(1, 2)) for one in means]
    activity = torch.cat(parts).log1p()
    found = {"static": vectors.mean(dim=0), "activity": activity, "flow": seen.flow}
    found["tones"] = toned(tones).mean(dim=0)
    if seen.pieces is not None:
        found["pieces"] = seen.pieces
    return {name: one[None] for name, one in found.items()}


def standing(parts: Sequence[int], at: int) -> int:
    """Which eighth of a clip stands for eighth `at`, by those that frames lie in: the last up to it
    in which something was seen, as what is kept of the clip has it.
    """
    return max((one for one in parts if one <= at), default=min(parts))


def _stepwise(vectors: Tensor, parts: Sequence[int]) -> Tensor:
    """By eighths of the clip the mean vector; one in which nothing was seen is as that before."""
    rows = []
    for at in range(STEPS):
        wanted = standing(parts, at)
        rows.append(vectors[[one == wanted for one in parts]].mean(dim=0))
    return torch.stack(rows)


def _spread(places: Tensor) -> Tensor:
    """Numbers of places (frames, …) on 16 x 16 places, adding up to about the same."""
    height, width = places.shape[1:]
    coarse = height < CELLS or width < CELLS
    mode = "bilinear" if coarse else "area"
    found = interpolate(places[:, None].float(), (CELLS, CELLS), mode=mode)[:, 0]
    return found * (height * width / CELLS**2)

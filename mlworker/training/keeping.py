"""The way back of a fit: what it keeps, how often, and how it is taken up again."""

import time
from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn

from mlworker.training.checkpoints import Checkpoint

# A kill costs at most about so much work; keeping, at most a twentieth of the time.
SECONDS = 30.0
SHARE = 20.0

Tensors = dict[str, Tensor]


class Rhythm:
    """When to keep: every so many steps where asked for, else by the clock and by what it costs."""

    def __init__(self, steps: int) -> None:
        self.steps = steps
        self.wait = SECONDS
        self.last = time.monotonic()

    def due(self, done: int) -> bool:
        """Whether to keep after so many steps."""
        if self.steps:
            return done % self.steps == 0
        return time.monotonic() - self.last >= self.wait

    def kept(self, begun: float) -> None:
        """Take note that a state was kept, which began at a time."""
        self.last = time.monotonic()
        self.wait = max(SECONDS, SHARE * (self.last - begun))


def packed(model: nn.Module, objective: nn.Module, optimizer: torch.optim.Optimizer) -> Tensors:
    """All tensors of what learns, by name."""
    tensors = named("model", model.state_dict()) | named("objective", objective.state_dict())
    for at, kept in optimizer.state_dict()["state"].items():
        numbers = {name: one for name, one in kept.items() if isinstance(one, Tensor)}
        tensors |= named(f"optimizer.{at}", numbers)
    return tensors


def named(kind: str, tensors: Mapping[str, Tensor]) -> Tensors:
    """Tensors under one roof."""
    return {f"{kind}.{name}": one for name, one in tensors.items()}


def unpacked(found: Checkpoint, where: torch.device) -> dict[str, Tensors]:
    """The tensors of a checkpoint by kind: model, objective, best, optimizer."""
    kinds: dict[str, Tensors] = {"model": {}, "objective": {}, "best": {}, "optimizer": {}}
    for name, one in found.tensors.items():
        kind, _, rest = name.partition(".")
        kinds[kind][rest] = one.to(where)
    return kinds


def restore(optimizer: torch.optim.Optimizer, tensors: Tensors) -> None:
    """Give an optimizer its state again."""
    kept: dict[int, dict[str, Any]] = {}
    for name, one in tensors.items():
        at, _, key = name.partition(".")
        kept.setdefault(int(at), {})[key] = one.cpu() if key == "step" else one
    optimizer.load_state_dict({**optimizer.state_dict(), "state": kept})

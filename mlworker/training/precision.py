"""In what numbers a step is computed, and how it is taken."""

from contextlib import AbstractContextManager

import torch
from torch import Tensor

from mlworker import device

TYPES = {"float32": torch.float32, "bfloat16": torch.bfloat16, "float16": torch.float16}


class Precision:
    """Mixed precision (Micikevicius et al., ICLR 2018): products in short numbers, sums in long.

    "auto" is the device's own: bfloat16 or else float16 on CUDA, float32 on a processor. Losses of
    float16 are scaled, so that small gradients do not vanish.
    """

    def __init__(self, wanted: str, where: torch.device) -> None:
        self.where = where
        self.type = device.precision(where) if wanted == "auto" else TYPES[wanted]
        self.scaler = torch.amp.GradScaler(where.type, enabled=self.type is torch.float16)

    @property
    def name(self) -> str:
        """The type's name."""
        return next(name for name, one in TYPES.items() if one is self.type)

    def short(self) -> AbstractContextManager[None]:
        """Within this, computations are in the type."""
        on = self.type is not torch.float32
        return torch.autocast(self.where.type, self.type, enabled=on)

    def backward(self, loss: Tensor) -> None:
        """Add the loss's gradients."""
        self.scaler.scale(loss).backward()  # type: ignore[no-untyped-call]  # torch has no type for it

    def step(self, optimizer: torch.optim.Optimizer) -> None:
        """Take the step; one whose gradients overflowed is left out."""
        self.scaler.step(optimizer)
        self.scaler.update()

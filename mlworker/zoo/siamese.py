"""Clips as places: one network for both of a pair, and how near the two places are."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from mlworker.zoo.head import GROUPS, Floats, beside

HIDDEN, PLACES = 128, 64
HEAT = 10.0


class Arm(nn.Module):
    """Vectors (n, numbers) in, places of length one (n, 64) out: the same for both of a pair.

    Bromley et al., NeurIPS 1993.
    """

    mean: Tensor
    scale: Tensor

    def __init__(self, mean: Tensor, scale: Tensor) -> None:
        super().__init__()
        self.register_buffer("mean", mean)
        self.register_buffer("scale", scale)
        self.layers = nn.Sequential(
            nn.Linear(len(mean), HIDDEN), nn.ReLU(), nn.Linear(HIDDEN, PLACES)
        )

    def forward(self, vectors: Tensor) -> Tensor:
        """Where the clips are."""
        return nn.functional.normalize(self.layers((vectors - self.mean) * self.scale), dim=1)


class SiameseHead:
    """An arm that has learned, and where the clips are that show a class.

    A clip's logit of a class is 10 times how near it is, as `planes` (classes, 64) and `bias` say.
    """

    reads = GROUPS

    def __init__(self, arm: Arm, planes: Tensor, bias: Tensor) -> None:
        self.arm, self.planes, self.bias = arm.cpu().eval(), planes, bias

    @torch.inference_mode()
    def places(self, groups: Mapping[str, Floats]) -> Tensor:
        """Where clips are: (clips, 64), each of length one."""
        seen: Tensor = self.arm(torch.from_numpy(beside(groups).astype(np.float32)))
        return seen

    def similarity(self, some: Mapping[str, Floats], others: Mapping[str, Floats]) -> Floats:
        """How alike each clip is to the other of its pair, -1 to 1; 1 to itself."""
        alike: Floats = (self.places(some) * self.places(others)).sum(dim=1).double().numpy()
        return alike

    def logits(self, groups: Mapping[str, Floats]) -> Floats:
        """The logits (clips, classes)."""
        said: Floats = (HEAT * self.places(groups) @ self.planes.T + self.bias).double().numpy()
        return said

    def answer(self, groups: Mapping[str, Tensor]) -> Tensor:
        """The logits (clips, classes), with a gradient."""
        near: Tensor = self.arm(torch.cat([groups[name] for name in GROUPS], dim=1))
        return HEAT * near @ self.planes.T + self.bias

    def tensors(self) -> dict[str, Tensor]:
        """The weights of the arm, and where classes are."""
        return {**self.arm.state_dict(), "planes": self.planes, "bias": self.bias}

    def facts(self) -> dict[str, Any]:
        """Nothing beside its weights."""
        return {}


def restored(tensors: Mapping[str, Tensor], card: Mapping[str, Any]) -> SiameseHead:
    """The head of a model version, of its weights."""
    arm = Arm(tensors["mean"], tensors["scale"])
    arm.load_state_dict({name: tensors[name] for name in arm.state_dict()})
    return SiameseHead(arm, tensors["planes"], tensors["bias"])

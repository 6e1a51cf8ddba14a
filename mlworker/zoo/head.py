"""The heads over frozen views, and the linear one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import torch

Floats = npt.NDArray[np.float64]

GROUPS = ("static", "activity", "flow")


class FrozenHead(Protocol):
    """What says logits of vectors that are kept: what a probe's model version holds."""

    @property
    def reads(self) -> tuple[str, ...]:
        """The groups of vectors that it looks at."""
        ...

    def logits(self, groups: Mapping[str, Floats]) -> Floats:
        """The logits (clips, classes)."""
        ...

    def answer(self, groups: Mapping[str, torch.Tensor]) -> torch.Tensor:
        """The same logits, with a gradient by the vectors."""
        ...

    def tensors(self) -> dict[str, torch.Tensor]:
        """What it has learned."""
        ...

    def facts(self) -> dict[str, Any]:
        """What the card must say, so that it can be built again."""
        ...


@dataclass(frozen=True, slots=True)
class Setting:
    """How much each group counts (0 drops it) and how freely the head may fit."""

    scales: Mapping[str, float]
    freedom: float


@dataclass(frozen=True, slots=True)
class Head:
    """Logits = (x - mean) · scale · weightᵀ + bias, over the groups side by side."""

    setting: Setting
    mean: Floats
    scale: Floats
    weight: Floats
    bias: Floats

    @property
    def reads(self) -> tuple[str, ...]:
        """All three groups."""
        return GROUPS

    def logits(self, groups: Mapping[str, Floats]) -> Floats:
        """The logits (clips, classes)."""
        matrix = beside(groups)
        logits: Floats = ((matrix - self.mean) * self.scale) @ self.weight.T + self.bias
        return logits

    def answer(self, groups: Mapping[str, torch.Tensor]) -> torch.Tensor:
        """The logits (clips, classes), with a gradient."""
        seen = torch.cat([groups[name] for name in GROUPS], dim=1).double()
        numbers = (self.mean, self.scale, self.weight, self.bias)
        mean, scale, weight, bias = (torch.from_numpy(one).to(seen) for one in numbers)
        return ((seen - mean) * scale) @ weight.T + bias

    def tensors(self) -> dict[str, torch.Tensor]:
        """What `restored` needs, as float32."""
        parts = {"mean": self.mean, "scale": self.scale, "weight": self.weight, "bias": self.bias}
        return {name: torch.from_numpy(np.asarray(one, np.float32)) for name, one in parts.items()}

    def facts(self) -> dict[str, Any]:
        """How much each group counts, and how freely it was fitted."""
        groups = {name: self.setting.scales[name] for name in GROUPS}
        return {"groups": groups, "freedom": self.setting.freedom}


def beside(groups: Mapping[str, Floats]) -> Floats:
    """The groups' numbers in one matrix, (clips, numbers)."""
    return np.concatenate([groups[name] for name in GROUPS], axis=1)


def restored(tensors: Mapping[str, torch.Tensor], card: Mapping[str, Any]) -> Head:
    """The head of a model version: its weights and its card."""
    setting = Setting(card["groups"], float(card["freedom"]))
    mean, scale, weight, bias = (
        tensors[name].double().numpy() for name in ("mean", "scale", "weight", "bias")
    )
    return Head(setting, mean, scale, weight, bias)

"""The heads over frozen views, and the linear one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import torch

from mlworker.zoo.linear import GROUPS as GROUPS
from mlworker.zoo.linear import ORDER as ORDER
from mlworker.zoo.linear import TONED as TONED
from mlworker.zoo.linear import WHOLE as WHOLE
from mlworker.zoo.linear import Floats as Floats
from mlworker.zoo.linear import Linear
from mlworker.zoo.linear import Setting as Setting
from mlworker.zoo.linear import beside as beside

# What is kept of clips or of their parts, as exactly as it is needed.
Seen = npt.NDArray[np.floating[Any]]


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
class Head(Linear):
    """The linear head as a model version keeps it."""

    @property
    def reads(self) -> tuple[str, ...]:
        """The groups that it was fitted on."""
        return tuple(self.setting.scales)

    def answer(self, groups: Mapping[str, torch.Tensor]) -> torch.Tensor:
        """The logits (clips, classes), with a gradient."""
        seen = torch.cat([groups[name] for name in self.reads], dim=1).double()
        numbers = (self.mean, self.scale, self.weight, self.bias)
        mean, scale, weight, bias = (torch.from_numpy(one).to(seen) for one in numbers)
        return ((seen - mean) * scale) @ weight.T + bias

    def tensors(self) -> dict[str, torch.Tensor]:
        """What `restored` needs, as float32."""
        parts = {"mean": self.mean, "scale": self.scale, "weight": self.weight, "bias": self.bias}
        return {name: torch.from_numpy(np.asarray(one, np.float32)) for name, one in parts.items()}

    def facts(self) -> dict[str, Any]:
        """How much each group counts, and how freely it was fitted."""
        return {"groups": dict(self.setting.scales), "freedom": self.setting.freedom}


def kept(head: Linear) -> Head:
    """A head that was fitted, as a version keeps it."""
    return Head(head.setting, head.mean, head.scale, head.weight, head.bias)


def restored(tensors: Mapping[str, torch.Tensor], card: Mapping[str, Any]) -> Head:
    """The head of a model version: its weights and its card."""
    # A stored card has its words in any order; the columns of the weights have that of the groups.
    scales = {name: card["groups"][name] for name in ORDER if name in card["groups"]}
    setting = Setting(scales, float(card["freedom"]))
    mean, scale, weight, bias = (
        tensors[name].double().numpy() for name in ("mean", "scale", "weight", "bias")
    )
    return Head(setting, mean, scale, weight, bias)

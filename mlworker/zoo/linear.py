"""The linear head over frozen views as numbers alone: what fits it needs no network."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

GROUPS = ("static", "activity", "flow")
# Beside these, how small pieces move: kept in a file of its own, and read by linear heads alone.
WHOLE = (*GROUPS, "pieces")
# Colors and textures, kept likewise, and read by prototypes alone.
TONED = (*GROUPS, "tones")
ORDER = (*WHOLE, "tones")


@dataclass(frozen=True, slots=True)
class Setting:
    """How much each group counts (0 drops it) and how freely the head may fit."""

    scales: Mapping[str, float]
    freedom: float


@dataclass(frozen=True, slots=True)
class Linear:
    """Logits = (x - mean) · scale · weightᵀ + bias, over the groups side by side."""

    setting: Setting
    mean: Floats
    scale: Floats
    weight: Floats
    bias: Floats

    def logits(self, groups: Mapping[str, Floats]) -> Floats:
        """The logits (clips, classes)."""
        matrix = beside(groups, tuple(self.setting.scales))
        logits: Floats = ((matrix - self.mean) * self.scale) @ self.weight.T + self.bias
        return logits


def beside(groups: Mapping[str, Floats], names: Sequence[str] = GROUPS) -> Floats:
    """The numbers of the groups with these names in one matrix, (clips, numbers)."""
    return np.concatenate([groups[name] for name in names], axis=1)

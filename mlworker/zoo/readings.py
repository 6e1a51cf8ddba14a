"""Small networks over kept vectors: one hidden layer, or what reads a clip's parts in order."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from annotator.refusal import Code, Refusal
from mlworker.zoo.head import GROUPS, Floats, beside
from mlworker.zoo.heads import TINY_WIDTH, Attention, Gru, Lstm, Rnn, TemporalHead

STEPS = "steps"
HIDDEN = 128
DROPPED = 0.3

READERS: tuple[tuple[str, type[TemporalHead] | None], ...] = (
    ("mlp", None),
    ("rnn", Rnn),
    ("gru", Gru),
    ("lstm", Lstm),
    ("attention", Attention),
)


class Reading(nn.Module):
    """Vectors in, logits (n, classes) out: standardized, read, told apart.

    An mlp takes (n, numbers), all others (n, steps, numbers).
    """

    mean: Tensor
    scale: Tensor

    def __init__(self, kind: str, mean: Tensor, scale: Tensor, classes: int, steps: int) -> None:
        super().__init__()
        self.kind, self.numbers, self.steps = kind, len(mean), steps
        self.register_buffer("mean", mean)
        self.register_buffer("scale", scale)
        make = dict(READERS)[kind]
        self.reader: nn.Module
        if make is None:
            layer = nn.Linear(self.numbers, HIDDEN)
            self.reader, says = nn.Sequential(layer, nn.ReLU(), nn.Dropout(DROPPED)), HIDDEN
        else:
            self.reader, says = make(self.numbers, tiny=True, frames=steps), TINY_WIDTH
        self.classifier = nn.Linear(says, classes)

    def forward(self, vectors: Tensor) -> Tensor:
        """The logits."""
        told = (vectors - self.mean) * self.scale
        if self.kind == "mlp":
            read = self.reader(told)
        else:
            read = self.reader(told, torch.full((len(told),), self.steps, dtype=torch.long))
        said: Tensor = self.classifier(read)
        return said


class ReadingHead:
    """A reading that has learned. It runs on the processor, in no time."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading.cpu().eval()

    @property
    def reads(self) -> tuple[str, ...]:
        """The groups side by side, or the clips' parts."""
        return GROUPS if self.reading.kind == "mlp" else (STEPS,)

    @torch.inference_mode()
    def logits(self, groups: Mapping[str, Floats]) -> Floats:
        """The logits (clips, classes)."""
        seen = torch.from_numpy(taken(self.reading.kind, groups)).float()
        said: Floats = self.reading(seen).double().numpy()
        return said

    def answer(self, groups: Mapping[str, Tensor]) -> Tensor:
        """The logits (clips, classes), with a gradient."""
        mlp = self.reading.kind == "mlp"
        seen = torch.cat([groups[name] for name in GROUPS], dim=1) if mlp else groups[STEPS]
        said: Tensor = self.reading(seen)
        return said

    def tensors(self) -> dict[str, Tensor]:
        """Its weights."""
        return dict(self.reading.state_dict())

    def facts(self) -> dict[str, Any]:
        """In how many parts it reads a clip."""
        return {"steps": self.reading.steps}


def taken(kind: str, groups: Mapping[str, Floats]) -> Floats:
    """What a reading of this kind sees of the groups."""
    return beside(groups) if kind == "mlp" else np.asarray(groups[STEPS])


def restored(kind: str, tensors: Mapping[str, Tensor], card: Mapping[str, Any]) -> ReadingHead:
    """The head of a model version: its weights and its card.

    Refuses (`unsupported`) weights of a reading that was built otherwise.
    """
    mean, classes = tensors["mean"], len(tensors["classifier.bias"])
    reading = Reading(kind, mean, tensors["scale"], classes, int(card["steps"]))
    try:
        reading.load_state_dict(tensors)
    except RuntimeError:
        raise Refusal(
            Code.UNSUPPORTED,
            f"These weights are of another {kind} than this version builds; train it again",
        ) from None
    return ReadingHead(reading)

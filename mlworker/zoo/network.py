"""What every network of the zoo is: clips in, a vector a clip, logits out."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn

from annotator.learning.zoo.entry import FULL, TINY, Entry, Norm
from annotator.refusal import Code, Refusal
from mlworker.zoo import weights
from mlworker.zoo.weights import Origin

COLORS = 3


@dataclass(frozen=True, slots=True)
class Shape:
    """What a network is built for: its outputs, and clips of `frames` pictures `size` px square.

    `tiny`: the small form of its kind. `options`: all that the run says; the card's hold for the
    rest.
    """

    classes: int
    frames: int = 8
    size: int = 224
    tiny: bool = False
    options: Mapping[str, Any] = field(default_factory=dict)

    def word(self, card: Entry, name: str) -> str:
        """The run's choice, or else the card's. Refuses (`invalid`) one that the card has not."""
        preset = card.preset(TINY if self.tiny else FULL)
        usual = preset.backbone if name == "backbone" else card.options[name]
        return checked(card, name, self.options.get(name, usual))


def checked(card: Entry, name: str, wanted: Any) -> str:
    """A choice as the card has it. Refuses (`invalid`) another one, naming those that there are."""
    known = card.choices[name]
    if wanted not in known:
        raise Refusal(
            Code.INVALID,
            f"{card.name} has no {name} {str(wanted)!r}; choose one of {', '.join(known)}",
            fields={name: f"One of {', '.join(known)}"},
        )
    return str(wanted)


def shaped(options: Mapping[str, Any], classes: int) -> Shape:
    """The shape that a run's options ask for."""
    tiny = options.get("preset") == TINY
    return Shape(classes, int(options["frames"]), int(options["size"]), tiny, options)


class ClipNetwork(nn.Module, ABC):
    """Clips (n, 3, frames, height, width) of 0 to 1 in, logits (n, classes) out.

    `features` holds everything but the classifier, the one layer that knows the classes; the
    colors are normalized inside, so that whoever runs a network needs no card. What pixels have
    beside colors (flow, as channels after them) reaches `features` as it is. `origin`: where its
    first weights came from.
    """

    mean: Tensor
    std: Tensor
    classifier: nn.Linear
    origin = Origin()

    def __init__(self, numbers: int, classes: int, norm: Norm) -> None:
        super().__init__()
        self.numbers = numbers
        self.classifier = nn.Linear(numbers, classes)
        for name, values in (("mean", norm.mean), ("std", norm.std)):
            self.register_buffer(name, torch.tensor(values).view(3, 1, 1, 1), persistent=False)

    def start(self, card: Entry, shape: Shape) -> Origin:
        """Take the first weights from the operator's file, where there is one of this entry.

        Refuses (`unsupported`) a file that does not fit. The small form starts as it is built.
        """
        path = None if shape.tiny else weights.file_of(card.key)
        if path is None:
            return Origin(card.weights)
        return Origin("folder", path.name, weights.fill(self, path))

    @abstractmethod
    def features(self, clips: Tensor) -> Tensor:
        """Of normalized clips the vectors (n, numbers)."""

    def learned(self) -> Sequence[nn.Module]:
        """The parts that begin with learned weights: what fine-tuning changes slowly."""
        others = [child for child in self.children() if child is not self.classifier]
        return others if self.origin.pretrained else []

    def normal(self, clips: Tensor) -> Tensor:
        """Clips of 0 to 1 with their colors normalized."""
        colors = (clips[:, :COLORS] - self.mean) / self.std
        beside = clips[:, COLORS:]
        return torch.cat([colors, beside], dim=1) if beside.shape[1] else colors

    def embed(self, clips: Tensor) -> Tensor:
        """The vectors (n, numbers) of clips of 0 to 1."""
        return self.features(self.normal(clips))

    def both(self, clips: Tensor) -> tuple[Tensor, Tensor]:
        """The vectors (n, numbers) and the logits (n, classes) of clips of 0 to 1."""
        vectors = self.embed(clips)
        return vectors, self.classifier(vectors)

    def forward(self, clips: Tensor) -> Tensor:
        """The logits (n, classes)."""
        return self.both(clips)[1]

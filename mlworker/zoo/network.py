"""What every network of the zoo is: clips in, a vector a clip, logits out."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn

from annotator.learning.zoo.entry import TINY, Entry, Norm
from mlworker.zoo import weights
from mlworker.zoo.weights import Origin


@dataclass(frozen=True, slots=True)
class Shape:
    """What a network is built for: its outputs, and clips of `frames` pictures `size` px square.

    `tiny`: the small form of its kind. `options`: all that the run says.
    """

    classes: int
    frames: int = 8
    size: int = 224
    tiny: bool = False
    options: Mapping[str, Any] = field(default_factory=dict)


def shaped(options: Mapping[str, Any], classes: int) -> Shape:
    """The shape that a run's options ask for."""
    tiny = options.get("preset") == TINY
    return Shape(classes, int(options["frames"]), int(options["size"]), tiny, options)


class ClipNetwork(nn.Module, ABC):
    """Clips (n, 3, frames, height, width) of 0 to 1 in, logits (n, classes) out.

    `features` holds everything but the classifier, the one layer that knows the classes; the
    pixels are normalized inside, so that whoever runs a network needs no card. `origin`: where its
    first weights came from.
    """

    mean: Tensor
    std: Tensor
    origin = Origin()

    def __init__(self, numbers: int, classes: int, norm: Norm) -> None:
        super().__init__()
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

    def embed(self, clips: Tensor) -> Tensor:
        """The vectors (n, numbers) of clips of 0 to 1."""
        return self.features((clips - self.mean) / self.std)

    def forward(self, clips: Tensor) -> Tensor:
        """The logits (n, classes)."""
        logits: Tensor = self.classifier(self.embed(clips))
        return logits

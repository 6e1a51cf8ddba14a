"""Temporal segment networks: what single frames of a clip's parts agree on."""

import torch
from torch import Tensor, nn

from annotator.learning.zoo.entry import Entry
from mlworker.zoo.backbones import each
from mlworker.zoo.frames import FrameNetwork
from mlworker.zoo.heads import Average
from mlworker.zoo.network import Shape


class Consensus(nn.Module):
    """What the segments agree on (Wang et al., ECCV 2016): of (n, segments, scores) (n, scores).

    Their mean, the highest of each score, or the mean by one learned weight a segment, that add
    up to one.
    """

    def __init__(self, way: str, segments: int) -> None:
        super().__init__()
        self.way = way
        self.weights = nn.Parameter(torch.zeros(segments)) if way == "weighted" else None

    def forward(self, scores: Tensor) -> Tensor:
        """The agreement."""
        if self.weights is not None:
            return (self.weights.softmax(dim=0)[:, None] * scores).sum(dim=1)
        return scores.amax(dim=1) if self.way == "max" else scores.mean(dim=1)


class Segments(FrameNetwork):
    """A picture network on one frame of each segment; the classes are told by their consensus."""

    def __init__(self, card: Entry, shape: Shape) -> None:
        super().__init__(card, shape, Average)
        self.consensus = Consensus(shape.word(card, "consensus"), shape.frames)

    def features(self, clips: Tensor) -> Tensor:
        """The consensus of the segments' vectors (n, numbers)."""
        vectors: Tensor = self.consensus(each(self.network, clips))
        return vectors

    def both(self, clips: Tensor) -> tuple[Tensor, Tensor]:
        """The consensus of the segments' vectors, and that of their logits (n, classes)."""
        vectors = each(self.network, self.normal(clips))
        return self.consensus(vectors), self.consensus(self.classifier(vectors))

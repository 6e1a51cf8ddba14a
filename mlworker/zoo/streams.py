"""Two-stream networks: what is seen, and how it moves."""

import torch
from torch import Tensor, nn

from annotator.learning.zoo.entry import Entry
from mlworker.zoo.backbones import PictureNetwork, chosen, each
from mlworker.zoo.network import COLORS, Shape

# Flow is kept as 128 for none and 127 levels for 20 px; here two pixels are one.
NONE, SCALE = 128 / 255, 255 / 127 * 10
WIDTH, TINY_WIDTH = 256, 64


class TwoStreams(PictureNetwork):
    """A picture network on each frame, another on the flow that follows it (Simonyan and Zisserman,
    NeurIPS 2014).

    `fusion`: late, each stream tells the classes by itself and both count half, or with `merge`
    concat one classifier reads both; early, one network sees colors and flow at once; slow, what
    both say is read on together over more and more frames. `stream` leaves one of them out.
    """

    def __init__(self, card: Entry, shape: Shape) -> None:
        backbone = chosen(card, shape)
        fusion, merge, stream = (shape.word(card, one) for one in ("fusion", "merge", "stream"))
        parts = _parts(fusion, stream, COLORS + 2 * card.flow_pairs)
        slow = fusion == "slow" and len(parts) == 2
        width = TINY_WIDTH if shape.tiny else WIDTH
        says = len(parts) * backbone.numbers
        super().__init__(width if slow else says, shape.classes, backbone)
        self.parts = parts
        self.networks = nn.ModuleList(self.looking(part.stop - part.start) for part in parts)
        self.growing = _growing(says, width) if slow else None
        if fusion == "late" and merge == "average" and len(parts) == 2:
            # It stands for one layer: vectors in, logits out.
            self.classifier = Apart(backbone.numbers, shape.classes)  # type: ignore[assignment]

    def normal(self, clips: Tensor) -> Tensor:
        """Clips of 0 to 1 with their colors normalized and their flow in pairs of pixels."""
        colors = super().normal(clips[:, :COLORS])
        return torch.cat([colors, (clips[:, COLORS:] - NONE) * SCALE], dim=1)

    def features(self, clips: Tensor) -> Tensor:
        """The vectors (n, numbers), one stream's numbers after the other's."""
        streams = zip(self.networks, self.parts, strict=True)
        seen = torch.cat([each(network, clips[:, part]) for network, part in streams], dim=2)
        if self.growing is not None:
            seen = self.growing(seen.transpose(1, 2)).transpose(1, 2)
        return seen.mean(dim=1)


class Apart(nn.Module):
    """A classifier for each of two streams; the mean of what they say."""

    def __init__(self, numbers: int, classes: int) -> None:
        super().__init__()
        self.color, self.flow = nn.Linear(numbers, classes), nn.Linear(numbers, classes)

    def forward(self, vectors: Tensor) -> Tensor:
        """The logits (n, classes) of vectors with one stream's numbers after the other's."""
        color, flow = vectors.chunk(2, dim=1)
        logits: Tensor = (self.color(color) + self.flow(flow)) / 2
        return logits


def _parts(fusion: str, stream: str, channels: int) -> tuple[slice, ...]:
    """The channels that each network sees."""
    color, flow = slice(0, COLORS), slice(COLORS, channels)
    if stream != "both":
        return (color,) if stream == "color" else (flow,)
    return (slice(0, channels),) if fusion == "early" else (color, flow)


def _growing(says: int, width: int) -> nn.Module:
    """Reads (n, says, frames) one, then three, then five frames at a time: (n, width, frames)."""
    layers: list[nn.Module] = [nn.Conv1d(says, width, 1), nn.ReLU()]
    for _ in range(2):
        layers += [nn.Conv1d(width, width, 3, padding=1), nn.ReLU()]
    return nn.Sequential(*layers)

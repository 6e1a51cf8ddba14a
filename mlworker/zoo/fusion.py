"""Networks that put frames together early, late or step by step (Karpathy et al., CVPR 2014)."""

from torch import Tensor, nn

from annotator.learning.zoo.entry import Entry
from annotator.refusal import Code, Refusal
from mlworker.zoo.backbones import PictureNetwork, chosen, each
from mlworker.zoo.network import ClipNetwork, Shape

MERGED, TINY_MERGED = 512, 64


class EarlyFusion(PictureNetwork):
    """A picture network that sees all frames of a clip at once, one behind the other as colors."""

    def __init__(self, card: Entry, shape: Shape) -> None:
        backbone = chosen(card, shape)
        super().__init__(backbone.numbers, shape.classes, backbone)
        self.network = self.looking(3 * shape.frames)

    def features(self, clips: Tensor) -> Tensor:
        """The vectors (n, numbers)."""
        vectors: Tensor = self.network(clips.transpose(1, 2).flatten(1, 2))
        return vectors


class LateFusion(PictureNetwork):
    """One picture network on frames far apart, merged after it has seen each by itself.

    Side by side under a layer that compares them, or by their mean, which knows no order.
    """

    def __init__(self, card: Entry, shape: Shape) -> None:
        backbone = chosen(card, shape)
        concat = shape.word(card, "merge") == "concat"
        says = (TINY_MERGED if shape.tiny else MERGED) if concat else backbone.numbers
        super().__init__(says, shape.classes, backbone)
        self.network = self.looking()
        side_by_side = shape.frames * backbone.numbers
        compare = nn.Sequential(nn.Flatten(), nn.Linear(side_by_side, says), nn.ReLU())
        self.merge = compare if concat else None

    def features(self, clips: Tensor) -> Tensor:
        """The vectors (n, numbers)."""
        seen = each(self.network, clips)
        if self.merge is None:
            return seen.mean(dim=1)
        vectors: Tensor = self.merge(seen)
        return vectors


# Temporal extent, stride in time, kernel and stride in space of each layer, and what pools it.
LAYERS = (
    (4, 2, 11, 3, True),
    (2, 2, 5, 1, True),
    (2, 2, 3, 1, False),
    (1, 1, 3, 1, False),
    (1, 1, 3, 1, True),
)
WIDTHS, TINY_WIDTHS = (96, 256, 384, 384, 256), (16, 32, 48, 48, 48)
# So many frames are left as one after the layers: (10 - 4) / 2 + 1 = 4, then 2, then 1.
STACK = 10


class SlowFusion(ClipNetwork):
    """Convolutions over space and time whose reach in time grows layer by layer: of ten frames
    four, two and one are left. Longer clips leave more, which are averaged.

    Normalized by batch where the paper has local responses, and averaged over space where it has
    two layers of 4,096.
    """

    def __init__(self, card: Entry, shape: Shape) -> None:
        if shape.frames < STACK:
            raise Refusal(Code.INVALID, f"frames: {card.name} needs at least {STACK}")
        widths = TINY_WIDTHS if shape.tiny else WIDTHS
        super().__init__(widths[-1], shape.classes, card.norm)
        layers: list[nn.Module] = []
        for before, after, layer in zip((3, *widths), widths, LAYERS, strict=False):
            layers.append(_layer(before, after, *layer, tiny=shape.tiny))
        self.layers = nn.Sequential(*layers)

    def features(self, clips: Tensor) -> Tensor:
        """The vectors (n, numbers)."""
        vectors: Tensor = self.layers(clips).mean(dim=(2, 3, 4))
        return vectors


def _layer(
    before: int,
    after: int,
    extent: int,
    stride: int,
    side: int,
    step: int,
    pool: bool,
    *,
    tiny: bool,
) -> nn.Module:
    # Small pictures have no room for large kernels.
    side, step = (min(side, 5), min(step, 2)) if tiny else (side, step)
    edge = side // 2
    parts: list[nn.Module] = [
        nn.Conv3d(
            before, after, (extent, side, side), (stride, step, step), (0, edge, edge), bias=False
        ),
        nn.BatchNorm3d(after),
        nn.ReLU(),
    ]
    return nn.Sequential(*parts, *([nn.MaxPool3d((1, 2, 2))] if pool else []))

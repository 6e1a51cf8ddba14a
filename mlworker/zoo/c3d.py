"""C3D: eight 3D convolutions, then two wide layers or none."""

from collections.abc import Iterator

from torch import Tensor, nn

from annotator.learning.zoo.entry import Entry
from mlworker.zoo.network import ClipNetwork, Shape

# Channels of each layer; time is pooled with space after each, but not after the first.
PLAN = ((64,), (128,), (256, 256), (512, 512), (512, 512))
THINNER = 16
WIDE = 4096


class Convolutions3d(ClipNetwork):
    """C3D (Tran et al., ICCV 2015): 3 x 3 x 3 everywhere, no normalization.

    The option `light` averages over what the convolutions saw, instead of the two layers of 4096
    that hold two thirds of the weights and fix the size of clips; so does the tiny form.
    """

    def __init__(self, card: Entry, shape: Shape) -> None:
        plan = [[one // THINNER for one in row] if shape.tiny else list(row) for row in PLAN]
        light = shape.tiny or bool(shape.options.get("light"))
        seen = plan[-1][-1]
        super().__init__(seen if light else WIDE, shape.classes, card.norm)
        self.network = nn.Sequential(*_layers(plan))
        self.head = nn.Sequential(nn.AdaptiveAvgPool3d(1), nn.Flatten())
        if not light:
            self.head = nn.Sequential(nn.Flatten(), *_wide(seen * _places(shape)))
        for module in self.modules():
            if isinstance(module, nn.Conv3d):
                # Without normalization the scale of what comes in must outlive eight layers.
                nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
                nn.init.zeros_(module.bias)  # type: ignore[arg-type]  # these have one

    def features(self, clips: Tensor) -> Tensor:
        """The vectors (n, 4096), (n, 512) of a light one."""
        vectors: Tensor = self.head(self.network(clips))
        return vectors


def _layers(plan: list[list[int]]) -> Iterator[nn.Module]:
    before = 3
    for at, row in enumerate(plan):
        for channels in row:
            yield nn.Conv3d(before, channels, 3, padding=1)
            yield nn.ReLU(inplace=True)
            before = channels
        step = (2 if at else 1, 2, 2)
        # The last one keeps odd rows, so that 112 px end as 4 x 4. What is left over counts too,
        # so that short clips leave something.
        edge = (0, 1, 1) if at == len(plan) - 1 else (0, 0, 0)
        yield nn.MaxPool3d(step, step, edge, ceil_mode=True)


def _places(shape: Shape) -> int:
    """How many places the convolutions leave of a clip."""
    frames, size = shape.frames, shape.size
    for at in range(len(PLAN)):
        frames = -(-frames // 2) if at else frames
        size = size // 2 + 1 if at == len(PLAN) - 1 else -(-size // 2)
    return frames * size * size


def _wide(numbers: int) -> Iterator[nn.Module]:
    for before in (numbers, WIDE):
        yield nn.Linear(before, WIDE)
        yield nn.ReLU(inplace=True)
        yield nn.Dropout(0.5)

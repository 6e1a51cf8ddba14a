"""A small picture network of our own: for processors, few clips and tests."""

from torch import Tensor, nn

NUMBERS = 64
WIDTHS = (16, 32, 48)
# So many places along a side keep what they saw: where something is tells how it moves.
PLACES = 4


class Small(nn.Module):
    """Three convolutions, then a layer over what each of 4 x 4 places of the picture shows.

    68,000 parameters. Normalized by groups within a picture, so that it learns from batches of any
    size and says the same in training as in tests.
    """

    def __init__(self, channels: int = 3) -> None:
        super().__init__()
        layers: list[nn.Module] = []
        for before, after in zip((channels, *WIDTHS), WIDTHS, strict=False):
            layers += [nn.Conv2d(before, after, 3, stride=2, padding=1), nn.GroupNorm(4, after)]
            layers.append(nn.ReLU())
        self.layers = nn.Sequential(*layers, nn.AdaptiveAvgPool2d(PLACES), nn.Flatten())
        self.last = nn.Linear(WIDTHS[-1] * PLACES**2, NUMBERS)

    def forward(self, pictures: Tensor) -> Tensor:
        """The vectors (n, 64) of pictures (n, channels, height, width)."""
        vectors: Tensor = self.last(self.layers(pictures))
        return vectors

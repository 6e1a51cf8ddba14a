"""Networks that see single frames and average what these say."""

from torch import Tensor, nn

from annotator.learning.zoo.entry import Entry
from mlworker.zoo import lite0
from mlworker.zoo.network import ClipNetwork, Shape


def each(network: nn.Module, clips: Tensor) -> Tensor:
    """What a picture network says of every frame of clips (n, 3, frames, height, width).

    Returns (n, frames, numbers).
    """
    count, _, frames = clips.shape[:3]
    vectors: Tensor = network(clips.transpose(1, 2).flatten(0, 1))
    return vectors.reshape(count, frames, -1)


class FrameAverage(ClipNetwork):
    """A picture network over each frame; the mean of its vectors.

    Under a linear classifier the same as the mean of the frames' logits.
    """

    def __init__(self, card: Entry, shape: Shape) -> None:
        super().__init__(lite0.NUMBERS, shape.classes, card.norm)
        self.network = lite0.build(0)

    def features(self, clips: Tensor) -> Tensor:
        """The vectors (n, 1280)."""
        return each(self.network, clips).mean(dim=1)

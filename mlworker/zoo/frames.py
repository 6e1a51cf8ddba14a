"""Networks that look at single frames, and put together what these say by a temporal head."""

from functools import partial
from typing import Protocol

from torch import Tensor, nn

from annotator.learning.zoo.entry import Entry
from mlworker.zoo.backbones import PictureNetwork, chosen, each
from mlworker.zoo.heads import Attention, Average, Gru, Lstm, Rnn, TemporalHead
from mlworker.zoo.network import Shape


class MakeHead(Protocol):
    """Builds a head over vectors of `numbers`."""

    def __call__(self, numbers: int, *, tiny: bool, frames: int) -> TemporalHead: ...


def lengths(clips: Tensor) -> Tensor:
    """How many frames of clips (n, 3, frames, height, width) say something, at least one each.

    A clip that is too short repeats its last frame: steps at the end that only repeat are padding.
    """
    changed = (clips[:, :, 1:] != clips[:, :, :-1]).flatten(3).any(dim=3).any(dim=1)
    steps = changed.int().mul(changed.new_ones(changed.shape[1]).cumsum(0))
    return 1 + nn.functional.pad(steps, (1, 0)).amax(dim=1)


class FrameNetwork(PictureNetwork):
    """A picture network on each frame and a temporal head over what it says of them."""

    def __init__(self, card: Entry, shape: Shape, make: MakeHead) -> None:
        backbone = chosen(card, shape)
        head = make(backbone.numbers, tiny=shape.tiny, frames=shape.frames)
        super().__init__(head.says, shape.classes, backbone)
        self.network, self.head = self.looking(), head

    def features(self, clips: Tensor) -> Tensor:
        """The vectors (n, numbers)."""
        vectors: Tensor = self.head(each(self.network, clips), lengths(clips))
        return vectors


frame_average = partial(FrameNetwork, make=Average)
crnn_rnn = partial(FrameNetwork, make=Rnn)
crnn_gru = partial(FrameNetwork, make=Gru)
crnn_lstm = partial(FrameNetwork, make=Lstm)
self_attention = partial(FrameNetwork, make=Attention)

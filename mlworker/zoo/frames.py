"""Networks that look at single frames, and put together what these say by a temporal head."""

from functools import partial
from typing import Protocol

import torch
from torch import Tensor, nn

from annotator.learning.zoo.entry import Entry
from mlworker.zoo.backbones import PictureNetwork, chosen, each
from mlworker.zoo.heads import Attention, Average, Gru, Lstm, Rnn, TemporalHead
from mlworker.zoo.network import Shape

# Of 0, 1, 3 and 8 what taught all networks that read in order most of motion, by three seeds.
CHANGE = 3.0


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


def moving(vectors: Tensor) -> Tensor:
    """Vectors of frames (n, frames, numbers) at one scale, with what changes from each to the next
    `CHANGE` times as strong beside it.

    As a picture network says them they are small and nearly the same for all frames of a clip, and
    what reads them in order is long in learning anything of movement, or learns nothing. Layer
    normalization (Ba, Kiros and Hinton, 2016), without weights.
    """
    even = nn.functional.layer_norm(vectors, vectors.shape[2:])
    before = torch.cat([even[:, :1], even[:, :-1]], dim=1)
    return even + CHANGE * (even - before)


class FrameNetwork(PictureNetwork):
    """A picture network on each frame and a temporal head over what it says of them."""

    def __init__(self, card: Entry, shape: Shape, make: MakeHead) -> None:
        backbone = chosen(card, shape)
        head = make(backbone.numbers, tiny=shape.tiny, frames=shape.frames)
        super().__init__(head.says, shape.classes, backbone)
        self.network, self.head = self.looking(), head

    def features(self, clips: Tensor) -> Tensor:
        """The vectors (n, numbers)."""
        seen = each(self.network, clips)
        vectors: Tensor = self.head(moving(seen) if self.head.in_order else seen, lengths(clips))
        return vectors


frame_average = partial(FrameNetwork, make=Average)
crnn_rnn = partial(FrameNetwork, make=Rnn)
crnn_gru = partial(FrameNetwork, make=Gru)
crnn_lstm = partial(FrameNetwork, make=Lstm)
self_attention = partial(FrameNetwork, make=Attention)

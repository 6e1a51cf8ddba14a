"""A picture network whose frames are read one after the other by a recurrent one."""

from typing import cast

from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence

from annotator.learning.zoo.entry import Entry
from mlworker.zoo import lite0
from mlworker.zoo.frames import each
from mlworker.zoo.network import ClipNetwork, Shape

HIDDEN = 256


def lengths(clips: Tensor) -> Tensor:
    """How many frames of clips (n, 3, frames, height, width) say something, at least one each.

    A clip that is too short repeats its last frame: steps at the end that only repeat are padding.
    """
    changed = (clips[:, :, 1:] != clips[:, :, :-1]).flatten(3).any(dim=3).any(dim=1)
    steps = changed.int().mul(changed.new_ones(changed.shape[1]).cumsum(0))
    return 1 + nn.functional.pad(steps, (1, 0)).amax(dim=1)


class Recurrent(ClipNetwork):
    """EfficientNet-Lite0 on each frame, then a GRU (Donahue et al., CVPR 2015).

    The class is told from its last state, after each clip's own last step: how much padding a clip
    has changes nothing.
    """

    def __init__(self, card: Entry, shape: Shape) -> None:
        super().__init__(HIDDEN, shape.classes, card.norm)
        self.network = lite0.build(0)
        self.gru = nn.GRU(lite0.NUMBERS, HIDDEN, batch_first=True)

    def features(self, clips: Tensor) -> Tensor:
        """The vectors (n, 256)."""
        steps = pack_padded_sequence(
            each(self.network, clips), lengths(clips).cpu(), batch_first=True, enforce_sorted=False
        )
        _, last = self.gru(steps)
        return cast("Tensor", last[-1])

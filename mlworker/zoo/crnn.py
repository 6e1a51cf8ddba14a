"""A picture network whose frames are read one after the other by a recurrent one."""

from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence

from mlworker.zoo import lite0

HIDDEN = 256


def lengths(clips: Tensor) -> Tensor:
    """How many frames of clips (n, 3, frames, height, width) say something, at least one each.

    A clip that is too short repeats its last frame: steps at the end that only repeat are padding.
    """
    changed = (clips[:, :, 1:] != clips[:, :, :-1]).flatten(3).any(dim=3).any(dim=1)
    steps = changed.int().mul(changed.new_ones(changed.shape[1]).cumsum(0))
    return 1 + nn.functional.pad(steps, (1, 0)).amax(dim=1)


class Recurrent(nn.Module):
    """EfficientNet-Lite0 on each frame of clips (n, 3, frames, height, width), then a GRU.

    The class is told from its last state (Donahue et al., CVPR 2015), after each clip's own last
    step: how much padding a clip has changes nothing.
    """

    def __init__(self, classes: int) -> None:
        super().__init__()
        self.network = lite0.build(0)
        self.gru = nn.GRU(lite0.NUMBERS, HIDDEN, batch_first=True)
        self.classifier = nn.Linear(HIDDEN, classes)

    def forward(self, clips: Tensor) -> Tensor:
        """The logits (n, classes)."""
        count, _, frames = clips.shape[:3]
        vectors = self.network(clips.transpose(1, 2).flatten(0, 1)).reshape(count, frames, -1)
        steps = pack_padded_sequence(
            vectors, lengths(clips).cpu(), batch_first=True, enforce_sorted=False
        )
        _, last = self.gru(steps)
        logits: Tensor = self.classifier(last[-1])
        return logits

"""Temporal heads: what is said of each frame in, one vector a clip out."""

from abc import ABC, abstractmethod
from math import log

import torch
from torch import Tensor, nn

# Of the vector that a reading head says: of the full network, of the tiny one.
WIDTH, TINY_WIDTH = 256, 64
HEADS, LAYERS = 4, 2
PERIOD = 10_000.0


class TemporalHead(nn.Module, ABC):
    """Vectors of frames (n, frames, numbers) in, vectors of clips (n, `says`) out.

    `lengths` (n,) counts the frames of a clip that say something; the rest is padding and changes
    nothing.
    """

    says: int
    # Whether it counts for the head which frame comes before which.
    in_order = True

    @abstractmethod
    def forward(self, vectors: Tensor, lengths: Tensor) -> Tensor: ...


class Average(TemporalHead):
    """The mean over all frames: under a linear classifier the mean of their logits."""

    in_order = False

    def __init__(self, numbers: int, *, tiny: bool = False, frames: int = 8) -> None:
        super().__init__()
        self.says = numbers

    def forward(self, vectors: Tensor, lengths: Tensor) -> Tensor:
        """Padding that repeats a frame is what was seen that long, and counts."""
        return vectors.mean(dim=1)


class Recurrent(TemporalHead):
    """A recurrent network's last state, after each clip's own last frame.

    Long-term recurrent convolutional networks (Donahue et al., CVPR 2015).
    """

    cell: type[nn.RNN] | type[nn.GRU] | type[nn.LSTM]

    def __init__(self, numbers: int, *, tiny: bool = False, frames: int = 8) -> None:
        super().__init__()
        self.says = TINY_WIDTH if tiny else WIDTH
        self.reader = self.cell(numbers, self.says, batch_first=True)
        self.prepare(frames)

    def prepare(self, frames: int) -> None:
        """Make the cell ready for so many steps."""

    def forward(self, vectors: Tensor, lengths: Tensor) -> Tensor:
        """The state after the last step that is no padding."""
        states, _ = self.reader(vectors)
        last = (lengths - 1)[:, None, None].expand(-1, 1, self.says)
        state: Tensor = states.gather(1, last).squeeze(1)
        return state


class Rnn(Recurrent):
    """A plain recurrent network (Elman, 1990)."""

    cell = nn.RNN


class Gru(Recurrent):
    """Gated recurrent units (Cho et al., EMNLP 2014)."""

    cell = nn.GRU


class Lstm(Recurrent):
    """Long short-term memory (Hochreiter and Schmidhuber, 1997).

    It begins by remembering as long as a clip is: gates drawn for spans of 1 to `frames` steps
    (Tallec and Ollivier, ICLR 2018). That alone does not teach it what to remember: from its last
    state little is learned of what was long ago. So all its states count, at first the same, then
    by how much they are worth (attention over states: Bahdanau et al., ICLR 2015).
    """

    cell = nn.LSTM

    def prepare(self, frames: int) -> None:
        """Draw the gates' biases; torch keeps input, forget, cell and output one after another."""
        self.worth = nn.Linear(self.says, 1, bias=False)
        nn.init.zeros_(self.worth.weight)
        spans = torch.empty(self.says).uniform_(1.0, max(2.0, frames - 1.0)).log()
        biases = dict(self.reader.named_parameters())
        with torch.no_grad():
            biases["bias_hh_l0"][: 2 * self.says] = 0.0
            biases["bias_ih_l0"][: self.says] = -spans
            biases["bias_ih_l0"][self.says : 2 * self.says] = spans

    def forward(self, vectors: Tensor, lengths: Tensor) -> Tensor:
        """The mean of the states by their worth, of steps that are no padding."""
        states, _ = self.reader(vectors)
        padding = torch.arange(states.shape[1], device=states.device) >= lengths[:, None]
        worth = self.worth(states).squeeze(2).masked_fill(padding, -torch.inf).softmax(dim=1)
        mean: Tensor = (worth[..., None] * states).sum(dim=1)
        return mean


class Attention(TemporalHead):
    """Self-attention over the frames, each told its place in time; the mean of what comes out.

    The encoder of Vaswani et al. (NeurIPS 2017). Without `places` the frames' order changes
    nothing.
    """

    def __init__(
        self, numbers: int, *, tiny: bool = False, frames: int = 8, places: bool = True
    ) -> None:
        super().__init__()
        self.says, self.places = TINY_WIDTH if tiny else WIDTH, places
        self.narrow = nn.Linear(numbers, self.says)
        # Normalized before each part, it learns at any rate that the picture network learns at.
        layer = nn.TransformerEncoderLayer(
            self.says, HEADS, 2 * self.says, dropout=0.1, batch_first=True, norm_first=True
        )
        self.encoder = nn.TransformerEncoder(layer, LAYERS, enable_nested_tensor=False)

    def forward(self, vectors: Tensor, lengths: Tensor) -> Tensor:
        """The mean over the frames that are no padding."""
        told = self.narrow(vectors)
        if self.places:
            told = told + places(told.shape[1], self.says).to(told)
        padding = torch.arange(told.shape[1], device=told.device) >= lengths[:, None]
        said = self.encoder(told, src_key_padding_mask=padding)
        mean: Tensor = said.masked_fill(padding[..., None], 0.0).sum(dim=1) / lengths[:, None]
        return mean


def places(count: int, numbers: int) -> Tensor:
    """A vector for each of `count` places in time, (count, numbers): sines and cosines."""
    speeds = torch.exp(torch.arange(0, numbers, 2) * (-log(PERIOD) / numbers))
    turns = torch.arange(count)[:, None] * speeds
    return torch.stack([turns.sin(), turns.cos()], dim=2).flatten(1)

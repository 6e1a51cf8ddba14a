"""Parts of a video of which only the whole is labeled: which of them show what it is labeled by."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import Tensor, nn

from mlworker.zoo.head import Floats, Seen
from mlworker.zoo.readings import STEPS

HIDDEN, DROPPED = 64, 0.3
RANKING, ATTENTION = "ranking", "attention"
SOFT, HARD = "soft", "hard"
# Of hard selection: of a video's parts one in so many is kept for each class, at least one.
KEPT = 8
LEAST = 1e-6
# Halfway between the least and the most worth looking at this steeply turns into the other.
STEEP = 4.0


def bag_score(scores: Tensor) -> Tensor:
    """What a bag of scores (parts, classes) says: the largest of each class.

    Multiple instance learning (Sultani et al., CVPR 2018). Raises ValueError for an empty bag.
    """
    if not len(scores):
        raise ValueError("A bag without parts says nothing")
    return scores.amax(dim=0)


def soft(selection: Tensor) -> Tensor:
    """How much each part (parts,) of a video counts: weights that add up to 1."""
    return selection.softmax(dim=0)


def hard(scores: Tensor) -> Tensor:
    """The parts (parts, classes) that are kept for each class: the same weight each, the rest 0.

    Top-k pooling of UntrimmedNets (Wang et al., CVPR 2017, arXiv 1703.03329).
    """
    count = max(1, len(scores) // KEPT)
    return torch.zeros_like(scores).scatter(0, scores.topk(count, dim=0).indices, 1.0 / count)


class Windows(nn.Module):
    """Parts (n, numbers) in; of each the logits (n, classes) of what it shows, and how much it is
    worth looking at (n,).

    `quiet`: which class says that nothing is there, or -1. With `kind` ranking that class has no
    score of its own, and no part is selected.
    """

    mean: Tensor
    scale: Tensor
    level: Tensor
    spread: Tensor
    silent: Tensor

    def __init__(
        self, mean: Tensor, scale: Tensor, classes: int, *, kind: str, quiet: int, selection: str
    ) -> None:
        super().__init__()
        self.kind, self.quiet, self.selection = kind, quiet, selection
        self.register_buffer("mean", mean)
        self.register_buffer("scale", scale)
        self.register_buffer("level", torch.zeros(()))
        self.register_buffer("spread", torch.ones(()))
        silent = (torch.arange(classes) == quiet).float()
        self.register_buffer("silent", silent, persistent=False)
        layer = nn.Linear(len(mean), HIDDEN)
        self.body = nn.Sequential(layer, nn.ReLU(), nn.Dropout(DROPPED))
        self.classify = nn.Linear(HIDDEN, classes)
        self.select = nn.Linear(HIDDEN, 1)

    def forward(self, vectors: Tensor) -> tuple[Tensor, Tensor]:
        """The logits and the selection."""
        told = self.body((vectors - self.mean) * self.scale)
        said = self.classify(told)
        if self.kind == RANKING:
            said = said * (1.0 - self.silent)
        return said, self.select(told).squeeze(1)

    def chances(self, said: Tensor) -> Tensor:
        """Of logits (n, classes): of one label shares of 1, of several a chance each."""
        return said.softmax(dim=1) if self.quiet >= 0 else said.sigmoid()

    def whole(self, said: Tensor, selection: Tensor) -> Tensor:
        """The chances (classes,) of a video by those of its parts."""
        chances = self.chances(said)
        if self.kind == ATTENTION and self.selection == SOFT:
            return soft(selection) @ chances
        if self.kind == ATTENTION:
            return self._shared((hard(chances) * chances).sum(dim=0))
        return self.highest(chances)

    def highest(self, chances: Tensor) -> Tensor:
        """Of chances (…, parts, classes) those of all parts as one: what any of them shows."""
        # Nothing is there if no part gainsays it.
        best = torch.where(self.silent > 0, chances.amin(dim=-2), chances.amax(dim=-2))
        return self._shared(best)

    def _shared(self, best: Tensor) -> Tensor:
        return best / best.sum(dim=-1, keepdim=True) if self.quiet >= 0 else best

    def each(self, said: Tensor, selection: Tensor) -> Tensor:
        """The chances (n, classes) of parts: those not worth looking at show nothing."""
        chances = self.chances(said)
        if self.kind == RANKING or self.selection == HARD:
            return chances
        chances = chances * torch.sigmoid(STEEP * (selection - self.level) / self.spread)[:, None]
        rest = 1.0 - chances.sum(dim=1, keepdim=True)
        return chances + rest * self.silent


class Told(NamedTuple):
    """Of a video the logits (parts, classes) of its parts, and those (classes,) of it as a whole:
    what training judges and prediction tells.
    """

    parts: Floats
    whole: Floats


class BagHead:
    """Windows that have learned. They tell when within a clip something shows."""

    reads = (STEPS,)

    def __init__(self, windows: Windows) -> None:
        self.windows = windows.eval()

    @torch.inference_mode()
    def told(self, seen: Seen) -> Told:
        """What it says of a video by its parts (parts, numbers) in the order of time."""
        said = self.windows(_tensor(seen))
        return Told(self._logits(self.windows.each(*said)), self._logits(self.windows.whole(*said)))

    @torch.inference_mode()
    def logits(self, groups: Mapping[str, Floats]) -> Floats:
        """The logits (clips, classes) of clips: of what any of their parts shows."""
        found: Floats = self.answer({STEPS: _tensor(groups[STEPS])}).numpy()
        return found

    def answer(self, groups: Mapping[str, Tensor]) -> Tensor:
        """The logits (clips, classes) of clips, with a gradient."""
        seen = groups[STEPS]
        each = self.windows.each(*self.windows(seen.flatten(0, 1)))
        return self._near(self.windows.highest(each.reshape(*seen.shape[:2], -1)))

    def _logits(self, chances: Tensor) -> Floats:
        found: Floats = self._near(chances).numpy()
        return found

    def _near(self, chances: Tensor) -> Tensor:
        near = chances.double().clamp(LEAST, 1.0 - LEAST)
        return near.log() if self.windows.quiet >= 0 else near.logit()

    def tensors(self) -> dict[str, Tensor]:
        """Its weights."""
        return dict(self.windows.state_dict())

    def facts(self) -> dict[str, Any]:
        """How videos are told by their parts."""
        windows = self.windows
        return {"bag": windows.kind, "quiet": windows.quiet, "selection": windows.selection}


def _tensor(numbers: Seen) -> Tensor:
    return torch.from_numpy(np.asarray(numbers, np.float32))


def restored(tensors: Mapping[str, Tensor], card: Mapping[str, Any]) -> BagHead:
    """The head of a model version: its weights and its card."""
    classes = len(tensors["classify.bias"])
    windows = Windows(
        tensors["mean"],
        tensors["scale"],
        classes,
        kind=str(card["bag"]),
        quiet=int(card["quiet"]),
        selection=str(card["selection"]),
    )
    windows.load_state_dict(tensors)
    return BagHead(windows)

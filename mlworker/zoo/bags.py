"""Clips of a video of which only the whole is labeled: which of them show what it is labeled by."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from mlworker.zoo.head import GROUPS, Floats, beside

HIDDEN, DROPPED = 64, 0.3
RANKING, ATTENTION = "ranking", "attention"
SOFT, HARD = "soft", "hard"
# Of hard selection: of a video's clips one in so many is kept for each class, at least one.
KEPT = 8
LEAST = 1e-6


def bag_score(scores: Tensor) -> Tensor:
    """What a bag of scores (clips, classes) says: the largest of each class.

    Multiple instance learning (Sultani et al., CVPR 2018). Raises ValueError for an empty bag.
    """
    if not len(scores):
        raise ValueError("A bag without clips says nothing")
    return scores.amax(dim=0)


def soft(selection: Tensor) -> Tensor:
    """How much each clip (clips,) of a video counts: weights that add up to 1."""
    return selection.softmax(dim=0)


def hard(scores: Tensor) -> Tensor:
    """The clips (clips, classes) that are kept for each class: the same weight each, the rest 0.

    Top-k pooling of UntrimmedNets (Wang et al., CVPR 2017, arXiv 1703.03329).
    """
    count = max(1, len(scores) // KEPT)
    return torch.zeros_like(scores).scatter(0, scores.topk(count, dim=0).indices, 1.0 / count)


class Windows(nn.Module):
    """Clips (n, numbers) in; of each the logits (n, classes) of what it shows, and how much it is
    worth looking at (n,).

    `quiet`: which class says that nothing is there, or -1. With `kind` ranking that class has no
    score of its own, and no clip is selected.
    """

    mean: Tensor
    scale: Tensor
    level: Tensor
    silent: Tensor

    def __init__(
        self, mean: Tensor, scale: Tensor, classes: int, *, kind: str, quiet: int, selection: str
    ) -> None:
        super().__init__()
        self.kind, self.quiet, self.selection = kind, quiet, selection
        self.register_buffer("mean", mean)
        self.register_buffer("scale", scale)
        self.register_buffer("level", torch.zeros(()))
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
        """The chances (classes,) of a video by those of its clips."""
        chances = self.chances(said)
        if self.kind == ATTENTION and self.selection == SOFT:
            return soft(selection) @ chances
        if self.kind == ATTENTION:
            best = (hard(chances) * chances).sum(dim=0)
        else:
            # Nothing is there if no clip gainsays it.
            best = torch.where(self.silent > 0, chances.amin(dim=0), bag_score(chances))
        return best / best.sum() if self.quiet >= 0 else best

    def each(self, said: Tensor, selection: Tensor) -> Tensor:
        """The chances (n, classes) of clips: those not worth looking at show nothing."""
        chances = self.chances(said)
        if self.kind == RANKING or self.selection == HARD:
            return chances
        chances = chances * torch.sigmoid(selection - self.level)[:, None]
        rest = 1.0 - chances.sum(dim=1, keepdim=True)
        return chances + rest * self.silent


class BagHead:
    """Windows that have learned."""

    reads = GROUPS

    def __init__(self, windows: Windows) -> None:
        self.windows = windows.eval()

    @torch.inference_mode()
    def logits(self, groups: Mapping[str, Floats]) -> Floats:
        """The logits (clips, classes) of clips, each by itself."""
        return self._logits(self.windows.each(*self.windows(_tensor(beside(groups)))))

    def answer(self, groups: Mapping[str, Tensor]) -> Tensor:
        """The logits (clips, classes) of clips, each by itself, with a gradient."""
        seen = torch.cat([groups[name] for name in GROUPS], dim=1)
        return self._told(self.windows.each(*self.windows(seen)))

    @torch.inference_mode()
    def whole(self, videos: Sequence[Mapping[str, Floats]]) -> Floats:
        """The logits (videos, classes) of videos by the groups of their clips."""
        said = [self.windows.whole(*self.windows(_tensor(beside(one)))) for one in videos]
        return self._logits(torch.stack(said))

    def _logits(self, chances: Tensor) -> Floats:
        found: Floats = self._told(chances).numpy()
        return found

    def _told(self, chances: Tensor) -> Tensor:
        near = chances.double().clamp(LEAST, 1.0 - LEAST)
        return near.log() if self.windows.quiet >= 0 else near.logit()

    def tensors(self) -> dict[str, Tensor]:
        """Its weights."""
        return dict(self.windows.state_dict())

    def facts(self) -> dict[str, Any]:
        """How videos are told by their clips."""
        windows = self.windows
        return {"bag": windows.kind, "quiet": windows.quiet, "selection": windows.selection}


def _tensor(numbers: Floats) -> Tensor:
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

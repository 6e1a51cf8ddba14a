"""Guesses that are sure enough to learn from."""

import torch
from torch import Tensor, nn

from mlworker.training.several import summed

# How slowly the adaptive threshold follows.
MOMENTUM = 0.999


class Threshold(nn.Module):
    """Which guesses are sure: above a threshold, or an adaptive one.

    Adaptive (FreeMatch, Wang et al., ICLR 2023, arXiv 2205.07246): a mean of how sure guesses are,
    lower for classes that are rarely guessed. It follows step by step, by all clips of a step.
    """

    level: Tensor
    chances: Tensor
    heard: Tensor

    def __init__(self, classes: int, threshold: float, *, adaptive: bool, single: bool) -> None:
        super().__init__()
        self.threshold, self.adaptive, self.single = threshold, adaptive and single, single
        self.register_buffer("level", torch.tensor(1.0 / classes))
        self.register_buffer("chances", torch.full((classes,), 1.0 / classes))
        # Of this step: each class's share, how sure, and how many clips that is of.
        self.register_buffer("heard", torch.zeros(classes + 2), persistent=False)

    def forward(self, logits: Tensor) -> tuple[Tensor, Tensor]:
        """The guesses and which of them hold: classes (n,) and flags (n,) of a single label; of
        several 0 or 1 and flags for each, (n, classes).
        """
        if not self.single:
            shares = logits.sigmoid()
            return (shares >= 0.5).float(), torch.maximum(shares, 1 - shares) >= self.threshold
        shares = logits.softmax(dim=1)
        confidence, guesses = shares.max(dim=1)
        if not self.adaptive:
            return guesses, confidence >= self.threshold
        told = torch.cat([shares, confidence[:, None], torch.ones_like(shares[:, :1])], dim=1)
        self.heard += told.sum(dim=0)
        levels = self.level * self.chances / self.chances.max()
        return guesses, confidence >= levels[guesses]

    def begun(self) -> None:
        """Forget what was heard in a step that is taken again."""
        self.heard.zero_()

    def stepped(self) -> None:
        """Let an adaptive threshold follow what was heard in the step."""
        if self.adaptive and summed(self.heard)[-1] > 0:
            mean = self.heard / self.heard[-1]
            self.chances.lerp_(mean[:-2], 1 - MOMENTUM)
            self.level.lerp_(mean[-2], 1 - MOMENTUM)
            self.heard.zero_()


def follow(said: Tensor, guesses: Tensor, held: Tensor, *, single: bool) -> Tensor:
    """The loss of each clip (n,) against the guesses that hold; 0 where none does."""
    if single:
        each = nn.functional.cross_entropy(said.float(), guesses, reduction="none")
        return each * held
    each = nn.functional.binary_cross_entropy_with_logits(said.float(), guesses, reduction="none")
    return (each * held).mean(dim=1)

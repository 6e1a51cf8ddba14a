"""Clips compared part by part in time, by the cheapest way to carry one into the other."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from scipy.optimize import linear_sum_assignment
from torch import Tensor, nn

from mlworker.zoo.head import Floats

STEPS = "steps"
AT_ONCE = 256


def cost(some: Tensor, others: Tensor, penalty: float) -> Tensor:
    """What it costs to match each part with each: (n, s, parts, parts).

    `some` (n, parts, numbers), `others` (s, parts, numbers). 1 - cosine, and `penalty` times the
    square of how far apart the two are in time, whole clips having length 1.
    """
    ours, theirs = (nn.functional.normalize(one, dim=2) for one in (some, others))
    semantic = 1.0 - torch.einsum("npd,sqd->nspq", ours, theirs)
    time = [torch.arange(one.shape[1], device=one.device) / one.shape[1] for one in (some, others)]
    return semantic + penalty * (time[0][:, None] - time[1][None, :]) ** 2


def distance(some: Tensor, others: Tensor, penalty: float) -> Tensor:
    """How far clips are from others, (n, s): the least mean cost over all transports of parts.

    Clips have equally many parts of equal weight, so the best transport is an assignment
    (Birkhoff, 1946) and is found exactly; gradients flow through the costs along it.
    CMOT: Lu et al., 2021 (arXiv 2104.03737).
    """
    costs = cost(some, others, penalty)
    flat = costs.flatten(0, 1)
    plain = flat.detach().double().cpu().numpy()
    pairs = np.stack([linear_sum_assignment(one)[1] for one in plain])
    best = torch.from_numpy(pairs).to(flat.device)
    found = flat.gather(2, best[..., None]).squeeze(2).mean(dim=1)
    return found.view(costs.shape[:2])


class Matcher(nn.Module):
    """Tells clips by their distances from examples: softmax over what is near.

    `known` (examples, parts, numbers) are the examples' vectors, `truth` (examples, classes) 1, 0
    or NaN what they show. Of each clip its own mean is taken off, so that what stays the same
    throughout it counts nothing: what is compared is how it changes. Vectors are scaled and turned
    by `look`, which with the `heat` is what can be learned.
    """

    scale: Tensor
    known: Tensor
    truth: Tensor

    def __init__(
        self,
        scale: Tensor,
        look: Tensor,
        known: Tensor,
        truth: Tensor,
        *,
        penalty: float,
        single: bool,
    ) -> None:
        super().__init__()
        for name, one in (("scale", scale), ("known", known), ("truth", truth)):
            self.register_buffer(name, one)
        self.look = nn.Parameter(look)
        self.heat = nn.Parameter(torch.tensor(5.0))
        self.penalty, self.single = penalty, single

    def seen(self, vectors: Tensor) -> Tensor:
        """Vectors (n, parts, numbers) as they are compared."""
        seen: Tensor = ((vectors - vectors.mean(dim=1, keepdim=True)) * self.scale) @ self.look
        return seen

    def forward(self, vectors: Tensor) -> Tensor:
        """The logits (n, classes) of clips that are none of the examples."""
        apart = distance(self.seen(vectors), self.seen(self.known), self.penalty)
        return self.told(apart, torch.ones_like(apart))

    def told(self, apart: Tensor, counts: Tensor) -> Tensor:
        """The logits of distances (n, examples); only examples that count (1, not 0) do."""
        near = _mean(apart, counts, self.truth == 1)
        if self.single:
            return -self.heat * near
        return self.heat * (_mean(apart, counts, self.truth == 0) - near)


def _mean(apart: Tensor, counts: Tensor, shown: Tensor) -> Tensor:
    """The mean distance (n, classes) from the examples that show a class; far where none does."""
    weights = shown.float()
    total = counts @ weights
    return torch.where(total > 0, (apart * counts) @ weights / total.clamp(min=1.0), FAR)


FAR = 2.0


class MatchingHead:
    """A matcher that has learned."""

    reads = (STEPS,)

    def __init__(self, matcher: Matcher) -> None:
        self.matcher = matcher.eval()

    @torch.inference_mode()
    def logits(self, groups: Mapping[str, Floats]) -> Floats:
        """The logits (clips, classes)."""
        clips = torch.from_numpy(np.asarray(groups[STEPS])).float()
        said = torch.cat([self.matcher(one) for one in torch.split(clips, AT_ONCE)])
        logits: Floats = said.double().numpy()
        return logits

    def answer(self, groups: Mapping[str, Tensor]) -> Tensor:
        """The logits (clips, classes), with a gradient."""
        said: Tensor = self.matcher(groups[STEPS])
        return said

    def tensors(self) -> dict[str, Tensor]:
        """The examples and how they are looked at."""
        return dict(self.matcher.state_dict())

    def facts(self) -> dict[str, Any]:
        """What the penalty is, and whether a clip has one label."""
        return {"penalty": self.matcher.penalty, "single": self.matcher.single}


def restored(tensors: Mapping[str, Tensor], card: Mapping[str, Any]) -> MatchingHead:
    """The head of a model version: its weights and its card."""
    parts = (tensors[name] for name in ("scale", "look", "known", "truth"))
    matcher = Matcher(*parts, penalty=float(card["penalty"]), single=bool(card["single"]))
    matcher.load_state_dict(tensors)
    return MatchingHead(matcher)

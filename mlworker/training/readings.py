"""Fits a small network on kept vectors: a bounded number of steps, nothing decoded."""

import numpy as np
import torch
from torch import Tensor, nn

from mlworker.training.lesson import Lesson
from mlworker.training.objectives import balance
from mlworker.training.probe import Views
from mlworker.zoo.head import GROUPS, Floats, Seen
from mlworker.zoo.readings import Reading, ReadingHead, taken

# So many steps of so many clips, whatever there is: enough for hundreds of clips, and bounded.
STEPS, BATCH = 160, 32
RATE, DECAY, SMOOTHING, NOISE = 3e-3, 1e-2, 0.1, 0.1
# The length of a clip's vector by what it tells: looks, and how they move. More is learned faster.
LOOKS, MOVES = 6.0, 12.0


def read(views: Views, lesson: Lesson) -> ReadingHead:
    """A reading by the option `head`, fitted by AdamW with a rate that falls to nothing.

    Steps see noise on the vectors, which keeps few clips from being learned by heart. Same views
    and seed, same head.
    """
    name = str(lesson.options["head"])
    seen = taken(name, views.groups)
    torch.manual_seed(lesson.seed)
    mean, scale = standard(seen, _widths(name, views))
    steps = seen.shape[1] if seen.ndim == 3 else 1
    network = Reading(name, tensor(mean), tensor(scale), views.targets.shape[1], steps)
    _learn(network, tensor(seen), views, lesson)
    return ReadingHead(network)


def standard(seen: Seen, widths: list[int], looks: float = LOOKS) -> tuple[Floats, Floats]:
    """Per number its mean and its scale: what looks say has one length in all, what moves another.

    `seen` (clips, numbers) or (clips, parts, numbers); `widths`: how many numbers each group has,
    the last being those of movement. What never changes is left out. `looks`: that first length.
    """
    flat = seen.reshape(-1, seen.shape[-1])
    spread = flat.std(axis=0, dtype=np.float64)
    lengths = [looks] * (len(widths) - 1) + [MOVES]
    factor = np.repeat(np.array(lengths) / np.sqrt(widths), widths)
    return flat.mean(axis=0, dtype=np.float64), np.where(
        spread < 1e-6, 0.0, factor / np.maximum(spread, 1e-6)
    )


def _widths(name: str, views: Views) -> list[int]:
    if name == "mlp":
        return [views.groups[one].shape[1] for one in GROUPS]
    moves = views.groups[GROUPS[-1]].shape[1]
    return [views.groups["steps"].shape[2] - moves, moves]


def _learn(network: Reading, seen: Tensor, views: Views, lesson: Lesson) -> None:
    targets, weights = tensor(views.targets), tensor(views.weights)
    rare = balance(views.targets)
    optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=DECAY)
    falling = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, STEPS)
    rng = np.random.default_rng(lesson.seed)
    network.train()
    for at in range(STEPS):
        rows = torch.from_numpy(rng.permutation(len(seen))[:BATCH])
        noise = NOISE * torch.randn_like(seen[rows]) / network.scale.clamp(min=1e-6)
        said = network(seen[rows] + noise * (network.scale > 0))
        lost = _loss(said, targets[rows], weights[rows], rare, single=lesson.single)
        optimizer.zero_grad()
        lost.backward()  # type: ignore[no-untyped-call]  # torch has no type for it
        optimizer.step()
        falling.step()
        lesson.tried(at + 1, STEPS, "steps", "learning to read")


def _loss(said: Tensor, targets: Tensor, weights: Tensor, rare: Tensor, *, single: bool) -> Tensor:
    if single:
        each = nn.functional.cross_entropy(
            said, targets.argmax(dim=1), rare, reduction="none", label_smoothing=SMOOTHING
        )
        return (each * weights).sum() / weights.sum().clamp(min=1e-9)
    known = ~torch.isnan(targets)
    each = nn.functional.binary_cross_entropy_with_logits(
        said, targets.nan_to_num(), reduction="none"
    )
    return (each * known * weights[:, None]).sum() / known.sum().clamp(min=1)


def tensor(numbers: Floats) -> Tensor:
    """The same numbers, of 32 bits."""
    return torch.from_numpy(np.asarray(numbers, np.float32))

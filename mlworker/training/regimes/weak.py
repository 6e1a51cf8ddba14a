"""Learning where things happen in videos of which only the whole is labeled."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from mlworker.features.flow import SIZE as FLOW
from mlworker.training.lesson import Lesson
from mlworker.training.readings import standard
from mlworker.zoo.bags import ATTENTION, RANKING, SOFT, BagHead, Windows, bag_score
from mlworker.zoo.head import Floats, Seen

STEPS, BATCH = 200, 32
# Videos of hours have thousands of parts each.
MOST_PARTS = 20_000
# So often are two groups found anew; nearer to each other they are one.
ROUNDS, APART = 10, 1e-3
# How long a part's vector is by its looks. By these a few videos are soon known by heart, and then
# every part of them seems to show what they show.
LOOKS = 1.0
RATE, DECAY, NOISE = 1e-3, 1e-2, 0.1
# Of the ranking loss: how much scores of neighbors may differ, and how many may be high.
SMOOTH, SPARSE = 8e-5, 8e-5


@dataclass(frozen=True, slots=True)
class Bag:
    """A video: its parts (parts, numbers) in their order, and what is said of it as a whole."""

    seen: Seen
    target: Floats
    weight: float = 1.0


def localize(bags: Sequence[Bag], lesson: Lesson, quiet: int) -> BagHead:
    """A head that tells by its parts what a video shows, and where. `quiet`: the class that says
    that nothing is there, of one label; else -1. Same bags and seed, same head.

    Option `localize`. ranking: the highest score of a video with a class lies above that of one
    without (Sultani et al., CVPR 2018, arXiv 1801.04264). attention: each part says what it shows
    and whether it is worth looking at, and the video is their mean by that (UntrimmedNets: Wang et
    al., CVPR 2017, arXiv 1703.03329), or with `selection` hard the mean of the few highest.
    """
    seen = [_tensor(one.seen) for one in bags]
    flat = np.concatenate([one.seen for one in bags])
    mean, scale = standard(flat, [flat.shape[1] - FLOW, FLOW], LOOKS)
    torch.manual_seed(lesson.seed)
    windows = Windows(
        _tensor(mean),
        _tensor(scale),
        len(bags[0].target),
        kind=str(lesson.options["localize"]),
        quiet=quiet,
        selection=str(lesson.options["selection"]),
    )
    _learn(windows, seen, bags, lesson)
    level = _anchor if windows.kind == RANKING else _level
    level(windows.eval(), seen, bags)
    return BagHead(windows)


def _learn(windows: Windows, seen: Sequence[Tensor], bags: Sequence[Bag], lesson: Lesson) -> None:
    targets = _tensor(np.stack([one.target for one in bags]))
    weights = _tensor(np.array([one.weight for one in bags]))
    optimizer = torch.optim.AdamW(windows.parameters(), lr=RATE, weight_decay=DECAY)
    falling = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, STEPS)
    rng = np.random.default_rng(lesson.seed)
    windows.train()
    for at in range(STEPS):
        rows = torch.from_numpy(_drawn(rng, [len(one) for one in seen]))
        parts = torch.cat([seen[row] for row in rows])
        noise = NOISE * torch.randn_like(parts) / windows.scale.clamp(min=1e-6)
        said, selection = windows(parts + noise * (windows.scale > 0))
        counts = [len(seen[row]) for row in rows]
        videos = list(zip(said.split(counts), selection.split(counts), strict=True))
        if windows.kind == RANKING:
            scores = [windows.chances(one) for one, _ in videos]
            lost = ranking(scores, targets[rows], windows.quiet)
        else:
            whole = torch.stack([windows.whole(*one) for one in videos])
            lost = likelihood(whole, targets[rows], weights[rows])
        optimizer.zero_grad()
        lost.backward()  # type: ignore[no-untyped-call]  # torch has no type for it
        optimizer.step()
        falling.step()
        lesson.tried(at + 1, STEPS, "steps", "learning where")


def _drawn(rng: np.random.Generator, counts: Sequence[int]) -> npt.NDArray[np.int64]:
    """Some videos of so many parts: no more of them than fit into memory, but two."""
    order = rng.permutation(len(counts))[:BATCH]
    fitting = int((np.cumsum(np.array(counts)[order]) <= MOST_PARTS).sum())
    return order[: max(2, fitting)]


def ranking(scores: Sequence[Tensor], targets: Tensor, quiet: int = -1) -> Tensor:
    """The ranking loss of bags of scores (parts, classes) of 0 to 1, by `targets` (bags, classes).

    Of each class: mean over pairs of max(0, 1 - highest with it + highest without), and with it
    small steps from part to part and small sums. The class `quiet`, that nothing is there, is not
    ranked: most parts of a video with an event are quiet.
    """
    best = torch.stack([bag_score(one) for one in scores])
    lost = best.sum() * 0.0
    for at, column in enumerate(targets.T):
        if at == quiet:
            continue
        with_it, without = best[column == 1, at], best[column == 0, at]
        if len(with_it) and len(without):
            lost = lost + (1.0 - with_it[:, None] + without[None, :]).clamp(min=0.0).mean()
        for one in (scores[row][:, at] for row in (column == 1).nonzero().flatten()):
            lost = lost + SMOOTH * one.diff().square().sum() + SPARSE * one.sum()
    return lost


def likelihood(whole: Tensor, targets: Tensor, weights: Tensor) -> Tensor:
    """The cross-entropy of videos' chances (bags, classes), each class by itself; of one label that
    adds up to what the right class says.
    """
    known = ~torch.isnan(targets)
    each = nn.functional.binary_cross_entropy(
        whole.clamp(1e-6, 1 - 1e-6), targets.nan_to_num(), reduction="none"
    )
    return (each * known * weights[:, None]).sum() / known.sum().clamp(min=1)


@torch.no_grad()
def _anchor(windows: Windows, seen: Sequence[Tensor], bags: Sequence[Bag]) -> None:
    """Put even chances halfway between the highest parts of videos with a class and of those
    without: a ranking alone says which is higher, and nothing of how high.
    """
    tops = torch.stack([bag_score(windows(parts)[0]) for parts in seen])
    targets = _tensor(np.stack([one.target for one in bags]))
    for at, column in enumerate(targets.T):
        with_it, without = tops[column == 1, at], tops[column == 0, at]
        if at != windows.quiet and len(with_it) and len(without):
            windows.classify.bias[at] -= (with_it.median() + without.median()) / 2


@torch.no_grad()
def _level(windows: Windows, seen: Sequence[Tensor], bags: Sequence[Bag]) -> None:
    """From where on a part is worth looking at: between the two groups that the parts of videos
    with events fall into (Ridler and Calvard, 1978). What is worth less than most counts as most.

    Attention says which part counts more, and nothing of by how much: that is told here.
    """
    if windows.kind != ATTENTION or windows.selection != SOFT:
        return
    worth = []
    for parts, one in zip(seen, bags, strict=True):
        if any(value == 1 and at != windows.quiet for at, value in enumerate(one.target)):
            _, selection = windows(parts)
            worth.append(selection.clamp(min=float(selection.median())))
    found = torch.cat(worth) if worth else torch.zeros(1)
    low, high = found.min(), found.max()
    for _ in range(ROUNDS):
        if high - low < APART:
            return
        above = found > (low + high) / 2
        low, high = found[~above].mean(), found[above].mean()
    windows.level.copy_((low + high) / 2)
    windows.spread.copy_((high - low) / 2)


def _tensor(numbers: Seen) -> Tensor:
    return torch.from_numpy(np.asarray(numbers, np.float32))

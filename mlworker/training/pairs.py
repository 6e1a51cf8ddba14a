"""Fits a siamese head: clips of a class are drawn together, others pushed apart."""

import numpy as np
import torch
from torch import Tensor

from mlworker.training.choice import choose
from mlworker.training.lesson import Lesson
from mlworker.training.objectives import triplet
from mlworker.training.probe import UNSEEN, Views, standard
from mlworker.training.readings import NOISE, tensor
from mlworker.zoo.head import beside
from mlworker.zoo.siamese import HEAT, Arm, SiameseHead

STEPS, BATCH = 160, 64
RATE, DECAY = 1e-3, 1e-2
# The length of a clip's vector: longer ones are learned faster.
LENGTH = 12.0


def siamese(views: Views, lesson: Lesson) -> SiameseHead:
    """Places in which clips with the same labels lie together; a class is where its clips are.

    Learned by the hardest triplets of each batch. Same views and seed, same head. Schroff et al.,
    CVPR 2015 (arXiv 1503.03832).
    """
    torch.manual_seed(lesson.seed)
    seen = beside(views.groups)
    setting = choose(views, single=lesson.single, seed=lesson.seed, tried=lesson.chosen)
    mean, scale = standard(views.groups, setting)
    arm = Arm(tensor(mean), tensor(LENGTH * scale))
    _learn(arm, tensor(seen), views, lesson)
    with torch.no_grad():
        return SiameseHead(arm, *_classes(arm.eval()(tensor(seen)), views, single=lesson.single))


def _learn(arm: Arm, seen: Tensor, views: Views, lesson: Lesson) -> None:
    alike = np.unique(views.targets.round(), axis=0, return_inverse=True)[1].reshape(-1)
    # What is not known of a clip makes it like no other; what counts less is drawn less often.
    share = views.weights * ~np.isnan(views.targets).any(axis=1)
    if not share.any():
        return  # nobody says all of any clip: classes are where their clips lie as it is
    share, most = share / share.sum(), min(BATCH, int((share > 0).sum()))
    optimizer = torch.optim.AdamW(arm.parameters(), lr=RATE, weight_decay=DECAY)
    rng = np.random.default_rng(lesson.seed)
    for at in range(STEPS):
        rows = rng.choice(len(seen), most, replace=False, p=share)
        noise = NOISE * torch.randn(len(rows), seen.shape[1]) / arm.scale.clamp(min=1e-6)
        places = arm(seen[rows] + noise * (arm.scale > 0))
        lost = triplet(places, torch.from_numpy(alike[rows]))
        optimizer.zero_grad()
        lost.backward()  # type: ignore[no-untyped-call]  # torch has no type for it
        optimizer.step()
        lesson.tried(at + 1, STEPS, "steps", "learning what is alike")


def _classes(places: Tensor, views: Views, *, single: bool) -> tuple[Tensor, Tensor]:
    """Where each class is, (classes, 64), and what its logit begins with.

    Of several labels: how much nearer to the clips with it than to those without.
    """
    weights, truth = tensor(views.weights)[:, None], tensor(views.targets)
    planes = _middles(places, weights * (truth == 1))
    shown = planes.norm(dim=1) > 0
    if single:
        return planes, torch.where(shown, 0.0, UNSEEN)
    others = _middles(places, weights * (truth == 0))
    missed = others.norm(dim=1) > 0
    apart = torch.where((shown & missed)[:, None], planes - others, 0.0)
    lean = -HEAT * (apart * (planes + others) / 2).sum(dim=1)
    lean = torch.where(missed, lean, -UNSEEN)
    return apart, torch.where(shown, lean, UNSEEN)


def _middles(places: Tensor, weights: Tensor) -> Tensor:
    """The weighted mean place (classes, 64) of clips, weights (clips, classes); 0 where none."""
    return weights.T @ places / weights.sum(dim=0).clamp(min=1e-9)[:, None]

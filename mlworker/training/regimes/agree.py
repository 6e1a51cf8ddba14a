"""Learning to see by saying the same of all views of a clip."""

from typing import Any

import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel

from mlworker.training.augment import NONE
from mlworker.training.batches import Batch
from mlworker.training.material import Floats, Material
from mlworker.training.objectives import Objective
from mlworker.training.regimes.fixmatch import averaged
from mlworker.training.regimes.views import (
    CHANCES,
    GLOBAL,
    LOCAL,
    TINTS,
    chances,
    seen,
    share,
    tinted,
    view,
)
from mlworker.training.several import summed
from mlworker.zoo.network import ClipNetwork

WORDS, WIDE = 256, 128
STUDENT_HEAT, TEACHER_HEAT = 0.1, 0.04
# How slowly the center of what the teacher says follows.
STAYS = 0.9
GLOBALS, LOCALS = 2, 2


class Speaker(nn.Module):
    """Vectors in, opinions on so many words out; words and vectors have length 1.

    A network that begins with random numbers sees nearly the same in all clips: without the norms
    it would go on saying the same of all of them.
    """

    def __init__(self, numbers: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.BatchNorm1d(numbers, affine=False),
            nn.Linear(numbers, WIDE),
            nn.BatchNorm1d(WIDE),
            nn.GELU(),
            nn.Linear(WIDE, WIDE),
        )
        self.words = nn.Linear(WIDE, WORDS, bias=False)

    def forward(self, vectors: Tensor) -> Tensor:
        """The opinions (n, words), each a cosine."""
        told = nn.functional.normalize(self.body(vectors), dim=1)
        said: Tensor = nn.functional.linear(told, nn.functional.normalize(self.words.weight, dim=1))
        return said


class Agreed(Objective):
    """The student says of each view of a clip what its teacher says of another; labels count
    nothing and there are no negatives.

    The teacher sees the larger views alone, is the mean of the student's past weights, of which
    `average` stays at each step, and never learns by itself. What it says is centered, by all
    clips of a step on all devices, and sharp, so that not all clips become the same. With `color`
    each view has colors of its own: else what a clip looks like tells it from others, and nobody
    has to see what happens in it. SVT:
    Ranasinghe et al., CVPR 2022 (arXiv 2112.01514); DINO: Caron et al., ICCV 2021 (arXiv
    2104.14294).
    """

    pool_views = (NONE,)
    center: Tensor
    said: Tensor
    heard: Tensor

    def __init__(self, material: Material, targets: Floats) -> None:
        super().__init__()
        self.stays = float(material.options["average"])
        self.color = bool(material.options["color"])
        self.register_buffer("center", torch.zeros(WORDS))
        # What the teacher said in this step, part by part, and how much of the step that was.
        self.register_buffer("said", torch.zeros(WORDS), persistent=False)
        self.register_buffer("heard", torch.zeros(()), persistent=False)

    def meet(self, network: ClipNetwork) -> None:
        """Begin the teacher with the student."""
        self.speaker = Speaker(network.numbers)
        self.mean: AveragedModel = averaged(_Whole(network, self.speaker), self.stays)

    def loss(self, network: ClipNetwork, batch: Batch) -> Tensor:
        """The batch's part of the step's loss."""
        clips = seen(batch)
        views = self._views(clips, batch)
        # Its means are those of a part of a step, and of a single clip there is none.
        self.speaker.train(self.training and len(clips) > 1)
        student = [self.speaker(network.embed(one)) for one in views]
        with torch.no_grad():
            self.mean.eval()
            teacher = [self.mean(one) for one in views[:GLOBALS]]
            self.said += torch.cat(teacher).mean(dim=0) * share(batch)
            self.heard += share(batch)
        return agreement(student, teacher, self.center) * share(batch)

    def _views(self, clips: Tensor, batch: Batch) -> list[Tensor]:
        kinds = [*[GLOBAL] * GLOBALS, *[LOCAL] * LOCALS]
        each = CHANCES + TINTS
        drawn = torch.split(chances(batch, each * len(kinds)), each, dim=1)
        views = [view(clips, *kind, chance) for kind, chance in zip(kinds, drawn, strict=True)]
        if not self.color:
            return views
        return [tinted(one, chance[:, CHANCES:]) for one, chance in zip(views, drawn, strict=True)]

    def begun(self) -> None:
        """Forget what was heard in a step that is taken again."""
        self.said.zero_()
        self.heard.zero_()

    def stepped(self, network: ClipNetwork) -> None:
        """Let the teacher and the center follow."""
        self.mean.update_parameters(_Whole(network, self.speaker))
        if summed(self.heard) > 0:
            self.center.lerp_(summed(self.said) / self.heard, 1 - STAYS)
        self.begun()


def agreement(student: list[Tensor], teacher: list[Tensor], center: Tensor) -> Tensor:
    """The mean cross-entropy of what a student says of views with what a teacher says of others.

    Opinions (n, words) a view, the teacher's views being the student's first.
    """
    lost, pairs = student[0].sum() * 0.0, 0
    for at, told in enumerate(teacher):
        wanted = ((told - center) / TEACHER_HEAT).softmax(dim=1).detach()
        for other, said in enumerate(student):
            if other != at:
                lost = lost - (wanted * (said / STUDENT_HEAT).log_softmax(dim=1)).sum(dim=1).mean()
                pairs += 1
    return lost / pairs


class _Whole(nn.Module):
    """A network and its speaker as one."""

    def __init__(self, network: ClipNetwork, speaker: Speaker) -> None:
        super().__init__()
        self.network, self.speaker = network, speaker

    def forward(self, clips: Tensor) -> Any:
        """What it says of clips."""
        return self.speaker(self.network.embed(clips))

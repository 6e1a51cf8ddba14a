"""What a network for photographs sees, as a hint for videos without labels."""

import torch
from torch import Tensor, nn

from mlworker.training.augment import WEAK
from mlworker.training.batches import Batch
from mlworker.training.material import Floats, Material
from mlworker.training.objectives import Objective, Supervised
from mlworker.training.regimes.guesses import Threshold, follow
from mlworker.zoo import lite0
from mlworker.zoo.network import ClipNetwork

PHOTOGRAPH_CLASSES = 1000


class Hinted(Objective):
    """What people say + own sure guesses + `appearance` · what one frame looks like.

    The last is the cross-entropy of a second head with the opinion that EfficientNet-Lite0 has, of
    a thousand classes of photographs, of one random frame of the same view. At 0 it is left out.
    VideoSSL: Jing et al., WACV 2021 (arXiv 2003.00197).
    """

    pool_views = (WEAK,)

    def __init__(self, material: Material, targets: Floats) -> None:
        super().__init__()
        self.people = Supervised(material, targets)
        options = material.options
        self.appearance = float(options["appearance"])
        self.sure = Threshold(
            targets.shape[1], float(options["threshold"]), adaptive=False, single=material.single
        )
        # Not registered: it neither learns nor is kept with the rest.
        self._seers = [Photographs()] if self.appearance else []

    def meet(self, network: ClipNetwork) -> None:
        """Make the second head over its vectors."""
        self.second = nn.Linear(network.numbers, PHOTOGRAPH_CLASSES)

    def loss(self, network: ClipNetwork, batch: Batch) -> Tensor:
        """The batch's part of the step's loss."""
        few = batch.pool.get(WEAK, batch.views[:0])
        count = len(batch.views)
        clips = torch.cat([batch.views, few])
        vectors, said = network.both(clips)
        lost = self.people.of(said[:count], batch)
        if len(few):
            guesses, held = self.sure(said[count:].detach().float())
            each = follow(said[count:], guesses, held, single=self.people.single)
            lost = lost + each.sum() / batch.pool_total
        if self._seers:
            looks = self._seers[0].of(clips, batch.seed)
            each = -(looks * self.second(vectors).float().log_softmax(dim=1)).sum(dim=1)
            part = (each[:count] * batch.weights).sum() / batch.weight
            if len(few):
                part = part + each[count:].sum() / batch.pool_total
            lost = lost + self.appearance * part
        return lost


class Photographs:
    """The frozen network for photographs."""

    def __init__(self) -> None:
        self._network = lite0.build(PHOTOGRAPH_CLASSES).eval().requires_grad_(False)

    @torch.no_grad()
    def of(self, clips: Tensor, seed: int) -> Tensor:
        """What one random frame of each clip (n, 3, frames, height, width) of 0 to 1 looks like:
        shares of a thousand classes (n, 1000) that add up to 1.
        """
        self._network.to(clips.device)
        draw = torch.Generator().manual_seed(seed)
        at = torch.randint(clips.shape[2], (len(clips),), generator=draw).to(clips.device)
        frames = clips[torch.arange(len(clips), device=clips.device), :3, at]
        logits: Tensor = self._network((frames - 0.5) / 0.5)
        return logits.float().softmax(dim=1)

"""Learning from one's own sure guesses on clips without labels."""

import torch
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from mlworker.training.augment import STRONG, WEAK
from mlworker.training.batches import Batch
from mlworker.training.material import Floats, Material
from mlworker.training.objectives import Objective, Supervised
from mlworker.training.regimes.guesses import Threshold, follow
from mlworker.zoo.network import ClipNetwork


class Consistent(Objective):
    """What people say + weight · mean(1[sure] · C(strong view, guess on the weak view)).

    `adaptive`: how sure is sure follows the network, class by class (FreeMatch). `average`: guesses
    are of the mean of past weights, of which so much stays at each step (mean teacher: Tarvainen
    and Valpola, NeurIPS 2017). FixMatch: Sohn et al., NeurIPS 2020 (arXiv 2001.07685).
    """

    pool_views = (WEAK, STRONG)

    def __init__(self, material: Material, targets: Floats) -> None:
        super().__init__()
        self.people = Supervised(material, targets)
        options = material.options
        self.weight, self.stays = float(options["pool_weight"]), float(options["average"])
        self.sure = Threshold(
            targets.shape[1],
            float(options["threshold"]),
            adaptive=bool(options["adaptive"]),
            single=material.single,
        )
        self.mean: AveragedModel | None = None

    def meet(self, network: ClipNetwork) -> None:
        """Begin the mean of past weights with the first ones."""
        if self.stays:
            self.mean = averaged(network, self.stays)

    def loss(self, network: ClipNetwork, batch: Batch) -> Tensor:
        """The batch's part of the step's loss."""
        if not self.weight or not batch.pool or not len(batch.pool[WEAK]):
            return self.people.loss(network, batch)
        weak, strong = (batch.pool[kind] for kind in self.pool_views)
        counts = [len(batch.views), len(strong)]
        if self.mean is not None:
            said, distorted = network(torch.cat([batch.views, strong])).split(counts)
            self.mean.eval()
            with torch.no_grad():
                plain = self.mean(weak)
        else:
            together = network(torch.cat([batch.views, strong, weak]))
            said, distorted, plain = together.split([*counts, len(weak)])
        guesses, held = self.sure(plain.detach().float())
        each = follow(distorted, guesses, held, single=self.people.single)
        return self.people.of(said, batch) + self.weight * each.sum() / batch.pool_total

    def begun(self) -> None:
        """Forget what the threshold heard in a step that is taken again."""
        self.sure.begun()

    def stepped(self, network: ClipNetwork) -> None:
        """Let the threshold and the mean of the weights follow."""
        self.sure.stepped()
        if self.mean is not None:
            self.mean.update_parameters(network)


def averaged(network: nn.Module, stays: float) -> AveragedModel:
    """The mean of a network's weights over its steps: so much of it stays at each.

    It sees with running statistics and never learns by itself.
    """
    mean = AveragedModel(network, multi_avg_fn=get_ema_multi_avg_fn(stays), use_buffers=True)  # type: ignore[no-untyped-call]  # torch has no type for it
    return mean.requires_grad_(False).eval()

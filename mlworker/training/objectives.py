"""What a network is taught by: its loss on the clips of a step."""

from abc import ABC, abstractmethod
from collections.abc import Sequence

import torch
from torch import Tensor, nn

from mlworker.training.batches import Batch
from mlworker.training.material import Floats, Material
from mlworker.zoo.network import ClipNetwork

# How much farther another class must be than the own one; vectors have length 1.
MARGIN = 0.2


class Objective(nn.Module, ABC):
    """A loss, with what it keeps (heads, thresholds): parameters are learned, buffers are kept.

    `pool_views`: the views that it wants of each clip without label. What a network trained by it
    holds afterwards are the network's own weights alone.
    """

    pool_views: Sequence[str] = ()

    def meet(self, network: ClipNetwork) -> None:
        """Make what depends on the network. Before the first step, and before a state is loaded."""

    @abstractmethod
    def loss(self, network: ClipNetwork, batch: Batch) -> Tensor:
        """The batch's part of the step's loss: the parts add up to it."""

    def begun(self) -> None:
        """Forget what parts of a step told that is taken from its beginning."""

    def stepped(self, network: ClipNetwork) -> None:
        """Take note that a step was taken."""


class Supervised(Objective):
    """What people say: cross-entropy with smoothed labels, of several labels one sigmoid each.

    Class weights are N / (K · n) where `balance` is by weight. With a `triplet` weight the vectors
    of a class are drawn together beside it; at 0 it is the same as without.
    """

    balance: Tensor

    def __init__(self, material: Material, targets: Floats) -> None:
        super().__init__()
        self.single = material.single
        self.smoothing = float(material.options.get("smoothing", 0.1))
        self.triplet = float(material.options.get("triplet", 0.0))
        by_weight = material.options.get("balance", "weights") == "weights"
        self.register_buffer("balance", balance(targets, even=not by_weight), persistent=False)

    def loss(self, network: ClipNetwork, batch: Batch) -> Tensor:
        """The labeled clips' loss."""
        if not self.triplet:
            return self.of(network(batch.views), batch)
        vectors, said = network.both(batch.views)
        lost = self.of(said, batch)
        # Of several labels those are alike that have the same; what is not known is like no other.
        whole = ~batch.targets.isnan().any(dim=1)
        if not whole.any():
            return lost
        _, alike = torch.unique(batch.targets[whole], dim=0, return_inverse=True)
        return lost + self.triplet * batch.share * triplet(vectors[whole], alike)

    def of(self, said: Tensor, batch: Batch) -> Tensor:
        """The same of logits that are there."""
        if self.single:
            truth = batch.targets.argmax(dim=1)
            each = nn.functional.cross_entropy(
                said, truth, self.balance, reduction="none", label_smoothing=self.smoothing
            )
            return (each * batch.weights).sum() / batch.total
        known = ~torch.isnan(batch.targets)
        each = nn.functional.binary_cross_entropy_with_logits(
            said, batch.targets.nan_to_num(), reduction="none"
        )
        return (each * known * batch.weights[:, None]).sum() / batch.total


def balance(targets: Floats, *, even: bool = False) -> Tensor:
    """Class weights N / (K · n); a class that is not there weighs nothing. `even`: all weigh 1."""
    known = torch.from_numpy(targets)
    counts = known.nansum(dim=0)
    weights = len(known) / (len(counts) * counts.clamp(min=1))
    return torch.where(counts > 0, torch.ones_like(weights) if even else weights, 0.0).float()


def triplet(vectors: Tensor, labels: Tensor) -> Tensor:
    """The mean triplet loss of clips with their farthest of the same class and their nearest of
    another one, vectors scaled to length 1; 0 where no clip has both.

    Schroff et al., CVPR 2015; hardest of a batch as Hermans et al., 2017 (arXiv 1703.07737).
    """
    unit = nn.functional.normalize(vectors.float(), dim=1)
    with torch.no_grad():
        apart = torch.cdist(unit, unit)
        same = labels[:, None] == labels[None, :]
        own = same & ~torch.eye(len(labels), dtype=torch.bool, device=labels.device)
        usable = own.any(dim=1) & (~same).any(dim=1)
        far = torch.where(own, apart, -1.0).argmax(dim=1)
        near = torch.where(same, torch.inf, apart).argmin(dim=1)
    if not usable.any():
        return vectors.sum() * 0.0
    measure = nn.TripletMarginLoss(margin=MARGIN)
    found: Tensor = measure(unit[usable], unit[far[usable]], unit[near[usable]])
    return found

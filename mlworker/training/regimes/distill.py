"""Learning from another version."""

from torch import Tensor, nn

from mlworker.training.augment import WEAK
from mlworker.training.batches import Batch
from mlworker.training.material import Floats, Material
from mlworker.training.objectives import Objective, Supervised
from mlworker.zoo.network import ClipNetwork


class Distilled(Objective):
    """(1 - blend) · what people say + blend · heat² · KL(teacher ‖ student), both softened by heat.

    Clips without labels have the teacher's part alone. Of several labels each is a pair of chances,
    a class or not. Hinton et al., 2015 (arXiv 1503.02531).
    """

    pool_views = (WEAK,)

    def __init__(self, material: Material, targets: Floats) -> None:
        super().__init__()
        self.people = Supervised(material, targets)
        self.single = material.single
        self.heat, self.blend = (float(material.options[name]) for name in ("heat", "blend"))

    def loss(self, network: ClipNetwork, batch: Batch) -> Tensor:
        """The batch's part of the step's loss."""
        said = network(batch.views)
        lost = (1 - self.blend) * self.people.of(said, batch)
        taught = (self.apart(said, batch.taught) * batch.weights).sum() / batch.weight
        lost = lost + self.blend * taught
        if WEAK in batch.pool and len(batch.pool[WEAK]):
            beside = self.apart(network(batch.pool[WEAK]), batch.pool_taught)
            lost = lost + self.blend * beside.sum() / batch.pool_total
        return lost

    def apart(self, said: Tensor, taught: Tensor) -> Tensor:
        """How far the student is from its teacher on each clip (n,), times heat²."""
        student, teacher = said.float() / self.heat, taught / self.heat
        if self.single:
            measure = nn.KLDivLoss(reduction="none", log_target=True)
            each: Tensor = measure(student.log_softmax(dim=1), teacher.log_softmax(dim=1))
            return self.heat**2 * each.sum(dim=1)
        chance = teacher.sigmoid()
        cross = nn.functional.binary_cross_entropy_with_logits(student, chance, reduction="none")
        # By logits too: on an accelerator chances have no loss in short numbers.
        own = nn.functional.binary_cross_entropy_with_logits(teacher, chance, reduction="none")
        return self.heat**2 * (cross - own).mean(dim=1)

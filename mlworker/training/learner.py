"""A network that learns a step at a time, and all that this needs."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from annotator.refusal import Code, Refusal
from mlworker import device
from mlworker.training import keeping, optimizers, starts
from mlworker.training.batches import Batch, Step
from mlworker.training.material import Material
from mlworker.training.objectives import Objective
from mlworker.training.precision import Precision
from mlworker.training.several import Group
from mlworker.zoo.network import ClipNetwork

# Below this many clips the statistics of a pretrained network are better than one's own.
ENOUGH_FOR_STATISTICS = 1000


class Lesson(nn.Module):
    """A network under its objective: a batch in, its part of the loss out."""

    def __init__(self, network: ClipNetwork, taught: Objective) -> None:
        super().__init__()
        self.network, self.taught = network, taught

    def forward(self, batch: Batch) -> Tensor:
        """The batch's part of the step's loss."""
        return self.taught.loss(self.network, batch)


class Learner:
    """The network of a run, its objective and its optimizer on one device of a group.

    `clips`: how many it is taught on. `short`: told how many clips are on the device at once from
    now on, where memory does not reach for more.
    """

    def __init__(
        self,
        material: Material,
        taught: Objective,
        clips: int,
        group: Group,
        short: Callable[[int], None],
    ) -> None:
        options = material.options
        self.options, self.group, self.where, self.short = options, group, group.where, short
        self.at_once = int(options["batch"])
        network = group.synced(starts.begun(material).to(self.where))
        parts = starts.learned(material, network)
        self.still = optimizers.freeze(parts, int(options.get("frozen", 0)))
        if clips < ENOUGH_FOR_STATISTICS:
            self.still += parts
        taught.meet(network)
        # What several devices share of gradients is in plain order.
        self.network = device.arranged(network) if group.size == 1 else network
        self.taught = group.synced(taught.to(self.where))
        self.optimizer = optimizers.optimizer(network, parts, taught, options)
        self.precision = Precision(str(options.get("precision", "auto")), self.where)
        self.lesson = group.joined(Lesson(self.network, self.taught))

    def ready(self) -> None:
        """Learn from now on, but for what stays as it is."""
        self.lesson.train()
        for part in self.still:
            freeze_statistics(part)

    def step(self, step: Step) -> float:
        """Take a step, in smaller pieces where they do not fit into memory; its loss.

        Refuses (`invalid`) a loss that is no number, (`budget`) what does not fit one by one.
        """
        while (lost := self._tried(step)) is None:
            self._make_room()
        if not np.isfinite(lost):
            raise Refusal(
                Code.INVALID,
                f"The loss is no number any more at step {step.at + 1}: train again with a lower "
                "head_lr (learning rate)",
            )
        self.precision.step(self.optimizer)
        self.taught.stepped(self.network)
        return lost

    def tensors(self) -> keeping.Tensors:
        """All that it has learned so far, by name."""
        return keeping.packed(self.network, self.taught, self.optimizer)

    def state(self) -> dict[str, Any]:
        """The numbers that go with the tensors."""
        return {"at_once": self.at_once, "scaler": self.precision.scaler.state_dict()}

    def take_up(self, state: Mapping[str, Any], kinds: Mapping[str, keeping.Tensors]) -> None:
        """Be as when these were its state and tensors."""
        self.network.load_state_dict(kinds["model"])
        self.taught.load_state_dict(kinds["objective"])
        keeping.restore(self.optimizer, kinds["optimizer"])
        self.precision.scaler.load_state_dict(state["scaler"])
        self.at_once = int(state["at_once"])

    def _tried(self, step: Step) -> float | None:
        """The step's loss, its gradients being there; None where memory did not reach."""
        try:
            return self._gradients(step)
        except torch.OutOfMemoryError:
            return None

    def _gradients(self, step: Step) -> float:
        self.optimizer.zero_grad(set_to_none=True)
        self.taught.begun()
        lost = torch.zeros((), device=self.where)
        left = step.pieces(self.at_once)
        for batch in step.parts(self.at_once, self.where):
            left -= 1
            torch.manual_seed(batch.seed)
            with self.group.apart(self.lesson, wanted=left > 0):
                with self.precision.short():
                    part = self.lesson(batch)
                # Gradients of several devices are averaged, where those of parts are added.
                self.precision.backward(part * self.group.size)
            lost += part.detach().float()
        return self.group.total(lost)

    def _make_room(self) -> None:
        """Have half as many clips on the device at once. Steps stay as large as they were."""
        self.optimizer.zero_grad(set_to_none=True)
        if self.at_once == 1 or self.group.size > 1:
            frames, size = (self.options[name] for name in ("frames", "size"))
            what = "Even one clip" if self.at_once == 1 else f"A batch of {self.at_once} clips"
            raise Refusal(
                Code.BUDGET,
                f"{what} of {frames} frames of {size} px does not fit into the memory of "
                f"{self.where}: train with a smaller batch, fewer frames, a smaller size or a "
                "smaller model",
            )
        self.at_once = -(-self.at_once // 2)
        if self.where.type == "cuda":
            torch.cuda.empty_cache()
        self.short(self.at_once)


def freeze_statistics(model: nn.Module) -> None:
    """Keep every normalization's running mean and variance as they are."""
    for module in model.modules():
        if isinstance(module, nn.modules.batchnorm._BatchNorm):
            module.eval()

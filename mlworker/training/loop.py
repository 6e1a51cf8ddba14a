"""Fits a network: epochs, early stop, a way back, the same curve for the same seed.

One loop for every network and every way to teach it.
"""

import time
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from torch import Tensor, nn

from mlworker import device
from mlworker.training import keeping
from mlworker.training.batches import NO_ROWS, Order, Rows
from mlworker.training.checkpoints import Place
from mlworker.training.clips import Flags
from mlworker.training.feeding import Busy, fed
from mlworker.training.learner import Learner
from mlworker.training.material import Floats, Material
from mlworker.training.objectives import Objective
from mlworker.training.regimes.registry import objective
from mlworker.training.search import worth
from mlworker.training.several import Group, together
from mlworker.zoo.confidence import loss as likelihood
from mlworker.zoo.looking import look
from mlworker.zoo.network import ClipNetwork

# Of a fit's curve about so many points are told: a page has no place for more, and the platform
# writes them all down again with each report.
POINTS = 300


@dataclass(frozen=True)
class Fitted:
    """A network and how it was fitted: `facts` for its card."""

    network: ClipNetwork
    facts: dict[str, Any]


def fit(
    material: Material,
    train: Flags,
    validation: Flags,
    place: Place,
    taught: Objective | None = None,
) -> Fitted:
    """A network fitted on the clips at `train`, at its best epoch on those at `validation`.

    Without validation clips it is the last epoch. A checkpoint of the same training is taken up, at
    its very step. `taught`: by which objective, if not the regime's. Refuses (`invalid`) to go on
    when the loss is no number, (`budget`) what does not fit into memory one clip at a time.
    """
    devices = [device.choose()] if taught else device.every()
    words = train, validation, place
    with together(devices, _beside, material, *words) as group:
        return _Fit(material, *words, group, taught).run()


def logits(material: Material, model: nn.Module, rows: Rows) -> Floats:
    """The network's logits (rows, classes) on clips as they are."""
    return look(model, material.pictures, rows, int(material.options["batch"]))


def _beside(group: Group, material: Material, *words: Any) -> None:
    """What a device beside the first does."""
    device.seed(material.seed)
    train, validation, place = words
    _Fit(material, train, validation, place, group, None).run()


class _Fit:
    """Where a fit is, and all that is needed to go on from there."""

    def __init__(
        self,
        material: Material,
        train: Flags,
        validation: Flags,
        place: Place,
        group: Group,
        taught: Objective | None,
    ) -> None:
        self.m, self.place, self.group = material, place, group
        options = material.options
        self.train, self.validation = np.flatnonzero(train), np.flatnonzero(validation)
        teach = taught or objective(material, material.clips.targets[train])
        self.learner = Learner(material, teach, len(self.train), group, self._short)
        self.epochs, self.patience = int(options["epochs"]), int(options.get("patience", 6))
        pool = material.pool.beside(material.clips, ~train) if material.pool else NO_ROWS
        size = int(options["batch"]) * int(options.get("accumulate", 1))
        kinds = teach.pool_views
        self.order = Order(material, self.train, pool, size, kinds, group.rank, group.size)
        self.at, self.total, self.curve = 0, 0.0, list[dict[str, float]]()
        self.best_epoch, self.best_loss, self.best = -1, float("inf"), dict[str, Tensor]()
        # What each epoch is compared by among the trials of a search.
        self.worths = list[float]()
        self.done: dict[str, Any] | None = None
        self.rhythm = keeping.Rhythm(int(options.get("keep_steps", 0)))
        self.busy = Busy(group.where)

    def run(self) -> Fitted:
        """Train to the end, from the last checkpoint if there is one."""
        network = self.learner.network
        self._resume()
        if self.done is None:
            self.done = self._fitted()
            if self.best:
                network.load_state_dict(self.best)
            if self.group.first:
                # What is done needs no way back: later phases and attempts find the network alone.
                tensors = keeping.named("model", network.state_dict())
                self.place.save(
                    tensors, {"done": self.done, "curve": self.curve, "worths": self.worths}
                )
        return Fitted(network, self.done)

    def _fitted(self) -> dict[str, Any]:
        """All epochs that are left; how it went."""
        if self.m.options.get("compile"):
            self.learner.network.compile()
        epoch = self.at // self.order.steps
        while epoch < self.epochs and not self._stale(epoch):
            self._learn(epoch)
            self._judge(epoch)
            epoch += 1
        return {
            "epochs": epoch,
            "best_epoch": self.best_epoch,
            "precision": self.learner.precision.name,
            "devices": self.group.size,
            "at_once": self.learner.at_once,
        }

    def _learn(self, epoch: int) -> None:
        """The rest of an epoch."""
        self.learner.ready()
        steps = self.order.steps
        make = partial(self.order.step, epoch)
        for step in fed(make, self.at - epoch * steps, steps, self.group.where):
            with self.busy.working():
                lost = self.learner.step(step)
            self.at += 1
            self.total += lost * step.count
            message = f"Epoch {epoch + 1} of {self.epochs}"
            if (self.at - 1) % -(-self.epochs * steps // POINTS):
                self._say(message)
            else:
                self._draw(message, {"step": self.at, "loss": lost})
            if self.at % steps and self.rhythm.due(self.at):
                self._keep()

    def _say(self, message: str, **detail: Any) -> None:
        if self.group.first:
            total = self.epochs * self.order.steps
            self.m.progress(self.at, total, "steps", message, **detail)

    def _draw(self, message: str, *points: dict[str, float], **detail: Any) -> None:
        """Say how far it is, with points of the curve."""
        self.curve += points
        self._say(message, curve=list(points), **detail)

    def _short(self, at_once: int) -> None:
        self._say(f"Memory is short: {at_once} clips at once", at_once=at_once)

    def _judge(self, epoch: int) -> None:
        """Compare with the best epoch on validation, say so on the curve, and keep what is due."""
        point: dict[str, float] = {"step": self.at, "loss": self.total / max(len(self.train), 1)}
        self.total = 0.0
        if len(self.validation):
            point |= self._validated()
            if point["val_loss"] < self.best_loss:
                self.best_loss, self.best_epoch = point["val_loss"], epoch
                state = self.learner.network.state_dict()
                self.best = {name: one.clone() for name, one in state.items()}
        self._draw(f"Epoch {epoch + 1} is done", point, busy=round(self.busy.share(), 3))
        if self.rhythm.due(self.at):
            self._keep()
        if len(self.validation):
            self._watched(epoch)

    def _watched(self, epoch: int) -> None:
        # Of several devices none may be left waiting for one that was broken off.
        if self.group.size == 1:
            self.m.watch(epoch, self.worths[epoch])

    def _validated(self) -> dict[str, float]:
        """The loss and accuracy on validation clips, as the first device finds them."""
        numbers = [0.0, 0.0]
        if self.group.first:
            network, at_once = self.learner.network, self.learner.at_once
            said = look(network, self.m.pictures, self.validation, at_once)
            truth = self.m.clips.targets[self.validation]
            lost = likelihood(said, truth, single=self.m.single).mean()
            self.worths.append(worth(said, truth, single=self.m.single))
            right = said.argmax(axis=1) == truth.argmax(axis=1)
            numbers = [float(lost), float(right.mean())]
        lost, accuracy = self.group.told(numbers)
        return {"val_loss": lost} | ({"metric": accuracy} if self.m.single else {})

    def _stale(self, epoch: int) -> bool:
        return self.best_epoch >= 0 and epoch - self.best_epoch > self.patience

    def _keep(self) -> None:
        """Write down all that the rest depends on."""
        if not self.group.first:
            return
        begun = time.monotonic()
        tensors = self.learner.tensors() | keeping.named("best", self.best)
        state = {
            **self.learner.state(),
            "at": self.at,
            "total": self.total,
            "best_epoch": self.best_epoch,
            "best_loss": self.best_loss if self.best else None,
            "curve": self.curve,
            "worths": self.worths,
        }
        self.place.save(tensors, state)
        self.rhythm.kept(begun)
        self._say(f"Kept at step {self.at}", kept=True)

    def _resume(self) -> None:
        """Go on where an attempt before was, if one was. What it had told went with it."""
        found = self.place.load()
        if found is None:
            return
        state, kinds = found.state, keeping.unpacked(found, self.group.where)
        self.done = state.get("done")
        if self.done is not None:
            self.learner.network.load_state_dict(kinds["model"])
            self.at = self.epochs * self.order.steps
        else:
            self.learner.take_up(state, kinds)
            self.at, self.total = int(state["at"]), float(state["total"])
            self.best, self.best_epoch = kinds["best"], int(state["best_epoch"])
            lost = state["best_loss"]
            self.best_loss = float("inf") if lost is None else float(lost)
        told = state.get("curve", [])
        self._draw("Going on", *told)
        self.worths = [float(one) for one in state.get("worths", ())]
        for epoch in range(len(self.worths)):
            self._watched(epoch)

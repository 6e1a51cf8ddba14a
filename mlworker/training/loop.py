"""Fits a network: epochs, early stop, a checkpoint each, the same curve for the same seed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from annotator.learning.zoo.entry import Entry
from annotator.refusal import Code, Refusal
from mlworker import device
from mlworker.child import Progress
from mlworker.training.augment import augmented, chain
from mlworker.training.checkpoints import Place
from mlworker.training.clips import Clips, Flags
from mlworker.zoo import registry
from mlworker.zoo.confidence import loss as likelihood
from mlworker.zoo.looking import look, unit
from mlworker.zoo.network import ClipNetwork, shaped

PATIENCE = 6
SMOOTHING = 0.1
# Of a fit's curve about so many points are told: a page has no place for more, and the platform
# writes them all down again with each report.
POINTS = 300
# Below this many clips the statistics of a pretrained network are better than one's own.
ENOUGH_FOR_STATISTICS = 1000

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Material:
    """What one fit works on.

    `pictures` (clips, frames, size, size, channels) uint8, one row a clip, as seen in tests;
    `views` (clips, views x frames, …) the same in as many ways as training sees them, if more.
    """

    entry: Entry
    options: dict[str, Any]
    clips: Clips
    pictures: npt.NDArray[np.uint8]
    single: bool
    seed: int
    progress: Progress
    views: npt.NDArray[np.uint8] | None = None

    def view(self, row: int, rng: np.random.Generator) -> npt.NDArray[np.uint8]:
        """One of the ways in which a clip's frames were taken, by chance."""
        ways = self.pictures[row] if self.views is None else self.views[row]
        frames = self.pictures.shape[1]
        first = frames * int(rng.integers(len(ways) // frames))
        seen: npt.NDArray[np.uint8] = ways[first : first + frames]
        return seen


def fit(material: Material, train: Flags, validation: Flags, place: Place) -> ClipNetwork:
    """A network fitted on the clips at `train`, at its best epoch on those at `validation`.

    Without validation clips it is the last epoch. A checkpoint of the same training is taken up.
    Refuses (`invalid`) to go on when the loss is no number.
    """
    return _Fit(material, train, validation, place).run()


def logits(material: Material, model: nn.Module, rows: npt.NDArray[np.int64]) -> Floats:
    """The network's logits (rows, classes) on clips as they are."""
    return look(model, material.pictures, rows, int(material.options["batch"]))


class _Fit:
    def __init__(self, material: Material, train: Flags, validation: Flags, place: Place) -> None:
        self.m, self.place = material, place
        self.train, self.validation = np.flatnonzero(train), np.flatnonzero(validation)
        self.where = device.choose()
        classes = material.clips.targets.shape[1]
        shape = shaped(material.options, classes)
        self.model = registry.build(material.entry, shape, seed=material.seed).to(self.where)
        self.optimizer = self._optimizer()
        self.batch, self.epochs = int(material.options["batch"]), int(material.options["epochs"])
        self.steps = max(1, -(-len(self.train) // self.batch))
        self.augment = chain(int(material.options["size"]), material.options)
        self.epoch, self.best_epoch, self.best_loss = 0, -1, float("inf")
        self.best: dict[str, Tensor] = {}
        self.curve: list[dict[str, float]] = []
        self.balance = _balance(material.clips.targets[train]).to(self.where)

    def run(self) -> ClipNetwork:
        """Train to the end, from the last checkpoint if there is one."""
        self._resume()
        while self.epoch < self.epochs and not self._stale():
            mean = self._learn()
            self._judge(mean)
            self.epoch += 1
            self._save()
        if self.best:
            self.model.load_state_dict(self.best)
        # What is done needs no way back: later phases and attempts find the network alone.
        tensors = self._tensors("model", self.model.state_dict())
        self.place.save(tensors, {"done": True, "curve": self.curve})
        return self.model

    def _optimizer(self) -> torch.optim.Optimizer:
        learned = [one for part in self.model.learned() for one in part.parameters()]
        own = {id(one) for one in learned}
        rest = [one for one in self.model.parameters() if id(one) not in own]
        rate = float(self.m.options["head_lr"])
        slow = rate * 0.1
        groups = [{"params": rest, "lr": rate}, {"params": learned, "lr": slow}]
        if self.m.options.get("optimizer", "adamw") == "sgd":
            return torch.optim.SGD(groups, momentum=0.9, weight_decay=1e-4)
        return torch.optim.AdamW(groups, weight_decay=0.01)

    def _learn(self) -> float:
        """One epoch; the mean loss."""
        self.model.train()
        if len(self.train) < ENOUGH_FOR_STATISTICS:
            for part in self.model.learned():
                freeze_statistics(part)
        order = np.random.default_rng([self.m.seed, self.epoch]).permutation(self.train)
        total = 0.0
        for step in range(self.steps):
            rows = order[step * self.batch : (step + 1) * self.batch]
            lost = self._step(rows, self.epoch * self.steps + step)
            total += lost * len(rows)
        return total / len(order)

    def _step(self, rows: npt.NDArray[np.int64], at: int) -> float:
        rng = np.random.default_rng([self.m.seed, at, 1])
        seen = np.stack([self.m.view(int(row), rng) for row in rows])
        clips = torch.from_numpy(seen).permute(0, 1, 4, 2, 3)
        seed = int(np.random.default_rng([self.m.seed, at]).integers(2**31))
        views = unit(augmented(clips, self.augment, seed).to(self.where))
        targets = torch.from_numpy(self.m.clips.targets[rows]).float().to(self.where)
        weights = torch.from_numpy(self.m.clips.weights[rows]).float().to(self.where)
        torch.manual_seed(seed)
        self.optimizer.zero_grad(set_to_none=True)
        lost = self._loss(self.model(views), targets, weights)
        value = float(lost.detach())
        if not np.isfinite(value):
            raise Refusal(
                Code.INVALID,
                f"The loss is no number any more at step {at + 1}: train again with a lower "
                "head_lr (learning rate)",
            )
        lost.backward()  # type: ignore[no-untyped-call]  # torch has no type for it
        self.optimizer.step()
        message = f"Epoch {self.epoch + 1} of {self.epochs}"
        if at % -(-self.epochs * self.steps // POINTS):
            self._say(at + 1, message)
        else:
            self._draw(at + 1, message, {"step": at + 1, "loss": value})
        return value

    def _say(self, done: int, message: str, **detail: Any) -> None:
        self.m.progress(done, self.epochs * self.steps, "steps", message, **detail)

    def _draw(self, done: int, message: str, *points: dict[str, float]) -> None:
        """Say how far it is, with points of the curve."""
        self.curve += points
        self._say(done, message, curve=list(points))

    def _loss(self, said: Tensor, targets: Tensor, weights: Tensor) -> Tensor:
        if self.m.single:
            each = nn.functional.cross_entropy(
                said,
                targets.argmax(dim=1),
                self.balance,
                reduction="none",
                label_smoothing=SMOOTHING,
            )
            return (each * weights).sum() / weights.sum()
        known = ~torch.isnan(targets)
        each = nn.functional.binary_cross_entropy_with_logits(
            said, targets.nan_to_num(), reduction="none"
        )
        return (each * known * weights[:, None]).sum() / known.sum().clamp(min=1)

    def _judge(self, mean: float) -> None:
        """Compare with the best epoch on validation, and say so on the curve."""
        point = {"step": (self.epoch + 1) * self.steps, "loss": mean}
        if len(self.validation):
            said = logits(self.m, self.model, self.validation)
            truth = self.m.clips.targets[self.validation]
            point["val_loss"] = float(likelihood(said, truth, single=self.m.single).mean())
            if self.m.single:
                point["metric"] = float((said.argmax(axis=1) == truth.argmax(axis=1)).mean())
            if point["val_loss"] < self.best_loss:
                self.best_loss, self.best_epoch = point["val_loss"], self.epoch
                self.best = {name: one.clone() for name, one in self.model.state_dict().items()}
        self._draw((self.epoch + 1) * self.steps, f"Epoch {self.epoch + 1} is done", point)

    def _stale(self) -> bool:
        return self.best_epoch >= 0 and self.epoch - self.best_epoch > PATIENCE

    def _save(self) -> None:
        tensors = self._tensors("model", self.model.state_dict())
        if self.best_epoch != self.epoch - 1:
            tensors |= self._tensors("best", self.best)
        for at, kept in self.optimizer.state_dict()["state"].items():
            tensors |= {f"optimizer.{at}.{name}": one for name, one in kept.items()}
        best_loss = self.best_loss if self.best else None
        state = {"epoch": self.epoch, "best_epoch": self.best_epoch, "best_loss": best_loss}
        self.place.save(tensors, {**state, "curve": self.curve})
        self._say(self.epoch * self.steps, f"Epoch {self.epoch} is done", kept=True)

    @staticmethod
    def _tensors(kind: str, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
        return {f"{kind}.{name}": one for name, one in tensors.items()}

    def _resume(self) -> None:
        found = self.place.load()
        if found is None:
            return
        kinds: dict[str, dict[str, Tensor]] = {"model": {}, "best": {}, "optimizer": {}}
        for name, one in found.tensors.items():
            kind, _, rest = name.partition(".")
            kinds[kind][rest] = one.to(self.where)
        self.model.load_state_dict(kinds["model"])
        done = bool(found.state.get("done"))
        self.epoch = self.epochs if done else int(found.state["epoch"])
        # What the attempt before had told went with it.
        self._draw(self.epoch * self.steps, "Going on", *found.state.get("curve", []))
        if not done:
            self._take_up(found.state, kinds)

    def _take_up(self, state: Mapping[str, Any], kinds: dict[str, dict[str, Tensor]]) -> None:
        kept: dict[int, dict[str, Tensor]] = {}
        for name, one in kinds["optimizer"].items():
            at, _, key = name.partition(".")
            kept.setdefault(int(at), {})[key] = one.cpu() if key == "step" else one
        self.optimizer.load_state_dict({**self.optimizer.state_dict(), "state": kept})
        self.best_epoch = int(state["best_epoch"])
        if self.best_epoch >= 0:
            self.best = kinds["best"] or {name: one.clone() for name, one in kinds["model"].items()}
        self.best_loss = float("inf") if state["best_loss"] is None else state["best_loss"]


def freeze_statistics(model: nn.Module) -> None:
    """Keep every normalization's running mean and variance as they are."""
    for module in model.modules():
        if isinstance(module, nn.modules.batchnorm._BatchNorm):
            module.eval()


def _balance(targets: Floats) -> Tensor:
    """Class weights N / (K · n); a class that is not there weighs nothing."""
    counts = np.nansum(targets, axis=0)
    weights = np.where(counts > 0, len(targets) / (len(counts) * np.maximum(counts, 1)), 0.0)
    return torch.tensor(weights, dtype=torch.float32)

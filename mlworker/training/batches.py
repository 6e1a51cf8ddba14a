"""Which clips a step sees, in which views, and what of it is on the device at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from mlworker.training.augment import NONE, mirrored, view
from mlworker.training.material import Floats, Material
from mlworker.zoo.looking import unit

Rows = npt.NDArray[np.int64]
NO_ROWS: Rows = np.zeros(0, np.int64)


@dataclass(frozen=True, slots=True)
class Batch:
    """Clips of one step that are on the device at once.

    `views` (n, channels, frames, height, width) of 0 to 1; `targets` (n, classes) 1, 0 or NaN;
    `weights` (n,); `taught` (n, classes), a teacher's logits, or (n, 0). `pool`: views of clips
    without labels by kind, shaped alike, and `pool_taught`. On all devices, `weight` is what the
    weights of all labeled clips of the step add up to, `total` the same, or of several labels how
    many are known, and `pool_total` how many clips without label it has. Losses of the parts of a
    step add up to that of the step, each divided by one of these: what is of a clip by `weight`,
    what is of a label by `total`. `clips`: how many labeled ones the step has on all devices.
    `places`: where in the step each clip is, those without labels last, and `drawn` the step's own
    seed; what chance does to a clip is by these, so that it is the same in any part.
    """

    views: Tensor
    targets: Tensor
    weights: Tensor
    taught: Tensor
    total: float = 1.0
    seed: int = 0
    pool: Mapping[str, Tensor] = field(default_factory=dict)
    pool_taught: Tensor = field(default_factory=lambda: torch.zeros(0, 0))
    pool_total: float = 0.0
    weight: float = 1.0
    clips: float = 0.0
    places: Sequence[int] = ()
    drawn: int = 0

    @property
    def share(self) -> float:
        """What part of its step's labeled clips it holds, by weight; all parts add up to 1."""
        return float(self.weights.sum()) / self.weight


@dataclass(frozen=True, slots=True)
class Step:
    """What one device sees of a step: as `Batch`, but pixels of 0 to 255 in the processor's memory,
    (n, frames, channels, height, width). `count`: labeled clips of the step on all devices, `most`
    on any of them.
    """

    at: int
    count: int
    most: int
    whole: Batch

    def pieces(self, at_once: int) -> int:
        """In how many parts the step is taken: in equally many on all devices, which wait for each
        other in each.
        """
        return -(-self.most // at_once)

    def parts(self, at_once: int, where: torch.device) -> Iterator[Batch]:
        """The step's clips on the device, at most so many labeled ones at once."""
        pieces = self.pieces(at_once)
        whole = _filled(self.whole, pieces)
        labeled = (whole.views, whole.targets, whole.weights, whole.taught)
        cut = [one.tensor_split(pieces) for one in labeled]
        pools = {kind: one.tensor_split(pieces) for kind, one in whole.pool.items()}
        taught = whole.pool_taught.tensor_split(pieces)
        few = len(next(iter(whole.pool.values()), ()))
        numbers = torch.arange(len(whole.targets)), len(whole.targets) + torch.arange(few)
        places = list(zip(*(one.tensor_split(pieces) for one in numbers), strict=True))

        def sent(part: Tensor) -> Tensor:
            return part.to(where, non_blocking=True)

        for at in range(pieces):
            yield Batch(
                unit(sent(cut[0][at])),
                sent(cut[1][at]),
                sent(cut[2][at]),
                sent(cut[3][at]),
                whole.total,
                whole.seed + at,
                {kind: unit(sent(parts[at])) for kind, parts in pools.items()},
                sent(taught[at]),
                whole.pool_total,
                whole.weight,
                whole.clips,
                torch.cat(places[at]).tolist(),
                whole.seed,
            )


def _filled(whole: Batch, pieces: int) -> Batch:
    """The batch with a clip at least for each of so many parts; those added count nothing."""
    more = pieces - len(whole.targets)
    if more <= 0:
        return whole
    views, targets, taught = (
        torch.cat([one, one[:1].expand(more, *one.shape[1:])])
        for one in (whole.views, whole.targets, whole.taught)
    )
    weights = torch.cat([whole.weights, whole.weights.new_zeros(more)])
    return replace(whole, views=views, targets=targets, taught=taught, weights=weights)


@dataclass(frozen=True)
class Order:
    """Which clips each step sees: by seed, epoch and step alone, so any step can be made again.

    `train`, `pool`: rows of the labeled clips and of the pool. A step is of `size` labeled clips.
    `kinds`: the views of each clip of the pool. `rank` of `ranks` devices takes its share.
    """

    material: Material
    train: Rows
    pool: Rows
    size: int
    kinds: Sequence[str] = ()
    rank: int = 0
    ranks: int = 1

    @property
    def steps(self) -> int:
        """How many steps an epoch has."""
        return max(1, -(-len(self.train) // self.size))

    def step(self, epoch: int, within: int) -> Step:
        """The views of a step."""
        m, at = self.material, epoch * self.steps + within
        rows = self._shuffled(epoch)[within * self.size : (within + 1) * self.size]
        unlabeled = self._drawn(at, len(rows))
        own, few = rows[self.rank :: self.ranks], unlabeled[self.rank :: self.ranks]
        # How often a clip was drawn before in this step: each time it is seen otherwise.
        again = [int((rows[:place] == row).sum()) for place, row in enumerate(rows)]
        weights = m.clips.weights[own]
        if not len(own):  # every device takes part in every step
            own, weights = rows[:1], np.zeros(1)
        weight = float(m.clips.weights[rows].sum())
        total = weight if m.single else float((~np.isnan(m.clips.targets[rows])).sum())
        views, targets, taught = self._views(own, at, again[self.rank :: self.ranks] or [0])
        pool, pool_taught = self._pool_views(few, at)
        batch = Batch(
            views,
            torch.from_numpy(targets).float(),
            torch.from_numpy(weights).float(),
            torch.from_numpy(taught).float(),
            total or 1.0,
            int(np.random.default_rng([m.seed, at]).integers(2**31)),
            pool,
            torch.from_numpy(pool_taught).float(),
            float(len(unlabeled)),
            weight or 1.0,
            float(len(rows)),
        )
        return Step(at, len(rows), -(-len(rows) // self.ranks), batch)

    def _shuffled(self, epoch: int) -> Rows:
        rng = np.random.default_rng([self.material.seed, epoch])
        if self.material.options.get("balance") != "sampling" or not self.material.single:
            return rng.permutation(self.train)
        labels = self.material.clips.targets[self.train].argmax(axis=1)
        chances = 1.0 / np.bincount(labels)[labels]
        return rng.choice(self.train, len(self.train), p=chances / chances.sum())

    def _drawn(self, at: int, labeled: int) -> Rows:
        """The step's clips without labels."""
        if not self.kinds or not len(self.pool):
            return NO_ROWS
        rng = np.random.default_rng([self.material.seed, at, 1])
        count = labeled * int(self.material.options["pool_ratio"])
        return rng.choice(self.pool, count, replace=count > len(self.pool))

    def _views(self, rows: Rows, at: int, again: Sequence[int]) -> tuple[Tensor, Floats, Floats]:
        """The views of labeled clips, what is true of them, and what a teacher says."""
        m = self.material
        strength, trade = str(m.options.get("augment", NONE)), self._traded()
        views, targets, taught = [], m.clips.targets[rows], _taught(m.taught, rows)
        for place, (row, times) in enumerate(zip(rows, again, strict=True)):
            rng = np.random.default_rng([m.seed, at, 2, int(row), *[times] * (times > 0)])
            seen = view(_clip(m.view(int(row), rng)), strength, m.options, rng)
            if _flips(m.options, rng):
                seen, targets[place] = mirrored(seen), targets[place, trade]
                taught[place] = taught[place, trade[: taught.shape[1]]]
            views.append(seen)
        return torch.stack(views), targets, taught

    def _pool_views(self, rows: Rows, at: int) -> tuple[dict[str, Tensor], Floats]:
        """All kinds of views of each clip, all or none mirrored, and what a teacher says of it."""
        m, trade = self.material, self._traded()
        if m.pool is None or not len(rows):
            return {}, np.zeros((0, 0))
        views: dict[str, list[Tensor]] = {kind: [] for kind in self.kinds}
        taught = _taught(m.pool.taught, rows)
        for place, row in enumerate(rows):
            rng = np.random.default_rng([m.seed, at, 3, place])
            flips = _flips(m.options, rng)
            for kind in self.kinds:
                seen = view(_clip(m.pool.pictures[row]), kind, m.options, rng)
                views[kind].append(mirrored(seen) if flips else seen)
            if flips:
                taught[place] = taught[place, trade[: taught.shape[1]]]
        return {kind: torch.stack(each) for kind, each in views.items()}, taught

    def _traded(self) -> list[int]:
        """For each class the one that a mirrored clip of it shows."""
        classes = self.material.classes
        trade = list(range(self.material.clips.targets.shape[1]))
        for left, right in self.material.options.get("swap", ()):
            one, other = classes.index(left), classes.index(right)
            trade[one], trade[other] = other, one
        return trade


def _taught(logits: Floats | None, rows: Rows) -> Floats:
    return np.zeros((len(rows), 0)) if logits is None else logits[rows]


def _clip(pictures: npt.NDArray[np.uint8]) -> Tensor:
    """A copy that torch may have, (frames, channels, height, width)."""
    return torch.from_numpy(np.array(pictures)).permute(0, 3, 1, 2).contiguous()


def _flips(options: Mapping[str, Any], rng: np.random.Generator) -> bool:
    """Whether a view is mirrored: only where no class minds, or those that do trade places."""
    return bool(options.get("flip") or options.get("swap")) and rng.random() < 0.5

"""Clips made of numbers, for tests of how networks learn: nothing is decoded."""

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from annotator.learning.options import chosen
from annotator.learning.regimes import regime
from annotator.learning.zoo.registry import entry
from mlworker.training.batches import NO_ROWS, Order
from mlworker.training.checkpoints import Place
from mlworker.training.clips import Clips
from mlworker.training.material import Material, Pool
from testkit.drawn import Told

SMALL = {"frames": 2, "size": 32, "epochs": 2, "batch": 4, "augment": "none"}
Pictures = npt.NDArray[np.uint8]


def pictures(labels: npt.NDArray[np.int64], seed: int, frames: int, size: int) -> Pictures:
    """Noise whose color is the class."""
    rng = np.random.default_rng(seed)
    noise = rng.integers(0, 120, (len(labels), frames, size, size, 3))
    for at, label in enumerate(labels):
        noise[at, ..., label % 3] += 120
    return noise.astype(np.uint8)


def material(
    count: int = 8,
    *,
    key: str = "frame_lite0",
    way: str = "fine-tune",
    classes: int = 2,
    pool: int = 0,
    single: bool = True,
    told: Told | None = None,
    seed: int = 3,
    **wanted: Any,
) -> Material:
    """So many clips of each class in turn, each of its own source, half of them of a part."""
    card, names = entry(key), tuple(range(1, classes + 1))
    options = chosen(card, regime(way), {**SMALL, **wanted}, names)
    labels = np.arange(count) % classes
    shape = int(options["frames"]), int(options["size"])
    clips = Clips(
        (),
        np.eye(classes)[labels],
        np.ones(count),
        np.array([f"s{at}" for at in range(count)]),
        np.where(np.arange(count) < count // 2, "train", "validation"),
    )
    beside = None
    if pool:
        hidden = np.arange(pool) % classes
        beside = Pool(pictures(hidden, 9, *shape), np.array([f"p{at}" for at in range(pool)]))
    return Material(
        card, options, clips, pictures(labels, 8, *shape), single, seed, told or Told(),
        regime=way, classes=names, pool=beside,
    )  # fmt: skip


def place(folder: Path, name: str = "model") -> Place:
    """Where a fit keeps its way back."""
    return Place(folder.as_uri(), "job", name, "lesson")


def every(lesson: Material) -> npt.NDArray[np.bool_]:
    """All of its clips."""
    return np.ones(len(lesson.clips.targets), np.bool_)


def order(lesson: Material, **more: Any) -> Order:
    """The steps of a lesson, eight clips each."""
    rows = np.flatnonzero(every(lesson))
    pool = np.arange(len(lesson.pool.pictures)) if lesson.pool else NO_ROWS
    return Order(lesson, rows, pool, 8, **more)

"""One training on several devices: a process each, the same steps, one set of gradients."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
import torch
import torch.distributed as dist
import torch.multiprocessing as processes
from torch import nn
from torch.nn.parallel import DistributedDataParallel

from mlworker.child import Limits, confine
from mlworker.clips.stacks import room
from mlworker.training.material import Material, nobody
from mlworker.zoo.torchvision_ops import DECLARED  # noqa: F401 - timm imports torchvision

from timm.layers.norm_act import convert_sync_batchnorm  # isort: skip - only after the line above

Module = TypeVar("Module", bound=nn.Module)
# One device may judge while the others wait.
PATIENCE = timedelta(hours=2)


def summed(numbers: torch.Tensor) -> torch.Tensor:
    """Numbers as the sums over all devices that train together, in their place."""
    if dist.is_initialized():
        dist.all_reduce(numbers)
    return numbers


@dataclass(frozen=True)
class Group:
    """A device among those that train together. The first one speaks and keeps the way back."""

    where: torch.device
    rank: int = 0
    size: int = 1

    @property
    def first(self) -> bool:
        """Whether it speaks for all."""
        return self.rank == 0

    def synced(self, module: Module) -> Module:
        """The module, whose norms see what all devices see: statistics of few clips a device would
        be worse. To be done before any of its layers is held by itself.
        """
        if self.size > 1 and self.where.type == "cuda":
            # That of torch forgets what timm's norms do after they normalized.
            convert_sync_batchnorm(module)  # type: ignore[no-untyped-call]  # timm has no type for it
        return module

    def joined(self, lesson: nn.Module) -> nn.Module:
        """The lesson with gradients that are the mean over all devices."""
        if self.size == 1:
            return lesson
        devices = [self.where.index] if self.where.type == "cuda" else None
        return DistributedDataParallel(
            lesson, devices, forward_sync_buffers=False, find_unused_parameters=True
        )

    def apart(self, lesson: nn.Module, *, wanted: bool) -> AbstractContextManager[None]:
        """Where `wanted`, gradients within this are not yet shared."""
        if wanted and isinstance(lesson, DistributedDataParallel):
            return lesson.no_sync()
        return nullcontext()

    def total(self, number: torch.Tensor) -> float:
        """The sum of a number over all devices."""
        return float(summed(number.clone()))

    def told(self, numbers: list[float]) -> list[float]:
        """The first device's numbers, on all of them."""
        if self.size == 1:
            return numbers
        shared = torch.tensor(numbers, dtype=torch.float64, device=self.where)
        dist.broadcast(shared, 0)
        return [float(one) for one in shared]


Work = Callable[..., Any]


@contextmanager
def together(
    devices: list[torch.device], work: Work, material: Material, *words: Any
) -> Iterator[Group]:
    """A group with all the devices: this process is the first, the others do
    `work(group, material, *words)` beside it, and must take the same steps.
    """
    if len(devices) == 1:
        yield Group(devices[0])
        return
    others = []
    with tempfile.TemporaryDirectory() as folder, _shared(material, Path(folder)) as packed:
        meeting = f"file://{folder}/meeting"
        context = processes.get_context("spawn")
        for rank in range(1, len(devices)):
            order = (devices, rank, meeting, os.getpid(), work, packed, words)
            others.append(context.Process(target=_help, args=order, daemon=True))
            others[-1].start()
        try:
            with _met(devices, 0, meeting) as group:
                yield group
        finally:
            for one in others:
                one.join(timeout=5)
                if one.is_alive():
                    one.kill()


def _help(
    devices: list[torch.device], rank: int, meeting: str, parent: int, work: Work,
    packed: Any, words: tuple[Any, ...],
) -> None:  # fmt: skip
    """What each process beside the first does, to its end."""
    confine(Limits(), parent)
    with _met(devices, rank, meeting) as group:
        work(group, _unpacked(packed), *words)


@contextmanager
def _met(devices: list[torch.device], rank: int, meeting: str) -> Iterator[Group]:
    where = devices[rank]
    if where.type == "cuda":
        torch.cuda.set_device(where)
    # All are on this machine: nothing is to be looked up in a network.
    os.environ.setdefault("GLOO_SOCKET_IFNAME", "lo")
    dist.init_process_group(
        "nccl" if where.type == "cuda" else "gloo",
        init_method=meeting, rank=rank, world_size=len(devices), timeout=PATIENCE,
    )  # fmt: skip
    try:
        yield Group(where, rank, len(devices))
    finally:
        dist.destroy_process_group()


def silent(*words: Any, **detail: Any) -> None:
    """What a process beside the first has to say."""


@contextmanager
def _shared(material: Material, folder: Path) -> Iterator[tuple[Any, ...]]:
    """The material as another process takes it: pictures stay in their files."""
    pool, nothing = material.pool, np.zeros(0, np.uint8)
    plain = replace(
        material, progress=silent, watch=nobody, pictures=nothing, views=None, pool=None
    )
    # Of several views the pictures are the first: one file holds both.
    views = material.pictures if material.views is None else material.views
    beside = None
    if pool is not None:
        beside = _filed(pool.pictures, folder / "pool"), replace(pool, pictures=nothing)
    yield plain, _filed(views, folder / "clips"), material.pictures.shape[1], beside


def _filed(pictures: np.ndarray[Any, Any], path: Path) -> tuple[str, tuple[int, ...]]:
    """The file and shape of pictures, written where they are in none yet."""
    if not isinstance(pictures, np.memmap) or pictures.filename is None:
        kept = room(path, pictures.shape)
        kept[:] = pictures
        pictures = kept
    assert isinstance(pictures, np.memmap)
    pictures.flush()
    return str(pictures.filename), pictures.shape


def _unpacked(packed: tuple[Any, ...]) -> Material:
    material, (path, shape), frames, beside = packed
    views = np.memmap(path, np.uint8, "r", shape=shape)
    pool = None
    if beside is not None:
        (path, shape), pool = beside
        pool = replace(pool, pictures=np.memmap(path, np.uint8, "r", shape=shape))
    made: Material = replace(material, pictures=views[:, :frames], views=views, pool=pool)
    return made

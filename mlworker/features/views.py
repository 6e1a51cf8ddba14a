"""Sums over time of what is seen of a clip's frames: whole, and step by step."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from mlworker.features.flow import SIZE as FLOW
from mlworker.features.flow import summary
from mlworker.features.pieces import SIZE as PIECES
from mlworker.features.pieces import summary as kinds
from mlworker.zoo import lite0

Floats = npt.NDArray[np.float32]

STATIC = 1280
STAGES = (1, 2, 4, 6)
CHANNELS = (24, 40, 112, 320)
ACTIVITY = 2 * sum(CHANNELS)
# What the first two stages see, over all places: colors and textures, which are gone at the end
# (Head2Toe: Evci et al., ICML 2022).
TONED = 2
TONES = sum(CHANNELS[:TONED])
# A clip in so many equal parts, for heads that read what comes before what.
STEPS = 8
STEP = STATIC + FLOW
# Speed must mean the same in each clip, so frames are taken by time and not by count.
PER_SECOND = 8
# As many pixels as a picture of 224 x 224 has, shaped like the video: squeezing bends movement.
PIXELS = 224 * 224
STRIDE = 32
BATCH = 16


def shape(width: int, height: int) -> tuple[int, int]:
    """The width and height at which the network sees a video of this size."""
    ratio = width / height
    down = max(1, round((PIXELS / ratio) ** 0.5 / STRIDE))
    across = max(1, round(PIXELS / (down * STRIDE) / STRIDE))
    return across * STRIDE, down * STRIDE


class Looks(Protocol):
    """What looks at single frames: `static`, `activity` and `tones` are how many numbers it says of
    what is there, of what changes, and of colors and textures.
    """

    static: int
    activity: int
    tones: int

    def see(self, frames: npt.NDArray[np.uint8]) -> tuple[Tensor, list[Tensor]]:
        """Of frames (n, height, width, 3) vectors (n, static) and maps (n, channels, …), which
        have activity / 2 channels in all.
        """
        ...


class Network:
    """Frozen Lite0 on a device: frames in, one vector and four activation maps a frame out."""

    static = STATIC
    activity = ACTIVITY
    tones = TONES

    def __init__(self, device: torch.device) -> None:
        self.device = device
        model = lite0.fold(lite0.build(0).eval()).to(device)
        self.model = model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # torch's stub lacks it

    @torch.inference_mode()
    def see(self, frames: npt.NDArray[np.uint8]) -> tuple[Tensor, list[Tensor]]:
        """Of frames (n, height, width, 3) vectors (n, 1280) and by stage maps (n, channels, …)."""
        pixels = torch.from_numpy(frames).to(self.device).permute(0, 3, 1, 2)
        return looked_through(self.model, pixels.float() / 127.5 - 1.0)


def looked_through(model: nn.Module, pixels: Tensor) -> tuple[Tensor, list[Tensor]]:
    """What Lite0 with its normalizations folded in says of pictures (n, 3, height, width) of -1 to
    1: vectors (n, 1280), and by stage maps (n, channels, …).
    """
    last, stages = mapped(model, pixels)
    return last.mean(dim=(2, 3)), stages


def mapped(model: nn.Module, pixels: Tensor) -> tuple[Tensor, list[Tensor]]:
    """As `looked_through`, before the last map (n, 1280, …) is averaged into a vector."""
    maps = model.get_submodule("bn1")(model.get_submodule("conv_stem")(pixels))
    stages = []
    for at, block in enumerate(model.get_submodule("blocks").children()):
        maps = block(maps)
        if at in STAGES:
            stages.append(maps)
    return model.get_submodule("bn2")(model.get_submodule("conv_head")(maps)), stages


def toned(stages: Sequence[Tensor]) -> Tensor:
    """Of maps (n, channels, height, width) by stage the tones of each picture, (n, tones)."""
    return torch.cat([one.mean(dim=(2, 3)) for one in stages[:TONED]], dim=1)


@dataclass
class Sums:
    """What has been seen of one clip so far; once closed, its vectors.

    `static` (1280 of Lite0,) is the mean over frames. `activity` (992,) is, of each channel's mean
    change over time, the mean over the picture and its largest place: the second finds a small
    moving thing in a large picture. `flow` (36,) sums the movement up, `pieces` (1536,) that of
    small pieces. `tones` (64 of Lite0,) is the mean over frames and places of the first maps.
    `steps` (8, 1316) is, of each of eight equal parts of the clip, the mean over its frames and its
    movement; a part in which nothing was looked at is as the one before.
    """

    start: int
    end: int
    looks: type[Looks] | Looks = Network
    frames: int = 0
    pairs: int = 0
    static: Tensor | None = None
    activity: Tensor | None = None
    tones: Tensor | None = None
    change: list[Tensor] = field(default_factory=list)
    pieces: Floats = field(default_factory=lambda: np.zeros(PIECES, np.float32))
    cells: list[Floats] = field(default_factory=list)
    moves: list[list[Floats]] = field(default_factory=lambda: [[] for _ in range(STEPS)])
    parts: dict[int, tuple[Tensor, int]] = field(default_factory=dict)
    flow: Floats = field(default_factory=lambda: np.zeros(FLOW, np.float32))
    steps: Floats = field(default_factory=lambda: np.zeros((STEPS, STEP), np.float32))

    def add_frame(self, index: int, vector: Tensor, tones: Tensor) -> None:
        """Count a frame's vector and its tones in."""
        self.static = vector.clone() if self.static is None else self.static + vector
        self.tones = tones.clone() if self.tones is None else self.tones + tones
        self.frames += 1
        total, count = self.parts.get(self._part(index), (torch.zeros_like(vector), 0))
        self.parts[self._part(index)] = total + vector, count + 1

    def add_flow(self, index: int, row: Floats, cells: Floats) -> None:
        """Count in how the picture moved after a frame: the pair's twelve numbers, and by cell."""
        self.moves[self._part(index)].append(row)
        self.cells.append(cells)

    def add_change(self, maps: list[Tensor]) -> None:
        """Count in how much each map changed from a frame to the next."""
        if self.change:
            for sums, one in zip(self.change, maps, strict=True):
                sums.add_(one)
        else:
            self.change = [one.clone() for one in maps]
        self.pairs += 1

    def close(self, pairs_per_second: float) -> None:
        """Turn the sums into vectors and let the maps go; nothing may be added afterwards."""
        if self.activity is not None:
            return
        static = (
            torch.zeros(self.looks.static) if self.static is None else self.static / self.frames
        )
        activity = torch.zeros(self.looks.activity)
        if self.change:
            means = [one / self.pairs for one in self.change]
            parts = [one.mean(dim=(1, 2)) for one in means] + [
                one.amax(dim=(1, 2)) for one in means
            ]
            activity = torch.cat(parts).log1p()
        tones = torch.zeros(self.looks.tones) if self.tones is None else self.tones / self.frames
        self.static, self.activity, self.tones = static.cpu(), activity.cpu(), tones.cpu()
        self.flow = summary([row for rows in self.moves for row in rows])
        self.steps = self._stepwise()
        self.pieces = kinds(self.cells, pairs_per_second)
        self.change, self.moves, self.parts, self.cells = [], [], {}, []

    def _part(self, index: int) -> int:
        return (index - self.start) * STEPS // (self.end - self.start)

    def _stepwise(self) -> Floats:
        numbers = self.looks.static
        steps = np.zeros((STEPS, numbers + FLOW), np.float32)
        for at in range(STEPS):
            steps[at, numbers:] = summary(self.moves[at])
            before = [one for one in self.parts if one <= at] or [min(self.parts, default=-1)]
            if self.parts:
                total, count = self.parts[max(before)]
                steps[at, :numbers] = (total / count).cpu().numpy()
        return steps

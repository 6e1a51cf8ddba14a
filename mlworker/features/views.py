"""Sums over time of what the frozen network says of a clip's frames: static and activity."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from mlworker.zoo import lite0

Floats = npt.NDArray[np.float32]

STATIC = 1280
STAGES = (1, 2, 4, 6)
CHANNELS = (24, 40, 112, 320)
ACTIVITY = 2 * sum(CHANNELS)
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


class Network:
    """Frozen Lite0 on a device: frames in, one vector and four activation maps a frame out."""

    def __init__(self, device: torch.device) -> None:
        self.device = device
        model = lite0.fold(lite0.build(0).eval()).to(device)
        self._model = model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # torch's stub lacks it

    @torch.inference_mode()
    def see(self, frames: npt.NDArray[np.uint8]) -> tuple[Tensor, list[Tensor]]:
        """Of frames (n, height, width, 3) vectors (n, 1280) and by stage maps (n, channels, …)."""
        pixels = torch.from_numpy(frames).to(self.device).permute(0, 3, 1, 2)
        return looked_through(self._model, pixels.float() / 127.5 - 1.0)


def looked_through(model: nn.Module, pixels: Tensor) -> tuple[Tensor, list[Tensor]]:
    """What Lite0 with its normalizations folded in says of pictures (n, 3, height, width) of -1 to
    1: vectors (n, 1280), and by stage maps (n, channels, …).
    """
    maps = model.get_submodule("bn1")(model.get_submodule("conv_stem")(pixels))
    stages = []
    for at, block in enumerate(model.get_submodule("blocks").children()):
        maps = block(maps)
        if at in STAGES:
            stages.append(maps)
    maps = model.get_submodule("bn2")(model.get_submodule("conv_head")(maps))
    return maps.mean(dim=(2, 3)), stages


@dataclass
class Sums:
    """What has been seen of one clip so far; once closed, its vectors.

    `static` (1280,) is the mean over frames. `activity` (992,) is, of each channel's mean change
    over time, the mean over the picture and its largest place: the second finds a small moving
    thing in a large picture.
    """

    start: int
    end: int
    frames: int = 0
    pairs: int = 0
    static: Tensor | None = None
    activity: Tensor | None = None
    change: list[Tensor] = field(default_factory=list)
    flow: list[Floats] = field(default_factory=list)

    def add_frame(self, vector: Tensor) -> None:
        """Count a frame's vector in."""
        self.static = vector.clone() if self.static is None else self.static + vector
        self.frames += 1

    def add_change(self, maps: list[Tensor]) -> None:
        """Count in how much each map changed from a frame to the next."""
        if self.change:
            for sums, one in zip(self.change, maps, strict=True):
                sums.add_(one)
        else:
            self.change = [one.clone() for one in maps]
        self.pairs += 1

    def close(self) -> None:
        """Turn the sums into vectors and let the maps go; nothing may be added afterwards."""
        if self.activity is not None:
            return
        static = torch.zeros(STATIC) if self.static is None else self.static / self.frames
        activity = torch.zeros(ACTIVITY)
        if self.change:
            means = [one / self.pairs for one in self.change]
            parts = [one.mean(dim=(1, 2)) for one in means] + [
                one.amax(dim=(1, 2)) for one in means
            ]
            activity = torch.cat(parts).log1p()
        self.static, self.activity = static.cpu(), activity.cpu()
        self.change = []

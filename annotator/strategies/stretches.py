"""Long videos: not which of them, but which stretch of one is worth a person's time next."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from annotator.strategies.mix import BATCH, choose
from annotator.strategies.pool import Floats, Pool, Strategy
from annotator.strategies.uncertainty import MARGIN, most_doubtful

Frames = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Watched:
    """A video as a model went through it, window by window.

    `windows` (windows, 2): half-open ranges of frames, which may overlap; `probabilities`
    (windows, classes), calibrated; `source`: the recording it was cut from; `known` (ranges, 2):
    where people have said something, or nobody is to look.
    """

    windows: Frames
    probabilities: Floats
    source: str
    known: Frames


@dataclass(frozen=True, slots=True)
class Stretch:
    """[start, end) in frames of the video at `index`, and how useful it is to label it."""

    index: int
    start: int
    end: int
    score: float


def stretches(
    videos: Sequence[Watched],
    rng: np.random.Generator,
    *,
    count: int,
    single: bool = True,
    strategy: Strategy = MARGIN,
) -> tuple[Stretch, ...]:
    """At most `count` stretches, the most useful first; none overlaps another or what is known.

    A batch of ten has one stretch of a recording while those of others are near. `single`: one of
    the classes is on in a window, else any number of them. `strategy` is shown probabilities alone.
    """
    found = [
        one
        for index, video in enumerate(videos)
        for one in _of(index, video, rng, single=single, strategy=strategy)
    ]
    found.sort(key=lambda one: (-one.score, one.index, one.start))
    sources = [videos[one.index].source for one in found]
    best, taken = deque(range(len(found))), set[int]()
    places: list[int] = []
    while best and len(places) < count:
        places += choose(best, BATCH, taken, sources)
    return tuple(found[place] for place in places[:count])


def _of(
    index: int, video: Watched, rng: np.random.Generator, *, single: bool, strategy: Strategy
) -> list[Stretch]:
    """A video's windows, but for those that overlap what is known or a more useful one.

    Greedy, as detections are thinned: Neubeck & Van Gool, ICPR 2006.
    """
    said = video.probabilities if single else most_doubtful(video.probabilities)
    nothing = np.zeros((len(said), 0))
    scores = strategy.score(Pool(said, nothing, nothing, (video.source,) * len(said)), rng)
    occupied = [(int(start), int(end)) for start, end in video.known]
    kept: list[Stretch] = []
    for at in np.argsort(-scores, kind="stable"):
        start, end = (int(frame) for frame in video.windows[at])
        if all(end <= other or till <= start for other, till in occupied):
            occupied.append((start, end))
            kept.append(Stretch(index, start, end, float(scores[at])))
    return kept

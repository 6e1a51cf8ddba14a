"""The frames of an item's clips as one array: what a trained network sees."""

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import numpy as np
import numpy.typing as npt
from av.video.frame import VideoFrame

from mlworker.clips.reading import read, scaled
from mlworker.clips.sampling import chosen

Pictures = npt.NDArray[np.uint8]


def stack(
    path: Path,
    rate: Fraction,
    ranges: Sequence[tuple[int, int]],
    count: int,
    size: int,
    into: Pictures,
    stride: int = 0,
) -> None:
    """Fill `into` (clips, count, size, size, 3) with frames of each range: evenly spread ones, or
    with a stride every so many.

    Overlapping ranges share one pass; a range shorter than `count` repeats frames. Refuses
    (`invalid`) a proxy that cannot be read.
    """
    places: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for row, (start, end) in enumerate(ranges):
        for slot, offset in enumerate(chosen(end - start, count, stride)):
            places[start + int(offset)].append((row, slot))

    def show(frame: VideoFrame) -> Pictures:
        return scaled(frame, size, size)

    for index, picture in read(path, rate, sorted(places), show):
        for row, slot in places[index]:
            into[row, slot] = picture

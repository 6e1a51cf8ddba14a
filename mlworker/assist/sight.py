"""Pictures of a proxy as suggestions are made on them: smaller, and how much smaller."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
from av.video.frame import VideoFrame

from annotator.contracts.assist import View
from mlworker import blobs
from mlworker.clips.reading import read, scaled

LONGEST_PX = 640

Picture = npt.NDArray[np.uint8]


def size(view: View) -> tuple[int, int]:
    """The width and height that pictures are looked at in."""
    scale = share(view)
    return max(1, round(view.width * scale)), max(1, round(view.height * scale))


def share(view: View) -> float:
    """How long a pixel of the picture is there."""
    return min(1.0, LONGEST_PX / max(view.width, view.height))


def look(
    storage_url: str, view: View, frames: Sequence[int], form: str
) -> Iterator[tuple[int, Picture]]:
    """Each of these rising frames as it is looked at; `form` is gray or rgb24.

    Refuses (`invalid`) a proxy that cannot be read.
    """
    path = blobs.fetch(storage_url, view.proxy_key)
    rate = Fraction(view.rate_numerator, view.rate_denominator)

    def show(_: int, frame: VideoFrame) -> Picture:
        return scaled(frame, *size(view), form)

    yield from read(path, rate, frames, show)


def rounded(value: Any) -> Any:
    """JSON with its numbers to a hundredth of a pixel."""
    if isinstance(value, float):
        return round(value, 2)
    if isinstance(value, dict):
        return {name: rounded(one) for name, one in value.items()}
    return [rounded(one) for one in value] if isinstance(value, list | tuple) else value

"""Reads single frames of a proxy by their exact index, one at a time."""

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

import av
import numpy as np
import numpy.typing as npt
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from annotator.refusal import Code, Refusal

# A proxy has a sync frame at least this often: nearer frames are reached by decoding on.
GROUP = 15

Picture = TypeVar("Picture")


def scaled(
    frame: VideoFrame, width: int, height: int, form: str = "rgb24"
) -> npt.NDArray[np.uint8]:
    """The frame at another size, averaged over areas; uint8 (height, width[, 3])."""
    small = frame.reformat(width=width, height=height, format=form, interpolation="AREA")
    return np.ascontiguousarray(small.to_ndarray(), np.uint8)


def fitted(width: int, height: int, short: int) -> tuple[int, int]:
    """The width and height at which the shorter side is `short` and the shape stays."""
    scale = short / min(width, height)
    return round(width * scale), round(height * scale)


def read(
    path: Path, rate: Fraction, wanted: Sequence[int], show: Callable[[int, VideoFrame], Picture]
) -> Iterator[tuple[int, Picture]]:
    """What `show` makes of each wanted frame by its index. One frame is held at a time.

    `wanted` rises. A frame's index is its time times the proxy's constant rate. Refuses
    (`invalid`) a file that cannot be decoded or ends before the last wanted frame.
    """
    try:
        yield from _read(path, rate, wanted, show)
    except av.FFmpegError as problem:
        raise Refusal(Code.INVALID, f"The proxy of this video cannot be read: {problem}") from None


def _read(
    path: Path, rate: Fraction, wanted: Sequence[int], show: Callable[[int, VideoFrame], Picture]
) -> Iterator[tuple[int, Picture]]:
    with av.open(str(path)) as container:
        if not container.streams.video:
            raise Refusal(Code.INVALID, "The proxy of this video has no pictures")
        stream = container.streams.video[0]
        stream.thread_type = "AUTO"
        frames = container.decode(stream)
        at = -1
        for index in wanted:
            if index - at > 2 * GROUP:
                container.seek(_ticks(stream, rate, index), stream=stream)
                frames = container.decode(stream)
            for frame in frames:
                at = _index(stream, rate, frame)
                if at >= index:
                    break
            if at != index:
                raise Refusal(Code.INVALID, f"The proxy of this video has no frame {index}")
            yield index, show(index, frame)


def _ticks(stream: VideoStream, rate: Fraction, index: int) -> int:
    return (stream.start_time or 0) + int(index / rate / _tick(stream))


def _index(stream: VideoStream, rate: Fraction, frame: VideoFrame) -> int:
    if frame.pts is None:
        raise Refusal(Code.INVALID, "The proxy of this video has a frame without a time")
    return round((frame.pts - (stream.start_time or 0)) * _tick(stream) * rate)


def _tick(stream: VideoStream) -> Fraction:
    if stream.time_base is None:
        raise Refusal(Code.INVALID, "The proxy of this video has no time base")
    return stream.time_base

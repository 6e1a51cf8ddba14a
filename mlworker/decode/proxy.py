"""The video that the browser plays."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, BinaryIO

import av
from av.container import OutputContainer
from av.video.frame import PictureType, VideoFrame
from av.video.stream import VideoStream

LONGEST_PX = 1280
GROUP = 15
ENCODERS = min(4, max(2, os.cpu_count() or 2))
# A sync frame every GROUP frames exactly, none that refers forward: any frame is near to reach.
OPTIONS = {
    "crf": "23",
    "preset": "veryfast",
    "bf": "0",
    "x264-params": f"keyint={GROUP}:min-keyint={GROUP}:scenecut=0:open-gop=0",
}


@dataclass(slots=True)
class Proxy:
    """A proxy that is being written: constant rate, one picture after the other."""

    container: OutputContainer
    stream: VideoStream
    tick: Fraction
    frames: int = 0

    def add(self, frame: VideoFrame) -> None:
        """Write the next picture: yuv420p of the proxy's size."""
        frame.pts, frame.time_base = self.frames, self.tick
        frame.pict_type = PictureType.NONE  # one that was copied would force a sync frame
        self.container.mux(self.stream.encode(frame))
        self.frames += 1


@dataclass(frozen=True, slots=True)
class Moved:
    """A file that is read to be moved, said piece by piece."""

    file: BinaryIO
    said: Callable[[], None]

    def read(self, size: int) -> bytes:
        """Up to `size` bytes."""
        self.said()
        return self.file.read(size)

    def seek(self, offset: int, whence: int = 0) -> int:
        """Move to a position."""
        return self.file.seek(offset, whence)

    def tell(self) -> int:
        """The position."""
        return self.file.tell()

    def close(self) -> None:
        """Close it."""
        self.file.close()


def muxing(path: Path, said: Callable[[], None]) -> OutputContainer:
    """A new MP4 at `path` that plays before it is all there.

    At its end all of it is moved to make room for its index in front; `said` is called meanwhile.
    """

    def again(*_: object) -> Moved:
        return Moved(path.open("rb", buffering=0), said)

    options = {"movflags": "+faststart"}
    return av.open(str(path), "w", format="mp4", options=options, io_open=again)


@contextmanager
def writing(
    path: Path,
    width: int,
    height: int,
    rate: Fraction,
    said: Callable[[], None],
) -> Iterator[Proxy]:
    """A proxy of this size and rate at `path`, whole when the block ends; `said` as in `muxing`."""
    with muxing(path, said) as container:
        stream: Any = container.add_stream("libx264", rate=rate, options=OPTIONS)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.codec_context.time_base = 1 / rate
        stream.codec_context.thread_count = ENCODERS
        yield Proxy(container, stream, 1 / rate)
        container.mux(stream.encode(None))

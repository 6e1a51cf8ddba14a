"""Source frames by their numbers: sought by their times, or counted from the beginning."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, dropwhile, pairwise
from pathlib import Path

import av
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from mlworker.decode.film import ONE_CLOCK, Source, heard
from mlworker.decode.index import outline, tick_of
from mlworker.decode.limits import Budget
from mlworker.decode.untrusted import Losses, open_untrusted, pictures

# Containers land late where a sync frame is not where they think: then from further back.
BACK_SECONDS = (0, 1, 4)
# These may come into view little by little, from a frame on that containers take for a sync frame.
GRADUAL = ("h264", "hevc")


class Astray(Exception):
    """This way of reading the file does not give the frames that ingest found."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """Frames of the source with their numbers, rising; `pixel` as in `Film`."""

    frames: Iterator[tuple[int, VideoFrame]]
    pixel: Fraction | None


def can_be_sought(path: Path, times: Sequence[int], said: Callable[[], None]) -> bool:
    """Whether the frames of ingest's `times` are found by them: those that it repaired are not.

    With one clock a repaired time is a tick behind the one before, or no other frame claims it in
    the file. Only where such a pair is, and in other files, all packets are read, `said` for some.
    """
    with open_untrusted(path, Budget()) as (container, stream):
        steady = any(name in container.format.name for name in ONE_CLOCK)
        if steady and all(b - a > 1 for a, b in pairwise(times)):
            return True
        found = outline(container, stream, Budget(), lambda _: said())
        return found.clean and set(times) <= set(found.times)


@contextmanager
def sought(
    path: Path, times: Sequence[int], first: int, said: Callable[[], None], behind: int = 0
) -> Iterator[Numbered]:
    """The frames from the number `first` on, read from at least `behind` seconds before it.

    `times` are those of ingest, which `can_be_sought`; a frame at any other raises `Astray`. `said`
    is called for each frame that is decoded.
    """
    with open_untrusted(path, Budget()) as opened:
        frames = _from(*opened, times[first], said, behind)
        yield Numbered(_checked(frames, times, first), opened[1].sample_aspect_ratio)


@contextmanager
def counted(source: Source, said: Callable[[], None], *, careful: bool) -> Iterator[Numbered]:
    """All frames, by how many came before them: right where none is lost, or read carefully.

    Raises `Astray` where one is lost that `careful` reading would not lose. `said` as in `sought`.
    """
    losses = Losses()
    with source.film(Budget(), losses, careful=careful) as film:
        frames = _unharmed(heard(film.frames, said), losses, careful)
        yield Numbered(frames, film.pixel)


def _from(
    container: InputContainer,
    stream: VideoStream,
    time: int,
    said: Callable[[], None],
    behind: int,
) -> Iterator[VideoFrame]:
    for back in BACK_SECONDS:
        try:
            container.seek(time - round((behind + back) / tick_of(stream)), stream=stream)
        except av.FFmpegError:
            break
        frames = heard(pictures(container, stream, Budget(), Losses()), said)
        begun = _begun(frames, time, whole=stream.codec_context.name not in GRADUAL)
        if begun is None:
            continue
        yield from dropwhile(
            lambda frame: frame.pts is not None and frame.pts < time, chain([begun], frames)
        )
        return
    raise Astray


def _begun(frames: Iterator[VideoFrame], time: int, *, whole: bool) -> VideoFrame | None:
    """The first frame that is right, if that is not later than the time; `whole`: so is any."""
    for frame in frames:
        if frame.pts is None or frame.pts > time:
            return None
        if whole or frame.key_frame:
            return frame
    return None


def _checked(
    frames: Iterator[VideoFrame], times: Sequence[int], first: int
) -> Iterator[tuple[int, VideoFrame]]:
    for number, frame in enumerate(frames, first):
        if number >= len(times) or frame.pts != times[number]:
            raise Astray
        yield number, frame


def _unharmed(
    frames: Iterator[VideoFrame], losses: Losses, careful: bool
) -> Iterator[tuple[int, VideoFrame]]:
    for number, frame in enumerate(frames):
        if losses.packets and not careful:
            raise Astray
        yield number, frame

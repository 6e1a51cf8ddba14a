"""What a file is read as: frames in the order in which they are shown, wherever they come from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Protocol

from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from mlworker.decode.index import Outline, guess, outline
from mlworker.decode.limits import Budget
from mlworker.decode.sniff import missing_bytes
from mlworker.decode.timing import Timing
from mlworker.decode.untrusted import DECODERS, Losses, open_untrusted, pictures

# Containers that count from one beginning: who goes back in them is out of order.
ONE_CLOCK = ("mp4", "matroska", "avi")


@dataclass(frozen=True, slots=True)
class Film:
    """Frames that are being decoded. `pixel` is a pixel's width over its height, if it is said."""

    frames: Iterator[VideoFrame]
    pixel: Fraction | None


def heard(frames: Iterator[VideoFrame], said: Callable[[], None]) -> Iterator[VideoFrame]:
    """The same frames; `said` is called for each, for what is decoded in vain takes time, too."""
    for frame in frames:
        said()
        yield frame


@dataclass(frozen=True, slots=True)
class Looked:
    """What a file says of its frames, none of them decoded.

    `promised`: how many its index names, 0 where it has none. `sounding`: it has sound.
    `missing_bytes`: how much longer it should be by its own account. `restarts`: its clock may
    start again on the way, as that of recordings that were joined.
    """

    outline: Outline
    timing: Timing
    codec: str
    promised: int = 0
    sounding: bool = False
    missing_bytes: int = 0
    restarts: bool = True
    notes: tuple[str, ...] = ()


class Source(Protocol):
    """A file as frames."""

    @property
    def path(self) -> Path:
        """Where it lies."""
        ...

    def look(self, said: Callable[[], None]) -> Looked:
        """What it says of itself; `said` is called now and then."""
        ...

    def film(
        self, budget: Budget, losses: Losses, *, careful: bool = False
    ) -> AbstractContextManager[Film]:
        """Its frames, all that can be decoded; `losses` counts the others.

        Of a damaged file only a `careful` reading gives every frame that is not.
        """
        ...


@dataclass(frozen=True, slots=True)
class Footage:
    """A file of a container that holds video."""

    path: Path

    def look(self, said: Callable[[], None]) -> Looked:
        """Read through its packets. Refuses what `open_untrusted` refuses."""
        budget = Budget()
        with open_untrusted(self.path, budget) as (container, stream):
            found = outline(container, stream, budget, lambda _: said())
            return seen(self.path, container, stream, found)

    @contextmanager
    def film(self, budget: Budget, losses: Losses, *, careful: bool = False) -> Iterator[Film]:
        """Its frames."""
        threads = 1 if careful else DECODERS
        with open_untrusted(self.path, budget, threads) as (container, stream):
            yield Film(pictures(container, stream, budget, losses), stream.sample_aspect_ratio)


def seen(path: Path, container: InputContainer, stream: VideoStream, found: Outline) -> Looked:
    """What a video says of itself, its packets read."""
    form = container.format.name
    # Edit lists leave frames out: what is left is in the index, and no header says it.
    indexed = "mp4" in form and stream.frames > 0
    return Looked(
        found,
        guess(found, stream),
        stream.codec_context.name,
        len(stream.index_entries) if indexed else 0,
        bool(container.streams.audio),
        missing_bytes(path),
        restarts=not any(name in form for name in ONE_CLOCK),
    )

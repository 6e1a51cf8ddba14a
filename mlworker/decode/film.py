"""What a file is read as: frames in the order in which they are shown, wherever they come from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Protocol

from av.video.frame import VideoFrame

from mlworker.decode.index import Outline, guess, outline
from mlworker.decode.limits import Budget
from mlworker.decode.timing import Timing
from mlworker.decode.untrusted import Losses, open_untrusted, pictures


@dataclass(frozen=True, slots=True)
class Film:
    """Frames that are being decoded. `pixel` is a pixel's width over its height, if it is said."""

    frames: Iterator[VideoFrame]
    pixel: Fraction | None


@dataclass(frozen=True, slots=True)
class Looked:
    """What a file says of its frames, none of them decoded.

    `promised`: how many its index names, 0 where it has none. `sounding`: it has sound.
    """

    outline: Outline
    timing: Timing
    codec: str
    promised: int = 0
    sounding: bool = False
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

    def film(self, budget: Budget, losses: Losses) -> AbstractContextManager[Film]:
        """Its frames, all that can be decoded; `losses` counts the others."""
        ...


@dataclass(frozen=True, slots=True)
class Footage:
    """A file of a container that holds video."""

    path: Path

    def look(self, said: Callable[[], None]) -> Looked:
        """Read through its packets. Refuses what `open_untrusted` refuses."""
        with open_untrusted(self.path, Budget()) as (container, stream):
            found = outline(container, stream, Budget(), lambda _: said())
            promised = stream.frames if "mp4" in container.format.name else 0
            codec, sounding = stream.codec_context.name, bool(container.streams.audio)
            return Looked(found, guess(found, stream), codec, promised, sounding)

    @contextmanager
    def film(self, budget: Budget, losses: Losses) -> Iterator[Film]:
        """Its frames."""
        with open_untrusted(self.path, budget) as (container, stream):
            yield Film(pictures(container, stream, budget, losses), stream.sample_aspect_ratio)

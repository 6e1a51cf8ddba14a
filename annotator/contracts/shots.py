"""Work that finds where a video was cut, and the frame that stands for each shot."""

from dataclasses import dataclass

from annotator.contracts.message import Message, Work

# What a shot of which every frame is black has in place of a key frame.
NO_FRAME = -1


@dataclass(frozen=True, slots=True)
class Film:
    """The proxy of an item: `frames` frames at a constant rate."""

    proxy_key: str
    frames: int
    rate_numerator: int
    rate_denominator: int


@dataclass(frozen=True, slots=True)
class FindShots(Message):
    """Find the shots of these films."""

    storage_url: str
    films: tuple[Film, ...]


@dataclass(frozen=True, slots=True)
class Shots:
    """The shots of a film, in item frames.

    `boundaries`: the first frame of each shot but the first, rising. `keyframes`: one for each
    shot, or `NO_FRAME`. `quality`: how sharp and bright the film is, 0 to 1. A film that cannot be
    read has only `error`, which says why.
    """

    proxy_key: str
    boundaries: tuple[int, ...] = ()
    keyframes: tuple[int, ...] = ()
    quality: float = 0.0
    error: str = ""


@dataclass(frozen=True, slots=True)
class ShotsFound(Message):
    """The shots of each film, in the order asked."""

    films: tuple[Shots, ...]


# Beside the segments of long videos and not before uploads: looking for shots has time.
SHOTS = Work("mlworker.shots", "segments", FindShots, "cliploop.datasets.shots_found", ShotsFound)

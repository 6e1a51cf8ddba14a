"""The step that finds the shots of films."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path

import numpy as np
from av.video.frame import VideoFrame

from annotator.contracts.shots import Film, FindShots, Shots, ShotsFound
from annotator.refusal import Refusal
from mlworker import blobs
from mlworker.child import Progress
from mlworker.clips.reading import read
from mlworker.shots.looks import Look, look
from mlworker.shots.network import HEIGHT, WIDTH, Network, Pictures, windows
from mlworker.shots.shots import Seen, boundaries, keyframes, overall

WORDS = "Looking for shots"


def find(ask: FindShots, progress: Progress) -> ShotsFound:
    """Find the shots of each film; one that cannot be read says why and the rest goes on.

    Refuses (`invalid`, `not-found`) where none can be read.
    """
    total = sum(film.frames for film in ask.films)
    progress(0, total, "frames", WORDS)
    network, found, before = Network(), list[Shots](), 0
    refused: Refusal | None = None
    for film in ask.films:

        def seen(done: int, before: int = before) -> None:
            progress(before + done, total, "frames", WORDS)

        try:
            path = blobs.fetch(ask.storage_url, film.proxy_key)
            found.append(_shots(film, watch(path, film, network, seen)))
        except Refusal as refusal:
            refused = refusal
            found.append(Shots(film.proxy_key, error=refusal.title))
        before += film.frames
    if refused is not None and all(one.error for one in found):
        raise refused
    return ShotsFound(ask.job_id, ask.token, tuple(found))


def watch(path: Path, film: Film, network: Network, seen: Callable[[int], None]) -> Seen:
    """Read a film once, holding one window of small pictures and four numbers a frame.

    `seen` gets the number of frames seen so far. Refuses (`invalid`) what cannot be read.
    """
    ends, sharpness, brightness = (np.zeros(film.frames, np.float32) for _ in range(3))
    black = np.zeros(film.frames, np.bool_)

    def thumbnails() -> Iterator[Pictures]:
        rate = Fraction(film.rate_numerator, film.rate_denominator)

        def show(_: int, frame: VideoFrame) -> Look:
            return look(frame, WIDTH, HEIGHT)

        for index, shown in read(path, rate, range(film.frames), show):
            sharpness[index], brightness[index] = shown.sharpness, shown.brightness
            black[index] = shown.black
            yield shown.thumbnail

    done = 0
    for window in windows(thumbnails()):
        middle = network.see(window)[: film.frames - done]
        ends[done : done + len(middle)] = middle
        done += len(middle)
        seen(done)
    return Seen(ends, sharpness, brightness, black)


def _shots(film: Film, seen: Seen) -> Shots:
    cuts = boundaries(seen.ends)
    keys = keyframes(seen, cuts)
    return Shots(film.proxy_key, tuple(cuts), tuple(keys), overall(seen))

"""Makes parts of an item that was taken in, each with what the browser needs to show it."""

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import av
import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter
from av.video.stream import VideoStream

from annotator.contracts.media import CutVideo, Part, VideoCut
from annotator.refusal import Code, Refusal
from mlworker import blobs, places
from mlworker.child import Progress
from mlworker.decode.film import Footage, Source
from mlworker.decode.limits import Budget
from mlworker.decode.picture import Scaler, fit, pose
from mlworker.decode.proxy import LONGEST_PX, writing
from mlworker.decode.reel import reel
from mlworker.decode.sheet import Sheet
from mlworker.decode.untrusted import Losses, open_untrusted, pictures

# Sync frames may refer to what comes before them; what is that far behind one does not.
BACK_SECONDS = 2


class Astray(Exception):
    """This way of reading the file does not give the frames that ingest found."""


@dataclass(frozen=True, slots=True)
class Numbered:
    """Frames of the source with their numbers, rising; `pixel` as in `Film`."""

    frames: Iterator[tuple[int, VideoFrame]]
    pixel: Fraction | None


Opening = AbstractContextManager[Numbered]


@dataclass(frozen=True, slots=True)
class Whole:
    """The item that is cut: its source's times in ticks, and the source frame of each of its own.

    `seconds` are its frames' times from the source's first one.
    """

    times: list[int]
    shows: list[int]
    seconds: np.ndarray[Any, np.dtype[np.float64]]
    size: tuple[int, int]
    tick: Fraction
    rate: Fraction


@dataclass(frozen=True, slots=True)
class Made:
    """The files of a range [start, end) in a folder; of its sheet columns, rows, count and size."""

    chosen: tuple[int, int]
    folder: Path
    sheet: tuple[int, int, int, int, int]


def cut(ask: CutVideo, progress: Progress) -> VideoCut:
    """Decode what the ranges show, once, and store proxy, map and small pictures of each.

    From the first range's frame on, where seeking gives what ingest found there; else from the
    beginning. Refuses (`invalid`) ranges that overlap or leave the item, and a file that gives
    other frames than before.
    """
    source, whole = places.source(ask), _whole(ask)
    _check(ask.ranges, len(whole.shows))
    pictured = reel(source, whole.rate)
    ways = () if pictured else (partial(_sought, source, whole, ask.ranges[0][0]),)
    for way in (*ways, *_from_the_beginning(pictured or Footage(source), whole)):
        try:
            with way() as film:
                made = _parts(ask, whole, film, progress)
            places.source(ask)  # what was written to meanwhile would be neither one nor the other
            return VideoCut(ask.job_id, ask.token, tuple(_stored(ask, whole, made, progress)))
        except Astray:
            continue
    raise Refusal(Code.INVALID, "This file gives other frames than when it came in: it is damaged")


def _whole(ask: CutVideo) -> Whole:
    times = np.load(io.BytesIO(blobs.fetch(ask.storage_url, ask.pts_key).read_bytes()))
    with np.load(io.BytesIO(blobs.fetch(ask.storage_url, ask.map_key).read_bytes())) as arrays:
        shows, seconds = arrays["source"].tolist(), arrays["seconds"]
    tick = Fraction(ask.tick_numerator, ask.tick_denominator)
    rate = Fraction(ask.rate_numerator, ask.rate_denominator)
    return Whole(times.tolist(), shows, seconds, (ask.width, ask.height), tick, rate)


def _check(ranges: tuple[tuple[int, int], ...], frames: int) -> None:
    before = 0
    for start, end in ranges:
        if not before <= start < end <= frames:
            raise Refusal(Code.INVALID, f"[{start}, {end}) overlaps another part or is not in it")
        before = end


def _parts(ask: CutVideo, whole: Whole, found: Numbered, progress: Progress) -> list[Made]:
    parts: list[Made] = []
    done, total = 0, sum(end - start for start, end in ask.ranges)
    for (start, end), shown in groupby(_pictured(found, ask.ranges, whole), itemgetter(0)):
        folder, sheet = Path(f"part-{len(parts)}"), Sheet(end - start, whole.rate)
        folder.mkdir(exist_ok=True)  # another way may have begun in it
        proxy, first = folder / "proxy.mp4", next(shown)[1]
        with writing(proxy, first.width, first.height, whole.rate) as target:
            for frame in _again(first, (frame for _, frame in shown)):
                sheet.look(frame)
                target.add(frame)
                done += 1
                progress(done, total, "frames", "Cutting")
        parts.append(_written(whole, (start, end), sheet, folder))
    return parts


@contextmanager
def _sought(source: Path, whole: Whole, begin: int) -> Iterator[Numbered]:
    """The frames from the one that item frame `begin` shows, by their times."""
    with open_untrusted(source, Budget()) as (container, stream):
        frames = _behind(container, stream, whole, whole.shows[begin])
        yield Numbered(frames, stream.sample_aspect_ratio)


def _behind(
    container: InputContainer, stream: VideoStream, whole: Whole, first: int
) -> Iterator[tuple[int, VideoFrame]]:
    try:
        container.seek(whole.times[first] - round(BACK_SECONDS / whole.tick), stream=stream)
    except av.FFmpegError as error:
        raise Astray from error
    number = -1
    for frame in pictures(container, stream, Budget(), Losses()):
        if number < 0 and frame.pts is not None and frame.pts < whole.times[first]:
            continue
        number = first if number < 0 else number + 1
        if number >= len(whole.times) or frame.pts != whole.times[number]:
            raise Astray
        yield number, frame


def _from_the_beginning(source: Source, whole: Whole) -> Iterator[Callable[[], Opening]]:
    for careful in (False, True):
        yield partial(_counted, source, whole, careful)


@contextmanager
def _counted(source: Source, whole: Whole, careful: bool) -> Iterator[Numbered]:
    """All frames, by how many came before them: right where none is lost, or read carefully."""
    losses = Losses()
    with source.film(Budget(), losses, careful=careful) as film:
        yield Numbered(_unharmed(film.frames, losses, careful), film.pixel)


def _unharmed(
    frames: Iterator[VideoFrame], losses: Losses, careful: bool
) -> Iterator[tuple[int, VideoFrame]]:
    for number, frame in enumerate(frames):
        if losses.packets and not careful:
            raise Astray
        yield number, frame


def _pictured(
    found: Numbered, ranges: tuple[tuple[int, int], ...], whole: Whole
) -> Iterator[tuple[tuple[int, int], VideoFrame]]:
    """Each range with the pictures that it shows, at the proxy's size."""
    number, frame = _next(found)
    as_shown = pose(frame, found.pixel)
    scaler = Scaler(*fit(*whole.size, LONGEST_PX), as_shown, VideoReformatter())
    picture: VideoFrame | None = None
    for one in ranges:
        for wanted in whole.shows[one[0] : one[1]]:
            while number < wanted:
                number, frame = _next(found)
                picture = None
            picture = picture or scaler.yuv(frame)
            yield one, picture


def _next(found: Numbered) -> tuple[int, VideoFrame]:
    numbered = next(found.frames, None)
    if numbered is None:
        raise Astray
    return numbered


def _again(first: VideoFrame, rest: Iterator[VideoFrame]) -> Iterator[VideoFrame]:
    yield first
    yield from rest


def _written(whole: Whole, chosen: tuple[int, int], sheet: Sheet, folder: Path) -> Made:
    start, end = chosen
    source = np.array(whole.shows[start:end], np.int32)
    np.savez(folder / "map.npz", source=source, seconds=whole.seconds[start:end])
    sheet.save(folder / "sprite.webp", folder / "poster.webp")
    height, width = sheet.tiles[0].shape[:2]
    sizes = (sheet.columns, sheet.rows, len(sheet.tiles), width, height)
    return Made(chosen, folder, sizes)


def _stored(
    ask: CutVideo, whole: Whole, parts: Sequence[Made], progress: Progress
) -> Iterator[Part]:
    """Store all parts, at the end: no sweep may find what will not be named for hours."""
    total = sum(end - start for start, end in ask.ranges)
    for made in parts:
        progress(total, total, "frames", "Storing the parts")
        yield _part(ask, whole, made)


def _part(ask: CutVideo, whole: Whole, made: Made) -> Part:
    start, end = made.chosen
    names = {"map": "map.npz", "sprite": "sprite.webp", "poster": "poster.webp"}
    files = {name: made.folder / file for name, file in (names | {"proxy": "proxy.mp4"}).items()}
    keys = {name: blobs.put(ask.storage_url, path) for name, path in files.items()}
    ends = whole.seconds[end] if end < len(whole.seconds) else ask.end_seconds
    columns, rows, count, width, height = made.sheet
    return Part(
        range_start=ask.begins + start,
        range_end=ask.begins + end,
        frames=end - start,
        duration_seconds=float(ends - whole.seconds[start]),
        map_key=keys["map"],
        proxy_key=keys["proxy"],
        proxy_bytes=files["proxy"].stat().st_size,
        poster_key=keys["poster"],
        sprite_key=keys["sprite"],
        sprite_columns=columns,
        sprite_rows=rows,
        sprite_count=count,
        sprite_tile_width=width,
        sprite_tile_height=height,
    )

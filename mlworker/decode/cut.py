"""Makes parts of an item that was taken in, each with what the browser needs to show it."""

import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from itertools import chain, groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter

from annotator.contracts.media import CutVideo, Part, VideoCut
from annotator.refusal import Code, Refusal
from mlworker import blobs, places
from mlworker.child import Progress
from mlworker.decode.film import Footage
from mlworker.decode.hearing import Stretch
from mlworker.decode.picture import Scaler, fit, pose
from mlworker.decode.proxy import LONGEST_PX, writing
from mlworker.decode.reach import Astray, Numbered, can_be_sought, counted, sought
from mlworker.decode.reel import Reel, reel
from mlworker.decode.sheet import Sheet
from mlworker.decode.sound import Sound, keep

# Sync frames may refer to what comes before them; what is that far behind one does not.
BEHIND_SECONDS = 2


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


@dataclass(slots=True)
class Tally:
    """How much of what is wanted is done; said for each frame, also those that nobody wants."""

    progress: Progress
    total: int
    done: int = 0

    def say(self) -> None:
        """Say it."""
        self.progress(self.done, self.total, "frames", "Cutting")


@dataclass(frozen=True, slots=True)
class Made:
    """The files of a range [start, end) in a folder; of its sheet columns, rows, count and size."""

    chosen: tuple[int, int]
    folder: Path
    sheet: tuple[int, int, int, int, int]
    sound: Sound


def cut(ask: CutVideo, progress: Progress) -> VideoCut:
    """Decode what the ranges show, once, and store proxy, map and small pictures of each.

    From the first range's frame on, where seeking gives what ingest found there; else from the
    beginning. Refuses (`invalid`) ranges that overlap or leave the item, and a file that gives
    other frames than before.
    """
    source, whole = places.source(ask), _whole(ask)
    _check(ask.ranges, len(whole.shows))
    tally = Tally(progress, sum(end - start for start, end in ask.ranges))
    for way in _ways(source, whole, ask.ranges[0][0], tally.say):
        try:
            with way() as film:
                made = _parts(ask, whole, film, tally)
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


def _ways(
    source: Path, whole: Whole, begin: int, said: Callable[[], None]
) -> Iterator[Callable[[], AbstractContextManager[Numbered]]]:
    """How the file's frames may be reached from the one that item frame `begin` shows on."""
    pictured: Reel | None = reel(source, whole.rate)
    if pictured is None and can_be_sought(source, whole.times, said):
        first = whole.shows[begin]
        yield partial(sought, source, whole.times, first, said, BEHIND_SECONDS)
    for careful in (False, True):
        yield partial(counted, pictured or Footage(source), said, careful=careful)


def _parts(ask: CutVideo, whole: Whole, found: Numbered, tally: Tally) -> list[Made]:
    parts: list[Made] = []
    tally.done = 0
    for (start, end), shown in groupby(_pictured(found, ask.ranges, whole), itemgetter(0)):
        folder, sheet = Path(f"part-{len(parts)}"), Sheet(end - start, whole.rate)
        folder.mkdir(exist_ok=True)  # another way may have begun in it
        proxy, first = folder / "proxy.mp4", next(shown)[1]
        with writing(proxy, first.width, first.height, whole.rate, tally.say) as target:
            for frame in chain([first], (frame for _, frame in shown)):
                sheet.look(frame)
                target.add(frame)
                tally.done += 1
                tally.say()
        sound = _heard(ask, whole, (start, end), proxy, tally)
        parts.append(_written(whole, (start, end), sheet, folder, sound))
    return parts


def _heard(
    ask: CutVideo, whole: Whole, chosen: tuple[int, int], proxy: Path, tally: Tally
) -> Sound:
    """Put into a part's proxy what is heard of it in the item's, which is in step with it."""
    start, end = (frame / whole.rate for frame in chosen)
    if not ask.proxy_key or end - start <= 1 / whole.rate:  # one frame is a picture
        return Sound()
    from_whole = blobs.fetch(ask.storage_url, ask.proxy_key)
    wanted = Stretch(start, end - start, sought=True)
    return keep(from_whole, proxy, wanted, lambda *_, **__: tally.say())


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


def _written(
    whole: Whole, chosen: tuple[int, int], sheet: Sheet, folder: Path, sound: Sound
) -> Made:
    start, end = chosen
    source = np.array(whole.shows[start:end], np.int32)
    np.savez(folder / "map.npz", source=source, seconds=whole.seconds[start:end])
    sheet.save(folder / "sprite.webp", folder / "poster.webp")
    if sound.peaks:
        sound.peaks.save(folder / "waveform.bin")
    height, width = sheet.tiles[0].shape[:2]
    sizes = (sheet.columns, sheet.rows, len(sheet.tiles), width, height)
    return Made(chosen, folder, sizes, sound)


def _stored(
    ask: CutVideo, whole: Whole, parts: Sequence[Made], progress: Progress
) -> Iterator[Part]:
    """Store all parts, at the end: no sweep may find what will not be named for hours."""
    total = sum(end - start for start, end in ask.ranges)

    def tell() -> None:
        progress(total, total, "frames", "Storing the parts")

    for made in parts:
        yield _part(ask, whole, made, tell)


def _part(ask: CutVideo, whole: Whole, made: Made, said: Callable[[], None]) -> Part:
    start, end = made.chosen
    files = {path.stem: path for path in made.folder.iterdir()}
    keys = {name: blobs.put(ask.storage_url, path, said) for name, path in files.items()}
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
        notes=tuple(filter(None, [made.sound.note])),
        audio=made.sound.peaks is not None,
        waveform_key=keys.get("waveform", ""),
        waveform_rate=made.sound.peaks.rate if made.sound.peaks else 0,
    )

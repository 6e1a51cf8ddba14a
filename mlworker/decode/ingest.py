"""Takes a video in: the frames it really has, and what the browser needs to show them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Protocol

import numpy as np

from annotator.contracts.media import (
    FASTEST,
    SLOWEST,
    IngestVideo,
    VideoIngested,
    VideoPlanned,
)
from annotator.refusal import Code, Refusal
from mlworker import blobs, places
from mlworker.child import Progress
from mlworker.decode.film import Footage, Looked
from mlworker.decode.hearing import Stretch
from mlworker.decode.index import Outline
from mlworker.decode.limits import Budget
from mlworker.decode.planning import planned
from mlworker.decode.reel import is_reel, reel
from mlworker.decode.remarks import lost, remarks
from mlworker.decode.sound import (
    MOST_DRIFT_SECONDS,
    MOST_RESTARTS,
    RESTARTED,
    WAVERING,
    Sound,
    keep,
)
from mlworker.decode.timing import (
    Timing,
    frame_count,
    frame_map,
    measure,
    pace,
)
from mlworker.decode.transcode import Made, Pass, clock_for, transcode


class Asked(places.Sourced, Protocol):
    """An ask that ends with a video taken in."""

    @property
    def job_id(self) -> str: ...
    @property
    def token(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Taken:
    """A video that was taken in, its proxy still a local file."""

    made: Made
    timing: Timing
    codec: str
    sound: Sound
    lost: int = 0
    notes: tuple[str, ...] = ()


def begin(ask: IngestVideo, progress: Progress) -> VideoIngested | VideoPlanned:
    """Take a video in, or plan a long one. Refuses what `ingest` refuses."""
    rate, source = _rate(ask), places.source(ask)
    plan = None if is_reel(source) else planned(ask, source, rate, progress)
    return plan or ingest(ask, progress)


def ingest(ask: IngestVideo, progress: Progress) -> VideoIngested:
    """Decode everything, believing no header; store times, frame map, proxy and small pictures.

    Refuses what `open_untrusted` and `take` refuse.
    """
    rate = _rate(ask)
    source = places.source(ask)
    proxy = Path("proxy.mp4")
    return told(ask, take(source, rate, proxy, progress), proxy, progress)


def told(ask: Asked, taken: Taken, proxy: Path, progress: Progress) -> VideoIngested:
    """Store all that was made of a video, and say so."""
    read_key = _read_key(ask, progress)
    files = {"proxy": proxy, **_written(taken)}

    def tell() -> None:
        progress(message="Storing what was made")

    keys = {name: blobs.put(ask.storage_url, path, tell) for name, path in files.items()}
    return replace(_reply(ask, taken, keys, proxy.stat().st_size), source_key=read_key)


def _read_key(ask: Asked, progress: Progress) -> str:
    """The sha256 of a file that is read in place, which nobody else has read yet."""
    if not ask.source_url:
        return ""
    key = places.key_of(places.source(ask), lambda: progress(message="Reading the file"))
    places.source(ask)  # what was written to while it was read would be neither one nor the other
    return key


def _written(taken: Taken) -> dict[str, Path]:
    """The files of times, map, small pictures and loudness by what they are."""
    made, timing = taken.made, taken.timing
    names = {"pts": "times.npy", "map": "map.npz", "sprite": "sprite.webp", "poster": "poster.webp"}
    files = {name: Path(file) for name, file in names.items()}
    np.save(files["pts"], np.array(made.found.times, np.int64))
    shows = np.array(made.found.shows, np.int32)
    np.savez(files["map"], source=shows, seconds=_seconds(made, timing))
    made.sheet.save(files["sprite"], files["poster"])
    if taken.sound.peaks:
        files["waveform"] = Path("waveform.bin")
        taken.sound.peaks.save(files["waveform"])
    return files


def _reply(ask: Asked, taken: Taken, keys: Mapping[str, str], proxy_bytes: int) -> VideoIngested:
    made, timing = taken.made, taken.timing
    tile_height, tile_width = made.sheet.tiles[0].shape[:2]
    return VideoIngested(
        ask.job_id,
        ask.token,
        frames=len(made.found.shows),
        width=made.found.size[0],
        height=made.found.size[1],
        rate_numerator=made.rate.numerator,
        rate_denominator=made.rate.denominator,
        duration_seconds=float(timing.end(made.found.times[-1])),
        source_frames=len(made.found.times),
        variable_rate=timing.variable,
        codec=taken.codec,
        tick_numerator=timing.tick.numerator,
        tick_denominator=timing.tick.denominator,
        pts_key=keys["pts"],
        map_key=keys["map"],
        proxy_key=keys["proxy"],
        proxy_bytes=proxy_bytes,
        poster_key=keys["poster"],
        sprite_key=keys["sprite"],
        sprite_columns=made.sheet.columns,
        sprite_rows=made.sheet.rows,
        sprite_count=len(made.sheet.tiles),
        sprite_tile_width=tile_width,
        sprite_tile_height=tile_height,
        notes=taken.notes,
        audio=taken.sound.peaks is not None,
        waveform_key=keys.get("waveform", ""),
        waveform_rate=taken.sound.peaks.rate if taken.sound.peaks else 0,
        lost=taken.lost,
    )


def take(source: Path, rate: Fraction | None, target: Path, progress: Progress) -> Taken:
    """Write the proxy of a file at a rate (none: native), in one pass where its packets are right.

    What the packets say of times is only a guess. Where the decoded frames say otherwise and the
    item would show others for it, the pass is done again with the times known; and carefully where
    frames are damaged.
    """
    progress(message="Opening the file")
    opened = reel(source, rate) or Footage(source)
    seen = opened.look(lambda: progress(message="Reading the file"))
    timing, careful = seen.timing, False
    for _ in range(3):
        budget = Budget(packets=seen.outline.packets)
        expected = _expected(seen.outline, timing, rate, budget)
        this = Pass(timing, clock_for(timing, restarts=seen.restarts))
        with opened.film(budget, this.losses, careful=careful) as film:
            made = transcode(film, this, rate, expected, target, budget, progress)
        known = measure(this.times, timing.tick, timing.claims, this.duration)
        if this.losses.packets and not careful:
            timing, careful = known, True
            continue
        if this.shows == frame_map(this.times, known, rate) and made.rate == pace(known, rate):
            return finish(source, seen, made, known, target, progress)
        timing = known
    raise Refusal(
        Code.INVALID,
        "This file gives other frames each time it is read: it is damaged. Convert it to MP4 (for "
        "example with HandBrake) and upload it again",
    )


def finish(
    source: Path, seen: Looked, made: Made, timing: Timing, proxy: Path, progress: Progress
) -> Taken:
    """Put the sound into a proxy whose pictures are all there, and say what was lost."""
    sound = _heard(source, made, timing, proxy, progress) if seen.sounding else Sound()
    notes = (*remarks(made.found, seen), *filter(None, [sound.note]))
    return Taken(made, timing, seen.codec, sound, lost(made.found, seen), notes)


def _heard(source: Path, made: Made, timing: Timing, proxy: Path, progress: Progress) -> Sound:
    if timing.variable and made.rate == timing.rate:
        even = np.arange(len(made.found.shows)) / float(made.rate)
        if np.abs(_seconds(made, timing) - even).max() > MOST_DRIFT_SECONDS:
            return Sound(note=WAVERING)
    if len(made.found.clock.shifts) > MOST_RESTARTS:
        return Sound(note=RESTARTED)
    start, length = timing.start * timing.tick, len(made.found.shows) / made.rate
    shifts = [shift * timing.tick for shift in made.found.clock.shifts]
    return keep(source, proxy, Stretch(start, length, shifts), progress)


def _rate(ask: IngestVideo) -> Fraction | None:
    if ask.rate_numerator == 0:
        return None
    if ask.rate_denominator > 0:
        rate = Fraction(ask.rate_numerator, ask.rate_denominator)
        if SLOWEST <= rate <= FASTEST and rate == rate.limit_denominator(1_000_000):
            return rate
    raise Refusal(
        Code.INVALID, "Choose between one frame a minute and 1000 frames per second, or native"
    )


def _expected(found: Outline, timing: Timing, rate: Fraction | None, budget: Budget) -> int:
    frames = frame_count(found.times, timing, rate)
    if frames == len(found.times):
        frames += found.timeless
    budget.check_frames(frames)
    return max(1, frames)


def _seconds(made: Made, timing: Timing) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    times = made.found.times
    return np.array([float(timing.seconds(times[index])) for index in made.found.shows], np.float64)

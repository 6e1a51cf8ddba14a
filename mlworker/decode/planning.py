"""How a long video is cut into segments that can be made apart and put together exactly."""

from __future__ import annotations

import math
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import numpy as np
from av.container import InputContainer
from av.video.stream import VideoStream

from annotator.contracts.media import IngestVideo, VideoPlanned
from annotator.refusal import Code, Refusal
from mlworker import blobs
from mlworker.child import Progress
from mlworker.decode.film import Looked, seen
from mlworker.decode.index import Outline, outline
from mlworker.decode.limits import Budget
from mlworker.decode.picture import fit
from mlworker.decode.proxy import GROUP, LONGEST_PX
from mlworker.decode.timing import Timing, frame_count, frame_map, pace
from mlworker.decode.untrusted import open_untrusted

# About what one pass gets through on two cores: a minute of 1080p takes it some 15 seconds.
PIXELS_PER_SECOND = 200_000_000
SECONDS_PER_FRAME = 0.0003
# Fewer are not worth their messages and joining; more are not worth listing: they get longer.
FEWEST, MOST = 3, 240


class Contradicted(Exception):
    """A file does not decode as its packets say."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """The frames [start, end) of an item, which show source frames from `first` on.

    `last` is one past the last source frame that must be decoded for them, `after` the first that
    the next stretch shows.
    """

    start: int
    end: int
    first: int
    last: int
    after: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What the packets of a video promise, what an item at `rate` shows of it, and the borders.

    `starts` are the item frames at which segments begin, all at a sync frame of the proxy.
    """

    shows: Sequence[int]
    starts: tuple[int, ...]
    seen: Looked
    rate: Fraction | None

    @property
    def times(self) -> Sequence[int]:
        """When its source frames are shown, in ticks."""
        return self.seen.outline.times

    @property
    def timing(self) -> Timing:
        """How its frames follow each other."""
        return self.seen.timing

    @property
    def pace(self) -> Fraction:
        """The rate of the proxy."""
        return pace(self.timing, self.rate)

    def stretch(self, start: int) -> Stretch:
        """The stretch that begins at one of the starts. Refuses (`invalid`) another frame."""
        ends = dict(pairwise((*self.starts, len(self.shows))))
        if start not in ends:
            raise Refusal(Code.INVALID, f"No segment of this plan begins at frame {start}")
        end = ends[start]
        after = self.shows[end] if end < len(self.shows) else len(self.times)
        last = max(after, self.shows[end - 1] + 1)
        return Stretch(start, end, self.shows[start], last, after)

    def save(self, path: Path) -> None:
        """Write it as .npz: the same plan is the same bytes."""
        timing, asked, outline = self.timing, self.rate or Fraction(0), self.seen.outline
        facts = (
            *timing.tick.as_integer_ratio(), timing.start, *timing.rate.as_integer_ratio(),
            timing.variable, timing.duration, *asked.as_integer_ratio(), outline.packets,
            outline.duration, self.seen.promised, self.seen.sounding, self.seen.missing_bytes,
            self.seen.restarts,
        )  # fmt: skip
        np.savez(
            path,
            times=np.array(self.times, np.int64),
            shows=np.array(self.shows, np.int32),
            starts=np.array(self.starts, np.int32),
            facts=np.array(facts, np.int64),
            codec=np.array(self.seen.codec),
        )


def load(path: Path) -> Plan:
    """The plan that was saved there."""
    with np.load(path, allow_pickle=False) as kept:
        facts: list[int] = kept["facts"].tolist()
        timing = Timing(
            Fraction(*facts[:2]), facts[2], Fraction(*facts[3:5]), bool(facts[5]), facts[6]
        )
        asked, (packets, duration, promised, sounding, missing, restarts) = (
            Fraction(*facts[7:9]), facts[9:],
        )  # fmt: skip
        found = Outline(array("q", kept["times"].tobytes()), 0, packets, duration)
        looked = Looked(
            found, timing, str(kept["codec"]), promised, bool(sounding), missing, bool(restarts)
        )
        shows = array("i", kept["shows"].tobytes())
        return Plan(shows, tuple(kept["starts"].tolist()), looked, asked or None)


def planned(
    ask: IngestVideo, source: Path, rate: Fraction | None, progress: Progress
) -> VideoPlanned | None:
    """The video of an ask in segments, where it is worth them. Refuses what `plan` refuses."""
    if ask.segment_seconds <= 0:
        return None
    made = plan(source, rate, ask.segment_seconds, lambda: progress(message="Reading the file"))
    if made is None:
        return None
    path = Path("plan.npz")
    made.save(path)
    key, pace = blobs.put(ask.storage_url, path), made.pace.as_integer_ratio()
    return VideoPlanned(ask.job_id, ask.token, key, len(made.shows), *pace, made.starts)


def plan(
    source: Path, rate: Fraction | None, segment_seconds: float, said: Callable[[], None]
) -> Plan | None:
    """The plan of a video that is worth segments of that many seconds of work; none of another.

    Only a file whose packets are whole and have times of their own, and which can be read from its
    middle, is one. `said` is called now and then. Refuses what `open_untrusted` refuses, and
    (`budget`) too many frames.
    """
    budget = Budget()
    with open_untrusted(source, budget) as (container, stream):
        claimed = _claimed(container, stream)
        if (
            not _can_be_sought(container, stream)
            or _segments(claimed, stream, segment_seconds) == 0
        ):
            return None
        found = outline(container, stream, budget, lambda _: said())
        wanted = _segments(found.packets, stream, segment_seconds)
        if wanted == 0 or not (found.clean and found.whole):
            return None
        looked = seen(source, container, stream, found)
        size = (max(1, stream.codec_context.width), max(1, stream.codec_context.height))
    budget.show(frame_count(found.times, looked.timing, rate), *fit(*size, LONGEST_PX))
    shows = frame_map(found.times, looked.timing, rate)
    starts = (0, *_starts(found.times, found.syncs, shows, len(found.times) / wanted))
    if len(starts) < FEWEST:
        return None
    return Plan(shows, starts, looked, rate)


def _can_be_sought(container: InputContainer, stream: VideoStream) -> bool:
    """Whether one can begin in the middle: fragments have no index, and streams only guess."""
    name = container.format.name
    return "matroska" in name or ("mp4" in name and stream.frames > 0)


def _claimed(container: InputContainer, stream: VideoStream) -> float:
    """How many frames the headers name. Only a guess whether it is worth to look."""
    rate, seconds = stream.average_rate or stream.guessed_rate, (container.duration or 0) / 1e6
    return stream.frames or (seconds * float(rate) if rate and seconds else math.inf)


def _segments(frames: float, stream: VideoStream, segment_seconds: float) -> int:
    """How many segments so many frames are worth; 0 where one pass is better."""
    context = stream.codec_context
    frame_seconds = context.width * context.height / PIXELS_PER_SECOND + SECONDS_PER_FRAME
    wanted = min(frames * frame_seconds / segment_seconds, MOST)
    return int(wanted) if wanted >= FEWEST else 0


def _starts(
    times: Sequence[int], syncs: Sequence[int], shows: Sequence[int], length: float
) -> Iterator[int]:
    """Item frames soon after sync frames, so that little is decoded in vain before each.

    `length` is about how many source frames a segment gets.
    """
    at = np.searchsorted(np.asarray(times), np.asarray(syncs))
    items = np.searchsorted(np.asarray(shows), at)
    begun, before = 0, 0
    for source, item in zip(at.tolist(), items.tolist(), strict=True):
        start = -(-item // GROUP) * GROUP
        if source - begun >= length and before < start < len(shows):
            begun, before = source, start
            yield start

"""Takes a video in each way that there is: as it comes, at fewer frames a second, in segments."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from annotator.contracts.errands import blob_path
from annotator.contracts.media import (
    IngestVideo,
    JoinSegments,
    MakeSegment,
    PlanContradicted,
    SegmentMade,
    VideoIngested,
    VideoPlanned,
)
from annotator.refusal import Refusal
from mlworker import blobs, places
from mlworker.child import Progress
from mlworker.decode import join, planning, segment
from mlworker.decode.ingest import ingest
from mlworker.decode.reel import is_reel
from mlworker.decode.still import still
from testkit.steps import weigh

SLOW = 3
# So little work that a video of some frames is worth segments.
TINY_SECONDS = 0.0001
# What two of them show is that they meet; in earnest so few are not worth their messages.
FEWEST = 2
ROUNDING_SECONDS = 1e-9
# No file has a frame then: with such a time it is counted from the beginning.
NEVER = 1 << 60
# Tables and pictures are the same by their hashes; how well x264 fits a segment is its own affair.
OTHER = {"proxy_key", "proxy_bytes"}


def quiet(*_: float | str, **__: object) -> None:
    """Progress that nobody hears."""


def each_way(ask: IngestVideo, progress: Progress) -> VideoIngested:
    """Take a file in; a video then at `SLOW` frames a second, and in segments where it can be.

    Of the others it is said what came: `slow` or `joined`, a packed reply, or `slow_refused`; and
    in `astray` which single frames are others when they are sought.
    """
    reply, source = weigh(ask, progress), places.source(ask)
    if is_reel(source):  # pictures have no other times than those asked for
        return reply
    try:
        progress(slow=ingest(replace(ask, rate_numerator=SLOW), progress).pack())
    except Refusal as refusal:
        progress(slow_refused=refusal.code)
    progress(astray=astray(source, blobs.fetch(ask.storage_url, reply.pts_key), reply))
    planning.FEWEST = FEWEST
    plan = planning.planned(replace(ask, segment_seconds=TINY_SECONDS), source, None, progress)
    made = joined(ask, plan, progress) if plan else None
    if isinstance(made, VideoIngested):  # what contradicts its plan is one pass
        progress(joined=made.pack())
    return reply


def astray(source: Path, table: Path, reply: VideoIngested) -> list[int]:
    """Of the first, a middle and the last frame those that are others read out of the file."""
    times: list[int] = np.load(table).tolist()
    unknown, size = [NEVER + index for index in range(len(times))], (reply.width, reply.height)
    chosen = sorted({0, len(times) // 3, len(times) - 1})
    return [
        index
        for index in chosen
        if not np.array_equal(
            still(source, times, index, quiet, size), still(source, unknown, index, quiet, size)
        )
    ]


def segments(
    ask: IngestVideo, plan: VideoPlanned, progress: Progress = quiet
) -> Iterator[SegmentMade | PlanContradicted]:
    """The segments of a plan."""
    ends = (*plan.starts[1:], plan.frames)
    for start, end in zip(plan.starts, ends, strict=True):
        given = (ask.storage_url, ask.source_key, plan.plan_key)
        yield segment.make(MakeSegment("job", "token", *given, start, end - start), progress)


def joined(
    ask: IngestVideo, plan: VideoPlanned, progress: Progress = quiet
) -> VideoIngested | PlanContradicted:
    """What a plan comes to."""
    done = []
    for one in segments(ask, plan, progress):
        if isinstance(one, PlanContradicted):
            return one
        done.append(one.segment)
    given = (ask.storage_url, ask.source_key, plan.plan_key)
    return join.join(JoinSegments("job", "token", *given, tuple(done)), progress)


def differs_joined(whole: VideoIngested, said: Mapping[str, Any]) -> str:
    """What another reply says that the one pass did not; empty where all is the same."""
    other = VideoIngested.unpack(said)
    names = [field.name for field in fields(whole) if field.name not in OTHER]
    pairs = {name: (getattr(other, name), getattr(whole, name)) for name in names}
    return ", ".join(f"{name} {a} instead of {b}" for name, (a, b) in pairs.items() if a != b)


def differs_slow(whole: VideoIngested, said: Mapping[str, Any], storage: Path) -> str:
    """What is not as it must be at `SLOW` frames a second, by what the one pass found."""
    slow = VideoIngested.unpack(said)
    if slow.pts_key != whole.pts_key:
        return "other times"
    (_, seconds), (shows, shown_at) = _map(storage, whole), _map(storage, slow)
    due = np.arange(whole.frames)
    if Fraction(whole.rate_numerator, whole.rate_denominator) > SLOW:
        count = math.ceil(whole.duration_seconds * SLOW - ROUNDING_SECONDS)
        at = np.arange(count) / SLOW + ROUNDING_SECONDS
        due = np.searchsorted(seconds, at, side="right") - 1
    if shows.tolist() != due.tolist():
        return f"frames {shows.tolist()} instead of {due.tolist()}"
    return "" if (shown_at == seconds[due]).all() else "its frames at other times"


def _map(storage: Path, reply: VideoIngested) -> tuple[Any, Any]:
    with np.load(storage / blob_path(reply.map_key)) as table:
        return table["source"], table["seconds"]

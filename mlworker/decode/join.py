"""Puts the segments of a planned video together into what one pass would have made."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from av.container import OutputContainer
from av.video.stream import VideoStream

from annotator.contracts.media import JoinSegments, PlanContradicted, Segment, VideoIngested
from mlworker import blobs, places
from mlworker.child import Progress
from mlworker.decode import planning
from mlworker.decode.ingest import finish, told
from mlworker.decode.limits import Budget
from mlworker.decode.picture import Pixels, Pose
from mlworker.decode.planning import Contradicted, Plan
from mlworker.decode.proxy import muxing
from mlworker.decode.sheet import Sheet
from mlworker.decode.timing import frame_map, measure
from mlworker.decode.transcode import Made, Pass, clock_for
from mlworker.decode.untrusted import open_untrusted

# Scalers of different processors round differently; a frame decoded from the wrong ones is far off.
TOLERATED = 2
MESSAGE = "Putting the parts together"


@dataclass(frozen=True, slots=True)
class Kept:
    """What a segment's file says, as `segment.save` wrote it."""

    pose: Pose
    size: tuple[int, int]
    duration: int
    first: Pixels
    after: Pixels


def join(ask: JoinSegments, progress: Progress) -> VideoIngested | PlanContradicted:
    """Make the proxy and all that comes with it of the segments of a plan.

    Refuses what `open_untrusted` refuses.
    """
    plan = planning.load(blobs.fetch(ask.storage_url, ask.plan_key))
    source, proxy = places.source(ask), Path("proxy.mp4")
    try:
        made = assemble(ask.storage_url, plan, ask.segments, progress)
        paths = [blobs.fetch(ask.storage_url, one.proxy_key) for one in ask.segments]
        copy(paths, plan, proxy, progress)
    except Contradicted as problem:
        return PlanContradicted(ask.job_id, ask.token, str(problem))
    taken = finish(source, plan.seen, made, made.found.timing, proxy, progress)
    return told(ask, taken, proxy, progress)


def assemble(storage_url: str, plan: Plan, segments: Sequence[Segment], progress: Progress) -> Made:
    """What one pass would have found. Raises `Contradicted` where the segments do not fit."""
    if tuple(one.start for one in segments) != plan.starts:
        raise Contradicted("Its segments are not those of its plan")
    sheet = Sheet(len(plan.shows), plan.pace)
    before: Kept | None = None
    for one in segments:
        kept = _look(blobs.fetch(storage_url, one.findings_key), sheet)
        if before is not None:
            _compare(before, kept)
        before = kept
        progress(message=MESSAGE)
    assert before is not None
    known = measure(plan.times, plan.timing.tick, plan.timing.claims, before.duration)
    if frame_map(plan.times, known, plan.rate) != plan.shows or known.rate != plan.timing.rate:
        raise Contradicted("Its last frame lasts longer than its packet promises")
    found = Pass(known, clock_for(known), array("q", plan.times), array("i", plan.shows))
    found.pose, found.size, found.duration = before.pose, before.size, before.duration
    found.sizes.add(before.size)
    return Made(found, plan.pace, sheet)


def copy(segments: Sequence[Path], plan: Plan, target: Path, progress: Progress) -> None:
    """Copy the packets of all segments into one proxy: frame n at n / rate.

    Raises `Contradicted` where they are coded differently or are not as many as planned.
    """
    total, done = len(plan.shows), 0
    with muxing(target, lambda: progress(message=MESSAGE)) as joined:
        stream, header = None, b""
        for path, start in zip(segments, plan.starts, strict=True):
            if done != start:
                raise Contradicted(f"A segment does not begin at frame {done}")
            with open_untrusted(path, Budget()) as (container, video):
                if stream is None:
                    stream, header = _like(joined, video, plan.pace), _header(video)
                if _header(video) != header:
                    raise Contradicted("Its segments are coded differently")
                for packet in container.demux(video):
                    if not packet.size:
                        continue
                    packet.pts = packet.dts = done
                    packet.duration, packet.time_base, packet.stream = 1, 1 / plan.pace, stream
                    joined.mux(packet)
                    done += 1
            progress(message=MESSAGE)
    if done != total:
        raise Contradicted(f"Its segments have {done} frames in all, not {total}")


def _look(path: Path, sheet: Sheet) -> Kept:
    with np.load(path, allow_pickle=False) as kept:
        sheet.join(kept["tiles"], kept["poster"], float(kept["poster_score"]))
        swapped, mirrored, flipped, above, below, wide, high, duration = kept["facts"].tolist()
        shape = Pose(bool(swapped), bool(mirrored), bool(flipped), Fraction(above, below))
        return Kept(shape, (wide, high), duration, kept["first"], kept["after"])


def _compare(before: Kept, kept: Kept) -> None:
    """Raise `Contradicted` where one segment's first frames are not as the one before saw them."""
    if (before.pose, before.size) != (kept.pose, kept.size):
        raise Contradicted("The size of its pictures changes")
    if before.after.shape != kept.first.shape:
        raise Contradicted("Two of its segments do not meet")
    apart = np.abs(before.after.astype(np.int16) - kept.first)
    if apart.max(initial=0) > TOLERATED:
        raise Contradicted("A frame looks different when reading begins soon before it")


def _like(joined: OutputContainer, video: VideoStream, rate: Fraction) -> Any:
    stream = joined.add_stream_from_template(video)
    stream.time_base = 1 / rate
    return stream


def _header(video: VideoStream) -> bytes:
    return bytes(video.codec_context.extradata or b"")

"""One segment of a planned video: its part of the proxy, exactly as one pass would make it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import chain
from pathlib import Path

import av
import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter
from av.video.stream import VideoStream

from annotator.contracts.media import MakeSegment, PlanContradicted, Segment, SegmentMade
from annotator.refusal import Code, Refusal
from mlworker import blobs, places
from mlworker.child import Progress
from mlworker.decode import planning
from mlworker.decode.ahead import ahead
from mlworker.decode.film import heard
from mlworker.decode.index import tick_of
from mlworker.decode.limits import Budget
from mlworker.decode.picture import Pixels, Pose, Scaler, fit, pose
from mlworker.decode.planning import Contradicted, Plan, Stretch
from mlworker.decode.proxy import LONGEST_PX, writing
from mlworker.decode.reach import BACK_SECONDS
from mlworker.decode.sheet import Sheet
from mlworker.decode.untrusted import Losses, open_untrusted, pictures

# Who decodes on into the next segment must see its first frames as that one does.
HANDED_OVER = 4
BLOCK_PX = 8

Numbered = tuple[int, VideoFrame]


@dataclass(slots=True)
class Findings:
    """What one segment tells the join. Signatures are means of blocks, uint8 (frames, down, right).

    `first` are those of its own first frames, `after` those of the next segment's.
    """

    pose: Pose = field(default_factory=Pose)
    size: tuple[int, int] = (0, 0)
    duration: int = 0
    first: list[Pixels] = field(default_factory=list)
    after: list[Pixels] = field(default_factory=list)


def make(ask: MakeSegment, progress: Progress) -> SegmentMade | PlanContradicted:
    """Make a segment. Refuses what `open_untrusted` refuses."""
    plan = planning.load(blobs.fetch(ask.storage_url, ask.plan_key))
    proxy, kept, poster = Path("segment.mp4"), Path("findings.npz"), Path("poster.webp")
    try:
        found, sheet = decode(places.source(ask), plan, plan.stretch(ask.start), proxy, progress)
    except Contradicted as problem:
        return PlanContradicted(ask.job_id, ask.token, str(problem))
    save(kept, found, sheet)
    sheet.save_poster(poster)
    keys = [blobs.put(ask.storage_url, path) for path in (proxy, kept, poster)]
    segment = Segment(ask.start, ask.frames, *keys[:2])
    return SegmentMade(ask.job_id, ask.token, segment, keys[2] if sheet.tiles else "", *found.size)


def decode(
    source: Path, plan: Plan, stretch: Stretch, target: Path, progress: Progress
) -> tuple[Findings, Sheet]:
    """Write the proxy of a stretch. Raises `Contradicted` where the file is not as planned."""
    found, sheet = Findings(), Sheet(len(plan.shows), plan.pace)
    sheet.begin(stretch.start)
    budget = Budget(packets=plan.seen.outline.packets)

    def tell() -> None:
        done, count = sheet.seen - stretch.start, stretch.end - stretch.start
        progress(done, count, "frames", "Reading frames")

    tell()
    try:
        with open_untrusted(source, budget) as opened:
            found_there = _from(opened, plan.times, stretch.first, budget, tell)
            frames = _checked(found_there, plan, stretch)
            scaled = _scaled(frames, plan, stretch, found, opened[1].sample_aspect_ratio)
            with closing(ahead(scaled)) as ready:
                _write(ready, plan, stretch, sheet, target, tell)
    except Refusal as refusal:
        if refusal.code is Code.INVALID:  # one pass has other ways with what is damaged
            raise Contradicted(refusal.title) from refusal
        raise
    return found, sheet


def save(path: Path, found: Findings, sheet: Sheet) -> None:
    """Write what the join needs as .npz."""
    shape = found.pose
    facts = (shape.swapped, shape.mirrored, shape.flipped, *shape.pixel.as_integer_ratio())
    np.savez_compressed(
        path,
        facts=np.array((*facts, *found.size, found.duration), np.int64),
        first=np.array(found.first, np.uint8),
        after=np.array(found.after, np.uint8),
        tiles=np.array(sheet.tiles, np.uint8),
        poster=sheet.poster,
        poster_score=np.array(sheet.poster_score),
    )


def _from(
    opened: tuple[InputContainer, VideoStream],
    times: Sequence[int],
    first: int,
    budget: Budget,
    said: Callable[[], None],
) -> Iterator[VideoFrame]:
    """Source frames from the number `first` on, after as little else as the file allows."""
    container, stream = opened
    if first > 0:
        _seek(container, stream, times[first])
    losses, begun = Losses(), first == 0
    before = 0
    for frame in heard(pictures(container, stream, budget, losses), said):
        if not begun:
            # Of what refers to frames before the sync frame anything may have become.
            begun, before = frame.pts is None or frame.pts >= times[first], losses.packets
        if begun:
            if losses.packets > before:
                break
            yield frame
    if losses.cut or losses.packets > before:
        raise Contradicted("A frame in the midst of it cannot be decoded")


def _seek(container: InputContainer, stream: VideoStream, time: int) -> None:
    """Go to a sync frame that is not later than a time. Raises `Contradicted` without one.

    The packet tells and not the frames: those that lead a sync frame are shown before it, and
    cannot be decoded from there.
    """
    for back in BACK_SECONDS:
        wanted = time - round(back / tick_of(stream))
        try:
            container.seek(wanted, stream=stream)
            packet = next(container.demux(stream))
            if packet.is_keyframe and packet.pts is not None and packet.pts <= time:
                return container.seek(wanted, stream=stream)
        except (av.FFmpegError, StopIteration):
            continue
    raise Contradicted("No sync frame is where its index says")


def _checked(frames: Iterator[VideoFrame], plan: Plan, stretch: Stretch) -> Iterator[Numbered]:
    """The frames with their numbers, as far as they are planned or handed over.

    Raises `Contradicted` where another one comes, or none. After the last none may come.
    """
    total = len(plan.times)
    stop = max(stretch.last, min(stretch.after + HANDED_OVER, total))
    index = stretch.first
    for frame in frames:
        if index == stop < total:
            return
        if index == total or frame.pts != plan.times[index]:
            raise Contradicted(f"Frame {index} is not the one that its packets promise")
        yield index, frame
        index += 1
    if index < stop:
        raise Contradicted(f"It ends before frame {index}")


def _scaled(
    frames: Iterator[Numbered],
    plan: Plan,
    stretch: Stretch,
    found: Findings,
    pixel: Fraction | None,
) -> Iterator[Numbered]:
    """The frames that the stretch shows, as its proxy has them; what there is to find is noted."""
    shown = set(plan.shows[stretch.start : stretch.end])
    first = range(stretch.first, stretch.first + HANDED_OVER)
    after = range(stretch.after, stretch.after + HANDED_OVER)
    scaler: Scaler | None = None
    coded = (0, 0)
    for index, frame in frames:
        if scaler is None:
            coded, found.pose = (frame.width, frame.height), pose(frame, pixel)
            found.size = found.pose.size(*coded)
            scaler = Scaler(*fit(*found.size, LONGEST_PX), found.pose, VideoReformatter())
        if (frame.width, frame.height) != coded:
            raise Contradicted("The size of its pictures changes")
        found.duration = frame.duration or 0
        if index not in shown and index not in first and index not in after:
            continue
        picture = scaler.yuv(frame)
        if index in first:
            found.first.append(_signature(picture))
        if index in after:
            found.after.append(_signature(picture))
        if index in shown:
            yield index, picture


def _write(
    ready: Iterator[Numbered], plan: Plan, stretch: Stretch, sheet: Sheet, target: Path,
    said: Callable[[], None],
) -> None:  # fmt: skip
    item = stretch.start
    begun = next(ready, None)
    if begun is None:
        raise Contradicted("None of its frames can be decoded")
    width, height = begun[1].width, begun[1].height
    with writing(target, width, height, plan.pace, said) as proxy:
        for index, picture in chain([begun], ready):
            while item < stretch.end and plan.shows[item] == index:
                sheet.look(picture)
                proxy.add(picture)
                item += 1
                said()
    if item < stretch.end:
        raise Contradicted(f"It ends before frame {item}")


def _signature(picture: VideoFrame) -> Pixels:
    luma = picture.to_ndarray()[: picture.height].astype(np.int64)
    down, right = (np.arange(0, length, BLOCK_PX) for length in luma.shape)
    sums = np.add.reduceat(np.add.reduceat(luma, down, axis=0), right, axis=1)
    sides = [np.diff([*at, length]) for at, length in zip((down, right), luma.shape, strict=True)]
    return (sums // np.outer(*sides)).astype(np.uint8)

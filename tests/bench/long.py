"""A video of two hours in one pass and in segments: memory of the worst process, and time."""

import argparse
import json
import multiprocessing
import os
import resource
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from annotator.contracts.media import (
    IngestVideo,
    JoinSegments,
    MakeSegment,
    SegmentMade,
    VideoIngested,
    VideoPlanned,
)
from annotator.contracts.message import Message
from mlworker import blobs
from mlworker.child import find
from mlworker.demo import Look, Scene, draw, write
from testkit.motion import repeat

TARGET_MB = 400
PART_SECONDS = 10
LOOK = Look(320, 240, Fraction(10), gop=60)


@dataclass(frozen=True, slots=True)
class Done:
    """What a step replied, and the highest memory of its process."""

    reply: Message
    peak_mb: float


def make(folder: Path, seconds: int) -> Path:
    """Write ten seconds of video over and over into one file."""
    rng = np.random.default_rng(1)
    part = folder / "part.mp4"
    scene = Scene("right", LOOK, np.random.default_rng(2), rng)
    write(part, draw(scene, int(PART_SECONDS * LOOK.rate)), LOOK, rng)
    return repeat(part, folder / "long.mp4", max(1, seconds // PART_SECONDS))


def do(step: str, ask: Message) -> Done:
    """Do a step in an empty folder, in a process that does nothing else."""
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        reply = find(step)(ask, lambda *_, **__: None)
        os.chdir("/")
    return Done(reply, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def all_done(step: str, asks: Sequence[Message], workers: int) -> list[Done]:
    """Do steps in fresh processes, so many at a time."""
    fresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=fresh, max_tasks_per_child=1) as pool:
        return list(pool.map(do, [step] * len(asks), asks))


def segmented(ask: IngestVideo, workers: int) -> tuple[list[Done], VideoIngested]:
    """Plan, make all segments, join."""
    (planned,) = all_done("mlworker.decode.ingest:begin", [ask], 1)
    plan = planned.reply
    assert isinstance(plan, VideoPlanned), "it is long enough to be planned"
    ends = (*plan.starts[1:], plan.frames)
    place = ("", "", ask.storage_url, ask.source_key, plan.plan_key)
    asks = [MakeSegment(*place, a, b - a) for a, b in zip(plan.starts, ends, strict=True)]
    made = all_done("mlworker.decode.segment:make", asks, workers)
    pieces = tuple(one.reply.segment for one in made if isinstance(one.reply, SegmentMade))
    (joined,) = all_done("mlworker.decode.join:join", [JoinSegments(*place, pieces)], 1)
    assert isinstance(joined.reply, VideoIngested), "its segments fit"
    return [planned, *made, joined], joined.reply


def measured(ask: IngestVideo, workers: int) -> dict[str, Any]:
    """Both ways, and how they compare."""
    begun = time.perf_counter()
    (whole,) = all_done("mlworker.decode.ingest:ingest", [ask], 1)
    between = time.perf_counter()
    steps, joined = segmented(ask, workers)
    spent = between - begun, time.perf_counter() - between
    assert isinstance(whole.reply, VideoIngested)
    assert whole.reply.map_key == joined.map_key, "both show the same frames"
    return {
        "frames": joined.frames,
        "segments": len(steps) - 2,
        "workers": workers,
        "one_pass_mb": round(whole.peak_mb, 1),
        "segments_mb": round(max(one.peak_mb for one in steps), 1),
        "join_mb": round(steps[-1].peak_mb, 1),
        "one_pass_seconds": round(spent[0], 1),
        "segments_seconds": round(spent[1], 1),
        "ratio": round(spent[1] / spent[0], 2),
        "load": round(os.getloadavg()[0], 1),
    }


def main() -> None:
    """Print a table and one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=7200)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 2)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        storage = folder.as_uri()
        key = blobs.put(storage, make(folder, given.seconds))
        # Worth several segments for each worker, however fast this video is.
        ask = IngestVideo("", "", storage, key, segment_seconds=given.seconds / 1_200)
        detail = measured(ask, given.workers)
    for fact, number in detail.items():
        sys.stdout.write(f"{fact:18} {number:10}\n")
    value = max(detail["one_pass_mb"], detail["segments_mb"])
    line = {"bench": "long", "value": value, "unit": "MB at most", "target": TARGET_MB}
    sys.stdout.write(json.dumps({**line, "met": value <= TARGET_MB, "detail": detail}) + "\n")


if __name__ == "__main__":
    main()

"""Ingest of a video beside the ffmpeg program making the same proxy with the same scaler."""

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np

from mlworker.decode.film import Footage
from mlworker.decode.ingest import take
from mlworker.decode.proxy import OPTIONS
from mlworker.demo import Look, Scene, draw, write
from testkit.motion import repeat

TARGET = 1.0
DRAWN_SECONDS = 10
TABLE_SECONDS, TABLE_TARGET_SECONDS = 600, 0.5
LOOK = Look(1920, 1080, Fraction(30), gop=60)


def ours(source: Path, target: Path) -> None:
    """Make the proxy, with the times and the small pictures that come with it."""
    taken = take(source, None, target, lambda *_, **__: None)
    taken.made.sheet.save(target.with_suffix(".sprite.webp"), target.with_suffix(".poster.webp"))


def theirs(source: Path, target: Path) -> None:
    """Make the same proxy with the ffmpeg program."""
    options = [word for name, value in OPTIONS.items() for word in (f"-{name}", value)]
    scale = ["-vf", "scale=1280:720:flags=bicubic", "-pix_fmt", "yuv420p", "-an"]
    faststart = ["-movflags", "+faststart", "-c:v", "libx264"]
    command = ["ffmpeg", "-v", "error", "-y", "-i", str(source), *scale, *faststart]
    subprocess.run([*command, *options, str(target)], check=True)


def seconds(make: Callable[..., Any], *given: Path) -> float:
    """How long it takes."""
    begun = time.perf_counter()
    make(*given)
    return time.perf_counter() - begun


def processor_seconds() -> float:
    """What this process and those that it waited for have used of all processors."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def table(part: Path, folder: Path) -> dict[str, object]:
    """How long the times of a long file take where its packets tell them all."""
    long = repeat(part, folder / "long.mp4", TABLE_SECONDS // DRAWN_SECONDS)
    took = min(seconds(lambda path: Footage(path).look(lambda: None), long) for _ in range(3))
    frames = len(Footage(long).look(lambda: None).outline.times)
    sys.stdout.write(f"times of {frames:,} frames by their packets: {took:.2f} s\n")
    return {"frames": frames, "seconds": took, "met": took <= TABLE_TARGET_SECONDS}


Runs = dict[str, list[float]]


def compare(source: Path, folder: Path, runs: int) -> tuple[Runs, Runs]:
    """Seconds on the clock and of processors for each program, in turns."""
    makers: dict[str, Callable[[Path, Path], None]] = {"cliploop": ours}
    if shutil.which("ffmpeg"):
        makers["ffmpeg"] = theirs
    took: Runs = {one: [] for one in makers}
    used: Runs = {one: [] for one in makers}
    for _ in range(runs):
        for one, make in makers.items():
            before = processor_seconds()
            took[one].append(seconds(make, source, folder / f"{one}.mp4"))
            used[one].append(processor_seconds() - before)
    return took, used


def main() -> None:
    """Print a table and one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rng = np.random.default_rng(1)
        scene = Scene("approach", LOOK, np.random.default_rng(2), rng)
        part = folder / "part.mp4"
        write(part, draw(scene, DRAWN_SECONDS * 30), LOOK, rng)
        source = repeat(part, folder / "source.mp4", max(1, given.seconds // DRAWN_SECONDS))
        took, used = compare(source, folder, given.runs)
        pts = table(part, folder)
        sizes = {one: (folder / f"{one}.mp4").stat().st_size for one in took}
    tell(took, used, pts, sizes, given.seconds)


def tell(
    took: Runs, used: Runs, pts: dict[str, object], sizes: dict[str, int], length: int
) -> None:
    """Print the table, and the line that a program reads."""
    middle = {one: statistics.median(times) for one, times in took.items()}
    for one, spent in middle.items():
        speed = length / spent
        sys.stdout.write(f"{one:10} {spent:7.2f} s   {speed:5.1f} times as fast as it plays\n")
    value = middle["cliploop"] / middle["ffmpeg"] if "ffmpeg" in middle else None
    detail = {
        "seconds": took,
        "processor_seconds": used,
        "video": f"{length} s of 1920x1080 at 30 frames per second",
        "proxy_bytes": sizes,
        "times_of_600_seconds": pts,
        "load": os.getloadavg()[0],
    }
    if value is None:
        detail["skipped"] = "There is no ffmpeg program here (Debian: apt install ffmpeg)"
        sys.stdout.write(f"{detail['skipped']}\n")
    line = {"bench": "ingest", "value": value, "unit": "times the ffmpeg program's time"}
    # Times that take too long are a miss, whether or not there is a program to compare with.
    met = (None if value is None else value <= TARGET) if pts["met"] else False
    target = {"ratio": TARGET, "times_of_600_seconds": TABLE_TARGET_SECONDS}
    sys.stdout.write(json.dumps({**line, "target": target, "met": met, "detail": detail}) + "\n")


if __name__ == "__main__":
    main()

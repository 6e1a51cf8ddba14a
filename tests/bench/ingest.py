"""Ingest of a video beside the ffmpeg program making the same proxy with the same scaler."""

import argparse
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np

from mlworker.decode.ingest import take
from mlworker.decode.proxy import OPTIONS
from mlworker.demo import Look, Scene, draw, write

TARGET = 1.0


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


def seconds(make: Callable[[Path, Path], None], source: Path, target: Path) -> float:
    """How long it takes."""
    begun = time.perf_counter()
    make(source, target)
    return time.perf_counter() - begun


def main() -> None:
    """Print a table and one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    makers: dict[str, Callable[[Path, Path], None]] = {"cliploop": ours}
    if shutil.which("ffmpeg"):
        makers["ffmpeg"] = theirs
    look = Look(1920, 1080, Fraction(30), gop=60)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder, "source.mp4")
        rng = np.random.default_rng(1)
        scene = Scene("approach", look, np.random.default_rng(2), rng)
        write(source, draw(scene, given.seconds * 30), look, rng)
        took: dict[str, list[float]] = {name: [] for name in makers}
        for _ in range(given.runs):
            for name, make in makers.items():
                took[name].append(seconds(make, source, Path(folder, f"{name}.mp4")))
    middle = {name: statistics.median(times) for name, times in took.items()}
    for name, spent in middle.items():
        speed = given.seconds / spent
        sys.stdout.write(f"{name:10} {spent:7.2f} s   {speed:5.1f} times as fast as it plays\n")
    value = middle["cliploop"] / middle["ffmpeg"] if "ffmpeg" in middle else None
    detail = {"seconds": took, "video": f"{given.seconds} s of 1920x1080 at 30 frames per second"}
    if value is None:
        detail["skipped"] = "There is no ffmpeg program here (Debian: apt install ffmpeg)"
        sys.stdout.write(f"{detail['skipped']}\n")
    line = {"bench": "ingest", "value": value, "unit": "times the ffmpeg program's time"}
    met = None if value is None else value <= TARGET
    sys.stdout.write(json.dumps({**line, "target": TARGET, "met": met, "detail": detail}) + "\n")


if __name__ == "__main__":
    main()

"""The memory of ingest, whatever the length of the file."""

import argparse
import json
import multiprocessing
import os
import sys
import tempfile
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np

from mlworker.decode.ingest import take
from mlworker.demo import Look, Scene, draw, write
from testkit.motion import repeat
from testkit.steps import memory_bytes

TARGET_MB = 400
DRAWN_SECONDS = 10


@dataclass(frozen=True, slots=True)
class Length:
    """A file that is made by repeating ten seconds."""

    name: str
    look: Look
    seconds: int


SMALL = Look(320, 240, Fraction(10), gop=60)
LARGE = Look(1280, 720, Fraction(30), gop=60)
LENGTHS = (
    Length("10 s of 1280x720", LARGE, 10),
    Length("10 minutes of 1280x720", LARGE, 600),
    Length("10 minutes of 320x240", SMALL, 600),
    Length("2 hours of 320x240", SMALL, 7200),
)


def make(folder: Path, wanted: Length) -> Path:
    """Write a file."""
    rng, look = np.random.default_rng(1), wanted.look
    part = folder / f"{look.width}.mp4"
    if not part.exists():
        scene = Scene("right", look, np.random.default_rng(2), rng)
        write(part, draw(scene, int(DRAWN_SECONDS * look.rate)), look, rng)
    name = f"{wanted.name.replace(' ', '-')}.mp4"
    return repeat(part, folder / name, wanted.seconds // DRAWN_SECONDS)


def peak_mb(path: str, answer: "multiprocessing.SimpleQueue[float]") -> None:
    """Ingest a file and tell this process's highest memory."""
    source = Path(path)
    taken = take(source, None, source.with_suffix(".proxy.mp4"), lambda *_, **__: None)
    taken.made.sheet.save(source.with_suffix(".s.webp"), source.with_suffix(".p.webp"))
    answer.put(memory_bytes("VmHWM") / 1e6)


def main() -> None:
    """Print a table and one JSON line."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    fresh = multiprocessing.get_context("spawn")
    peaks: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as name:
        for wanted in LENGTHS:
            path = make(Path(name), wanted)
            answer = fresh.SimpleQueue()
            child = fresh.Process(target=peak_mb, args=(str(path), answer))
            child.start()
            child.join()
            peaks[wanted.name] = round(answer.get(), 1)
            size = path.stat().st_size / 1e6
            sys.stdout.write(f"{wanted.name:24} {size:8.1f} MB  {peaks[wanted.name]:7.1f} MB\n")
            sys.stdout.flush()
    value = max(peaks.values())
    line = {"bench": "memory", "value": value, "unit": "MB at most", "target": TARGET_MB}
    detail = {"peak_mb": peaks, "load": os.getloadavg()[0]}
    sys.stdout.write(json.dumps({**line, "met": value <= TARGET_MB, "detail": detail}) + "\n")


if __name__ == "__main__":
    main()

"""The memory of ingest for a short and a long video: flat, whatever the size of the file."""

import argparse
import json
import multiprocessing
import resource
import sys
import tempfile
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from mlworker.decode.ingest import take
from mlworker.demo import Look, Scene, draw, write

TARGET_MB = 400
LOOK = Look(1280, 720, Fraction(30), gop=60)


def make(path: Path, seconds: int) -> None:
    """Write ten seconds of video over and over into one file."""
    rng = np.random.default_rng(1)
    part = path.with_suffix(".part.mp4")
    write(part, draw(Scene("right", LOOK, np.random.default_rng(2), rng), 300), LOOK, rng)
    with av.open(str(path), "w") as target, av.open(str(part)) as source:
        stream = target.add_stream_from_template(source.streams.video[0])
        for turn in range(max(1, seconds // 10)):
            source.seek(0)
            for packet in source.demux(source.streams.video[0]):
                if packet.dts is None or packet.pts is None or packet.time_base is None:
                    continue
                move = round(10 * turn / packet.time_base)
                packet.pts, packet.dts, packet.stream = packet.pts + move, packet.dts + move, stream
                target.mux(packet)


def peak_mb(path: str, answer: "multiprocessing.SimpleQueue[float]") -> None:
    """Ingest a file and tell this process's highest memory."""
    source = Path(path)
    taken = take(source, None, source.with_suffix(".proxy.mp4"), lambda *_, **__: None)
    taken.made.sheet.save(source.with_suffix(".s.webp"), source.with_suffix(".p.webp"))
    answer.put(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def main() -> None:
    """Print a table and one JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, nargs="+", default=[10, 60, 240])
    given = parser.parse_args()
    fresh = multiprocessing.get_context("spawn")
    peaks: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        for seconds in given.seconds:
            path = Path(folder, f"{seconds}.mp4")
            make(path, seconds)
            answer = fresh.SimpleQueue()
            child = fresh.Process(target=peak_mb, args=(str(path), answer))
            child.start()
            child.join()
            peaks[f"{seconds} s"] = round(answer.get(), 1)
            size = path.stat().st_size / 1e6
            sys.stdout.write(
                f"{seconds:6} s  {size:8.1f} MB file  {peaks[f'{seconds} s']:7.1f} MB\n"
            )
    value = max(peaks.values())
    line = {"bench": "memory", "value": value, "unit": "MB at most", "target": TARGET_MB}
    sys.stdout.write(json.dumps({**line, "met": value <= TARGET_MB, "detail": peaks}) + "\n")


if __name__ == "__main__":
    main()

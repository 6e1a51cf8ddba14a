"""Where 10,000 tracks are at every frame: many frames at once against one after the other.

The page is asked too: what it says must be what is said here.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from annotator.geometry.box import Box
from annotator.tracks.track import Keyframe, Track, boxes, shape_at
from testkit.figures import tell

TRACKS, FRAMES, SHOWN = 10_000, 1_000, 12
NAIVE_TRACKS = 400
TARGET = 20.0
FRONTEND = Path(__file__).parents[2] / "frontend"
TWIN = "src/editor-core/interpolate.many.test.ts"


def some_track(rng: np.random.Generator) -> Track:
    """A track of 2 to 30 keyframes over all frames; some hold, some turn."""
    at = np.sort(rng.choice(FRAMES, int(rng.integers(2, 31)), replace=False))
    turns = rng.random() < 0.3
    sides = rng.uniform((-50, -50, 4, 4), (600, 400, 300, 200), (len(at), 4)).round(2).tolist()
    angles = (rng.uniform(0, 360, len(at)) * turns).round(1).tolist()
    holds = (rng.random(len(at)) < 0.2).tolist()
    keys = tuple(
        Keyframe(int(frame), Box(x, y, width, height, angle), hold)
        for frame, (x, y, width, height), angle, hold in zip(at, sides, angles, holds, strict=True)
    )
    return Track(keys, ((0, FRAMES),))


def naive_seconds(tracks: list[Track]) -> float:
    """How long one track takes when each frame is asked for by itself."""
    began = time.process_time()
    for track in tracks:
        for frame in range(FRAMES):
            shape_at(track.keyframes, frame)
    return (time.process_time() - began) / len(tracks)


def fast_seconds(tracks: list[Track]) -> float:
    """How long one track takes when all frames are asked for at once."""
    frames = np.arange(FRAMES)
    began = time.process_time()
    for track in tracks:
        boxes(track, frames)
    return (time.process_time() - began) / len(tracks)


def case(track: Track, rng: np.random.Generator) -> dict[str, object]:
    """A track with where it is at some frames, as the page reads it."""
    frames = np.sort(rng.choice(FRAMES, SHOWN, replace=False))
    keys = {str(key.frame): {**key.shape.as_json(), "hold": key.hold} for key in track.keyframes}
    found = boxes(track, frames).tolist()
    rows = [[int(frame), *row] for frame, row in zip(frames, found, strict=True)]
    return {"keyframes": keys, "rows": rows}


def page_agrees(tracks: list[Track]) -> bool:
    """Whether the page says the same of all of these tracks, to a millionth of a pixel."""
    rng = np.random.default_rng(2)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "tracks.json"
        file.write_text(json.dumps([case(track, rng) for track in tracks]))
        done = subprocess.run(
            ["npx", "vitest", "run", TWIN],
            cwd=FRONTEND,
            env={**os.environ, "CLIPLOOP_TRACKS": str(file)},
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode != 0:
        sys.stdout.write(done.stdout[-2000:])
    return done.returncode == 0


def main() -> None:
    """Print the figures and one JSON line."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    rng = np.random.default_rng(1)
    tracks = [some_track(rng) for _ in range(TRACKS)]
    naive, fast = naive_seconds(tracks[:NAIVE_TRACKS]), fast_seconds(tracks)
    same = page_agrees(tracks)
    times = round(naive / fast, 1)
    said = f"{1e6 * fast:.0f} µs each, {times} times as fast"
    sys.stdout.write(f"{TRACKS} tracks of {FRAMES} frames: {said}\n")
    sys.stdout.write(f"the page {'says the same' if same else 'says something else'}\n")
    detail = {"track_us": round(1e6 * fast, 1), "same": same}
    tell("interpolation", times, "times as fast", TARGET, met=same and times >= TARGET, **detail)


if __name__ == "__main__":
    main()

"""Where tracks are at every frame: many frames at once against one after the other.

10,000 tracks of boxes, and some of every other kind. The page is asked too: what it says must be
what is said here.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from annotator.formats.darwin import DARWIN_FRAMES
from annotator.formats.video import Label
from annotator.geometry.box import Box
from annotator.geometry.registry import Kind
from annotator.tracks.track import Keyframe, Track, boxes, shape_at, shapes_at
from testkit.figures import tell
from testkit.shapes import DRAWN, PICTURE, as_json, some_keyframes
from testkit.written import VIDEO

TRACKS, FRAMES, SHOWN = 10_000, 1_000, 12
NAIVE_TRACKS = 400
# Of each other kind so many tracks are compared with the page, and as many of them timed.
OTHERS, TIMED = 1_000, 60
TARGET = 20.0
FRONTEND = Path(__file__).parents[2] / "frontend"
TWIN = "src/editor-core/interpolate.many.test.ts"
Keys = Sequence[Keyframe]


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


def case(keys: Keys, found: Sequence[Any], frames: Sequence[int]) -> dict[str, object]:
    """A track with where it is at some frames, as the page reads it."""
    rows = [[frame, shape.as_json()] for frame, shape in zip(frames, found, strict=True)]
    return {"keyframes": {str(key.frame): as_json(key) for key in keys}, "rows": rows}


def box_case(track: Track, rng: np.random.Generator) -> dict[str, object]:
    """A track of boxes with what is said of many frames at once."""
    frames = np.sort(rng.choice(FRAMES, SHOWN, replace=False))
    found = [Box(*row) for row in boxes(track, frames).tolist()]
    return case(track.keyframes, found, frames.tolist())


def other_case(keys: Keys, rng: np.random.Generator) -> dict[str, object]:
    """A track of any kind, alike."""
    frames = np.sort(rng.choice(PICTURE.frames, SHOWN, replace=False)).tolist()
    return case(keys, list(shapes_at(keys, frames)), frames)


def frame_us(act: Callable[[Keys], object], tracks: Sequence[Keys]) -> float:
    """How long one frame of a track takes, in microseconds."""
    began = time.process_time()
    for keys in tracks:
        act(keys)
    return 1e6 * (time.process_time() - began) / (len(tracks) * PICTURE.frames)


def export(kind: Kind, keys: Keys) -> None:
    """Write every frame of a track as an export does."""
    keyframes = {key.frame: as_json(key) for key in keys}
    label = Label("1", "thing", kind, ((0, PICTURE.frames),), keyframes)
    deque(DARWIN_FRAMES.write(VIDEO, [label]), maxlen=0)


def of_kind(kind: Kind, tracks: Sequence[Keys]) -> tuple[float, float, float]:
    """Microseconds a frame: one after the other, many at once, and written to an export."""
    frames = range(PICTURE.frames)
    plain = frame_us(lambda keys: deque((shape_at(keys, at) for at in frames), maxlen=0), tracks)
    many = frame_us(lambda keys: deque(shapes_at(keys, frames), maxlen=0), tracks)
    return plain, many, frame_us(partial(export, kind), tracks)


def page_agrees(cases: list[dict[str, object]]) -> bool:
    """Whether the page says the same of all of these tracks, to a millionth of a pixel."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "tracks.json"
        file.write_text(json.dumps(cases))
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
    others = {kind: [some_keyframes(rng, kind) for _ in range(OTHERS)] for kind in DRAWN}
    cases = [box_case(track, rng) for track in tracks]
    cases += [other_case(keys, rng) for some in others.values() for keys in some]
    same = page_agrees(cases)
    times = round(naive / fast, 1)
    said = f"{1e6 * fast:.0f} µs each, {times} times as fast"
    sys.stdout.write(f"{TRACKS} tracks of {FRAMES} frames: {said}\n")
    detail: dict[str, float] = {}
    sys.stdout.write(f"{'µs a frame':12}{'one by one':>12}{'at once':>12}{'exported':>12}\n")
    for kind, some in others.items():
        plain, many, exported = of_kind(kind, some[:TIMED])
        sys.stdout.write(f"{kind:12}{plain:12.2f}{many:12.2f}{exported:12.2f}\n")
        detail |= {f"{kind}_us": round(many, 2), f"{kind}_export_us": round(exported, 2)}
    sys.stdout.write(f"the page {'says the same' if same else 'says something else'}\n")
    detail["track_us"] = round(1e6 * fast, 1)
    met = same and times >= TARGET
    tell("interpolation", times, "times as fast", TARGET, met=met, same=same, **detail)


if __name__ == "__main__":
    main()

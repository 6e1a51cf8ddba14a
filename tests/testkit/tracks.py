"""Writes vectors/tracks.json, which both languages read: `python -m testkit.tracks` in tests/."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from annotator import ranges
from annotator.geometry.box import Box
from annotator.geometry.shape import Shape
from annotator.tracks.track import Keyframe, Track, shape_at

FILE = Path(__file__).parents[1] / "vectors" / "tracks.json"
COUNT, FRAMES, SHOWN = 200, 300, 10


def some_track(rng: np.random.Generator) -> Track:
    """A track of 1 to 6 keyframes, some of which hold, seen in 1 to 3 spans."""
    at = np.sort(rng.choice(FRAMES, int(rng.integers(1, 7)), replace=False))
    keys = [
        Keyframe(
            int(frame),
            Box(*rng.uniform((-50, -50, 4, 4), (600, 400, 300, 200)).round(2).tolist()),
            hold=bool(rng.random() < 0.3),
        )
        for frame in at
    ]
    edges = np.sort(rng.choice(FRAMES + 1, 2 * int(rng.integers(1, 4)), replace=False)).tolist()
    return Track(tuple(keys), ranges.normalize(list(pairwise(edges))[::2]))


def case(rng: np.random.Generator) -> dict[str, Any]:
    """A track, and where it is at its keyframes, its spans' edges and frames between.

    A keyframe is frame, x, y, width, height, hold; a row is frame, there, x, y, width, height.
    """
    track = some_track(rng)
    keys = [[key.frame, *_sides(key.shape), key.hold] for key in track.keyframes]
    known = {key.frame for key in track.keyframes} | {edge for one in track.spans for edge in one}
    drawn = rng.choice(FRAMES, SHOWN, replace=False).tolist()
    frames = sorted({*drawn, *(one for one in known if one < FRAMES)})
    rows = [
        [frame, _is_there(track, frame), *_sides(shape_at(track.keyframes, frame))]
        for frame in frames
    ]
    return {"keyframes": keys, "spans": track.spans, "rows": rows}


def _at(track: Track, frame: int) -> tuple[float, ...]:
    return _sides(shape_at(track.keyframes, frame))


def _sides(shape: Shape) -> tuple[float, ...]:
    return tuple(shape.as_json().values())


def _is_there(track: Track, frame: int) -> bool:
    return any(start <= frame < end for start, end in track.spans)


def vectors() -> str:
    """The text of the file: the same at every call."""
    rng = np.random.default_rng(14)
    cases = ",\n  ".join(json.dumps(case(rng)) for _ in range(COUNT))
    return f'{{"tolerance": 1e-6, "cases": [\n  {cases}]}}\n'


if __name__ == "__main__":
    FILE.write_text(vectors())

"""Writes vectors/shapes.json, tracks of every kind: `python -m testkit.shapes` in tests/."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from annotator.geometry.box import Box, Ellipse
from annotator.geometry.mask import Mask
from annotator.geometry.outline import Polygon, Polyline
from annotator.geometry.point import Joint, Keypoint, Sight, Skeleton, Vector
from annotator.geometry.registry import Kind
from annotator.geometry.shape import Picture, Shape
from annotator.tracks.track import Keyframe, shape_at

FILE = Path(__file__).parents[1] / "vectors" / "shapes.json"
PICTURE = Picture(300, 640, 360)
EACH, SHOWN = 30, 8
JOINTS = ("head", "hand", "hip", "foot")


def _place(rng: np.random.Generator) -> tuple[float, float]:
    x, y = rng.uniform((0, 0), (PICTURE.width, PICTURE.height)).round(2).tolist()
    return x, y


def _number(rng: np.random.Generator, least: float, most: float) -> float:
    return round(float(rng.uniform(least, most)), 2)


def _angle(rng: np.random.Generator) -> float:
    return float(rng.choice((0, 10, 90, 180, 270, 350, _number(rng, 0, 359))))


def _ring(rng: np.random.Generator, middle: tuple[float, float], far: float) -> Any:
    """A ring of 3 to 9 places that does not cross itself."""
    turns = np.sort(rng.uniform(0, 2 * np.pi, int(rng.integers(3, 10))))
    away = rng.uniform(far / 2, far, len(turns))
    across, down = middle[0] + away * np.cos(turns), middle[1] + away * np.sin(turns)
    return tuple(zip(across.round(2).tolist(), down.round(2).tolist(), strict=True))


def _polygon(rng: np.random.Generator) -> Polygon:
    middle = _place(rng)
    holes = tuple(_ring(rng, middle, 20) for _ in range(int(rng.integers(0, 2))))
    return Polygon(_ring(rng, middle, 120), holes)


def _skeleton(rng: np.random.Generator) -> Skeleton:
    sights = rng.choice(list(Sight), len(JOINTS))
    return Skeleton(
        tuple(
            (name, Joint(*_place(rng), Sight(sight)))
            for name, sight in zip(JOINTS, sights, strict=True)
        )
    )


def _mask(rng: np.random.Generator) -> Mask:
    x, y = (int(value) for value in _place(rng))
    pixels = rng.random((5, 7)) < 0.5
    pixels[2, 3] = True
    return Mask.of(pixels, min(x, 600), min(y, 300))


def _rotated(rng: np.random.Generator) -> Box:
    return Box(*_place(rng), _number(rng, 4, 200), _number(rng, 4, 200), _angle(rng))


DRAWN: Mapping[Kind, Callable[[np.random.Generator], Shape]] = {
    Kind.BOX: _rotated,
    Kind.ELLIPSE: lambda rng: Ellipse(
        *_place(rng), _number(rng, 2, 90), _number(rng, 2, 90), _angle(rng)
    ),
    Kind.POLYGON: _polygon,
    Kind.POLYLINE: lambda rng: Polyline(tuple(_place(rng) for _ in range(int(rng.integers(2, 8))))),
    Kind.KEYPOINT: lambda rng: Keypoint(*_place(rng)),
    Kind.VECTOR: lambda rng: Vector(*_place(rng), _angle(rng), _number(rng, 2, 200)),
    Kind.SKELETON: _skeleton,
    Kind.MASK: _mask,
}


def some_keyframes(rng: np.random.Generator, kind: Kind) -> tuple[Keyframe, ...]:
    """The 1 to 5 keyframes of a track of a kind, some of which hold."""
    frames = np.sort(rng.choice(PICTURE.frames, int(rng.integers(1, 6)), replace=False)).tolist()
    return tuple(Keyframe(frame, DRAWN[kind](rng), bool(rng.random() < 0.2)) for frame in frames)


def as_json(key: Keyframe) -> dict[str, Any]:
    """A keyframe's geometry as the API has it."""
    return key.shape.as_json() | ({"hold": True} if key.hold else {})


def case(rng: np.random.Generator, kind: Kind) -> dict[str, Any]:
    """A track's keyframes, and its shape at those frames and some between, as [frame, shape]."""
    keys = some_keyframes(rng, kind)
    drawn = rng.choice(PICTURE.frames, SHOWN, replace=False).tolist()
    frames = sorted({*drawn, *(key.frame for key in keys)})
    rows = [[frame, shape_at(keys, frame).as_json()] for frame in frames]
    return {"kind": kind, "keyframes": {key.frame: as_json(key) for key in keys}, "rows": rows}


def vectors() -> str:
    """The text of the file: the same at every call."""
    rng = np.random.default_rng(15)
    cases = ",\n  ".join(json.dumps(case(rng, kind)) for kind in DRAWN for _ in range(EACH))
    return f'{{"tolerance": 1e-6, "cases": [\n  {cases}]}}\n'


if __name__ == "__main__":
    FILE.write_text(vectors())

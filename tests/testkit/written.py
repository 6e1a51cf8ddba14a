"""Labels of each kind as exports see them, written and read back."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any
from uuid import uuid4

import numpy as np
from darwin.utils import parse_darwin_json

from annotator.formats.video import Format, Label, LabeledVideo
from annotator.geometry.mask import Mask

FRAMES = 60
VIDEO = LabeledVideo(
    id="17",
    name="Überfall 07 — früh.mp4",
    folder="cam 3/вход",
    file_name="Überfall 07.avi",
    dataset="Gate North",
    project="Demo",
    width=640,
    height=360,
    rate=Fraction(25, 2),
    frames=FRAMES,
)
TAG = Label("00000000-0000-4000-8000-000000000001", "打架", "tag", ((4, 7), (20, 22)))
BOX = Label(
    "00000000-0000-4000-8000-000000000002",
    "person",
    "box",
    ((0, 12), (30, 60)),
    keyframes={
        0: {"x": 10, "y": 20.5, "width": 100, "height": 50},
        10: {"x": 110, "y": 20.5, "width": 100, "height": 50, "hold": True},
        40: {"x": -5, "y": 0, "width": 7, "height": 9},
    },
    steps={5: {"light": "brake", "doors": ["left", "right"]}},
    occluded=((3, 6),),
    instance=7,
    text="“braking”",
)


POINT = Label(
    "00000000-0000-4000-8000-000000000003",
    "cell",
    "keypoint",
    ((0, 6), (20, 23)),
    keyframes={0: {"x": 10, "y": 20}, 4: {"x": 22, "y": 36}, 5: {"x": 22, "y": 34}},
    instance=3,
)


def mask(name: str, spans: Any, pixels: dict[int, Any]) -> Label:
    """A mask of these pixels at these frames."""
    keyframes = {frame: Mask.of(one).as_json() for frame, one in pixels.items()}
    return Label(str(uuid4()), name, "mask", spans, keyframes)


MASK = mask("road", ((0, 9),), {0: np.eye(8, dtype=bool)})


def write(format_: Format, labels: Sequence[Label], video: LabeledVideo = VIDEO) -> str:
    """The whole text of a file."""
    return "".join(format_.write(video, labels))


def reread(tmp_path: Path, format_: Format, labels: Sequence[Label]) -> Any:
    """What darwin-py makes of it."""
    path = tmp_path / "item.json"
    path.write_text(write(format_, labels), encoding="utf-8")
    return parse_darwin_json(path)

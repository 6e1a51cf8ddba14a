"""What each shape becomes in an export: masks, tight boxes, tables of how points move."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from math import degrees
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from darwin.utils import parse_darwin_json
from hypothesis import given
from hypothesis import strategies as some

from annotator.formats.boxes import as_box
from annotator.formats.darwin import DARWIN, DARWIN_FRAMES
from annotator.formats.darwin_masks import LAYER, dense
from annotator.formats.motion import MOTION
from annotator.formats.video import Format
from annotator.geometry.mask import Mask
from annotator.geometry.registry import Kind, stored_shape
from annotator.tracks.track import Keyframe, shape_at
from testkit.shapes import as_json, some_keyframes
from testkit.written import BOX, POINT, TAG, VIDEO, mask, reread, write


def undense(runs: Sequence[int], width: int) -> npt.NDArray[np.int64]:
    """The values that a layer says, (height, width)."""
    pairs = np.array(runs, np.int64).reshape(-1, 2)
    return np.repeat(pairs[:, 0], pairs[:, 1]).reshape(-1, width)


def bare(geometry: Any) -> Any:
    """A keyframe's geometry without whether it holds."""
    return {name: value for name, value in geometry.items() if name != "hold"}


@pytest.mark.row("P24", "Segmentation masks")
@pytest.mark.parametrize("format_", [DARWIN, DARWIN_FRAMES], ids=lambda format_: format_.name)
def test_masks_come_out_of_darwin_to_the_pixel(tmp_path: Path, format_: Format) -> None:
    rng = np.random.default_rng(5)
    first, later, other = (rng.random((VIDEO.height, VIDEO.width)) < 0.4 for _ in range(3))
    moving = mask("road", ((2, 8), (10, 12)), {2: first, 6: later})
    over = mask("sky", ((4, 7),), {0: other})

    file = reread(tmp_path, format_, [moving, TAG, over])

    road, tag, sky, layer = file.annotations
    assert [one.annotation_class.annotation_type for one in (road, tag, sky)] == [
        "mask",
        "tag",
        "mask",
    ]
    assert (road.segments, layer.annotation_class.name) == ([[2, 8], [10, 12]], LAYER)
    assert not road.interpolated
    assert layer.segments == [[2, 8], [10, 12]]
    for frame in (2, 3, 4, 5, 6, 7, 10, 11):
        seen = layer.frames[max(one for one in layer.frames if one <= frame)].data
        values = undense(seen["dense_rle"], VIDEO.width)
        numbers = seen["mask_annotation_ids_mapping"]
        hidden = other if 4 <= frame < 7 else np.zeros_like(other)
        shown = later if frame >= 6 else first
        np.testing.assert_array_equal(values == numbers[moving.id], shown & ~hidden)
        assert (over.id in numbers) == (4 <= frame < 7)
        if over.id in numbers:
            np.testing.assert_array_equal(values == numbers[over.id], hidden)
        assert seen["total_pixels"] == values.size
    listed = 8 if format_ is DARWIN_FRAMES else 5
    assert len(layer.frames) == listed


@pytest.mark.row("P24", "Segmentation masks")
@given(some.integers(1, 20), some.integers(1, 20), some.integers(0, 2**32 - 1))
def test_a_layer_decodes_to_the_identical_array(height: int, width: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    values, masks = np.zeros((height, width), np.int64), []
    for number in range(1, 1 + int(rng.integers(4))):
        top, left = int(rng.integers(height)), int(rng.integers(width))
        pixels = rng.random((height - top, width - left)) < 0.6
        values[top:, left:][pixels] = number
        if pixels.any():
            masks.append((number, Mask.of(pixels, left, top)))

    runs = dense(masks, width, height)

    np.testing.assert_array_equal(undense(runs, width), values)
    assert all(one != other for one, other in pairwise(runs[::2]))


def test_a_layer_costs_what_its_masks_do_and_not_what_the_picture_does() -> None:
    # No machine could hold this picture, one number a pixel.
    huge = replace(VIDEO, width=2**20, height=2**20)
    drawn = [mask("road", ((0, 40),), {frame: np.eye(3, dtype=bool)}) for frame in range(40)]

    layer = json.loads(write(DARWIN, drawn, huge))["annotations"][-1]["frames"]["39"]

    found = layer["raster_layer"]
    assert found["dense_rle"] == [40, 1, 0, 2**20, 40, 1, 0, 2**20, 40, 1, 0, 2**40 - 2**21 - 3]
    assert found["total_pixels"] == 2**40


@pytest.mark.row("P18", "Polygon in, box out")
@pytest.mark.parametrize("kind", [Kind.POLYGON, Kind.ELLIPSE, Kind.MASK, Kind.BOX])
@pytest.mark.parametrize("seed", range(4))
def test_every_shape_gives_its_tight_box_on_every_frame(kind: Kind, seed: int) -> None:
    rng = np.random.default_rng(seed)
    keys = [key for _ in range(3) for key in some_keyframes(rng, kind)]
    keyframes = {key.frame: as_json(key) for key in keys}
    drawn = replace(TAG, kind=kind, spans=((0, 40), (90, 300)), keyframes=keyframes)
    track = [
        Keyframe(frame, stored_shape(bare(one)), bool(one.get("hold")))
        for frame, one in sorted(keyframes.items())
    ]

    boxes = as_box(drawn)

    assert boxes.kind == "box"
    found = [
        Keyframe(frame, stored_shape(bare(one)), bool(one.get("hold")))
        for frame, one in sorted(boxes.keyframes.items())
    ]
    for frame in (*range(40), *range(90, 300)):
        expected = shape_at(track, frame).bounds
        assert shape_at(found, frame).bounds == pytest.approx(expected, abs=0.0101), frame
    if kind in (Kind.POLYGON, Kind.MASK):
        assert len(found) < 200


def test_what_is_a_box_or_has_no_area_stays_as_it_is() -> None:
    for label in (TAG, BOX, POINT):
        assert as_box(label) is label


@pytest.mark.row("A35", "Live-cell movement analysis")
def test_points_become_a_table_of_speed_and_turning() -> None:
    rows = list(csv.DictReader(io.StringIO(write(MOTION, [POINT]))))

    assert len(rows) == 5 + 2
    first = rows[0]
    assert (first["clip"], first["class"], first["instance"]) == (VIDEO.name, "cell", "3")
    assert [row["frame"] for row in rows] == ["0", "1", "2", "3", "4", "20", "21"]
    speeds = [float(row["speed_px_per_s"]) for row in rows]
    # Four frames of 3 to the right and 4 down, at 12.5 frames a second; then straight up by 2.
    assert speeds == pytest.approx([62.5, 62.5, 62.5, 62.5, 25.0, 0, 0])
    headings = [row["heading_deg"] for row in rows]
    assert [float(one) for one in headings[:5]] == pytest.approx([53.130102] * 4 + [270])
    assert headings[5:] == ["", ""]
    turning = [row["turning_deg"] for row in rows]
    assert turning[0] == ""
    assert [float(one) for one in turning[1:5]] == pytest.approx([0, 0, 0, -143.130102])
    assert turning[5:] == ["", ""]


@pytest.mark.row("P19", "Keypoints")
def test_a_point_is_exported_where_it_is_on_every_frame(tmp_path: Path) -> None:
    (point,) = reread(tmp_path, DARWIN_FRAMES, [POINT]).annotations

    places = [(point.frames[frame].data["x"], point.frames[frame].data["y"]) for frame in range(5)]
    assert places == [(10, 20), (13, 24), (16, 28), (19, 32), (22, 36)]


@pytest.mark.row("P20", "Directional vectors")
def test_a_vector_comes_back_as_it_was_and_turns_by_the_shorter_arc(tmp_path: Path) -> None:
    keys = {
        0: {"x": 5, "y": 5, "angle": 350, "length": 9},
        4: {"x": 9, "y": 1, "angle": 10, "length": 17},
    }
    vector = replace(TAG, kind="vector", spans=((0, 5),), keyframes=keys)
    track = [Keyframe(frame, stored_shape(one)) for frame, one in keys.items()]

    (read,) = reread(tmp_path, DARWIN_FRAMES, [vector]).annotations

    back = []
    for frame in range(5):
        (said,) = [one for one in read.frames[frame].subs if one.annotation_type != "instance_id"]
        turned = {"angle": degrees(said.data["angle"]), "length": said.data["length"]}
        back.append({**read.frames[frame].data, **turned})
    assert [one["angle"] for one in back] == pytest.approx([350, 355, 0, 5, 10])
    for frame, one in enumerate(back):
        assert one == pytest.approx(shape_at(track, frame).as_json()), frame


def test_skipped_frames_are_properties_of_the_item(tmp_path: Path) -> None:
    video = replace(VIDEO, skips=((0, 4), (50, 60)))

    path = tmp_path / "item.json"
    path.write_text(write(DARWIN, [TAG], video), encoding="utf-8")

    file: Any = parse_darwin_json(path)
    assert file.item_properties == [
        {"name": "skip", "value": "0-4"},
        {"name": "skip", "value": "50-60"},
    ]

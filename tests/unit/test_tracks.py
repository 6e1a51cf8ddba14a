"""Where a box is at any frame, by what users of other tools already expect."""

import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator import ranges
from annotator.geometry.box import Box, Ellipse
from annotator.geometry.outline import Polygon, Polyline
from annotator.geometry.point import Keypoint, Vector
from annotator.geometry.registry import SHAPES, stored_shape
from annotator.geometry.shape import Shape
from annotator.refusal import Refusal
from annotator.tracks import track as tracks
from annotator.tracks.track import Keyframe, Track
from testkit import shapes
from testkit.tracks import vectors

VECTORS = Path(__file__).parents[1] / "vectors"
CVAT = json.loads((VECTORS / "interpolation_cvat.json").read_text())
RANDOM = json.loads((VECTORS / "tracks.json").read_text())
RANGES = json.loads((VECTORS / "ranges.json").read_text())["cases"]
# Of several points, cuboids and joints of their own time there is no such shape here.
KNOWN = ("rectangle", "ellipse", "polygon", "polyline")
CASES = [
    case
    for case in CVAT["cases"]
    if case["shape"] in KNOWN or {len(key["points"]) for key in case["keyframes"]} == {2}
]
# Theirs creeps through an exact half turn and then jumps; ours turns clockwise all the way.
HALF_TURNS = {case["name"] for case in CASES if case.get("quirk") == "exact-180"}
WITH_ANSWER = [case for case in CASES if case["expected"] is not None]
SPLITS = [case for case in RANGES if case["op"] == "split_track"]

coordinates = st.floats(-1000, 1000, allow_nan=False)
sizes = st.floats(4, 1000, allow_nan=False)
some_boxes = st.builds(Box, coordinates, coordinates, sizes, sizes, st.sampled_from((0.0, 90, 350)))


@st.composite
def some_tracks(draw: st.DrawFn) -> Track:
    frames = draw(st.lists(st.integers(0, 50), min_size=1, max_size=6, unique=True))
    keys = [Keyframe(frame, draw(some_boxes), draw(st.booleans())) for frame in sorted(frames)]
    edges = sorted(draw(st.lists(st.integers(0, 60), max_size=6, unique=True)))
    spans = ranges.normalize(list(pairwise(edges))[::2])
    return Track(tuple(keys), spans)


def track_of(case: dict[str, Any]) -> Track:
    """A track of theirs in our words: a span ends where an outside keyframe stands."""
    end, keys = case["end"], case["keyframes"]
    stops = [*(key["frame"] for key in keys[1:]), max(end, keys[-1]["frame"] + 1)]
    parts = list(zip(keys, stops, strict=True))
    shown = [(key["frame"], stop) for key, stop in parts if not key["outside"]]
    covered = [(key["frame"], stop) for key, stop in parts if key["occluded"]]
    return Track(
        tuple(Keyframe(key["frame"], shape_of(case["shape"], key)) for key in keys),
        ranges.intersect(shown, [(0, end)]),
        ranges.intersect(covered, [(0, end)]),
    )


def shape_of(kind: str, row: dict[str, Any]) -> Shape:
    """A shape of theirs in our words."""
    points, angle = row["points"], float(row.get("rotation", 0))
    if kind == "rectangle":
        left, top, right, bottom = points
        return Box(left, top, right - left, bottom - top, angle)
    if kind == "ellipse":
        x, y, right, top = points
        return Ellipse(x, y, right - x, y - top, angle)
    places = tuple(zip(points[::2], points[1::2], strict=True))
    if kind == "polygon":
        return Polygon(places)
    return Polyline(places) if kind == "polyline" else Keypoint(*places[0])


def numbers(shape: Shape) -> list[float]:
    """All numbers of a shape, angles as they are within one turn."""
    if isinstance(shape, Box):
        return [shape.x, shape.y, shape.width, shape.height, shape.rotation % 360]
    if isinstance(shape, Ellipse):
        return [shape.x, shape.y, shape.radius_x, shape.radius_y, shape.rotation % 360]
    return np.array(next(iter(shape.as_json().values()))).reshape(-1).tolist()


@pytest.mark.parametrize("case", WITH_ANSWER, ids=lambda case: case["name"])
@pytest.mark.row("P15", "Morphing labels across frames")
def test_a_shape_is_where_cvat_shows_it(case: dict[str, Any]) -> None:
    track, rows = track_of(case), case["expected"]
    frames = np.array([row["frame"] for row in rows], np.int64)

    for row in rows:
        got = numbers(tracks.shape_at(track.keyframes, row["frame"]))
        expected = numbers(shape_of(case["shape"], row))
        if case["name"] in HALF_TURNS:
            got, expected = got[:4], expected[:4]
        assert got == pytest.approx(expected, abs=CVAT["tolerance"]), row["frame"]
    assert tracks.visible(track, frames).tolist() == [not row["outside"] for row in rows]
    assert tracks.occluded(track, frames).tolist() == [row["occluded"] for row in rows]
    if case.get("expected_is") != "sample":
        shown = sum(end - start for start, end in track.spans)
        assert shown == sum(not row["outside"] for row in rows)


@pytest.mark.row("P20", "Directional vectors")
def test_directions_turn_by_the_shorter_arc() -> None:
    keys = (Keyframe(0, Vector(0, 0, 350, 10)), Keyframe(10, Vector(0, 0, 10, 10)))

    assert tracks.shape_at(keys, 5) == Vector(0, 0, 0, 10)
    half = (Keyframe(0, Vector(0, 0, 0, 10)), Keyframe(10, Vector(0, 0, 180, 10)))
    assert [numbers_of(half, frame) for frame in (2, 5, 10)] == [36, 90, 180]


def numbers_of(keys: tuple[Keyframe, ...], frame: int) -> float:
    shape = tracks.shape_at(keys, frame)
    assert isinstance(shape, Vector)
    return shape.angle


def test_two_keyframes_on_one_frame_are_refused() -> None:
    case = next(one for one in CASES if one["name"] == "rect/error_two_keys_on_one_frame")

    with pytest.raises(Refusal, match="frame 4"):
        track_of(case)


def test_a_track_without_keyframes_is_refused() -> None:
    with pytest.raises(Refusal):
        Track((), ((0, 5),))
    with pytest.raises(Refusal):
        tracks.shape_at([], 0)


@pytest.mark.row("P14", "Keyframe interpolation")
def test_halfway_between_two_keyframes_is_the_exact_middle() -> None:
    track = Track((Keyframe(0, Box(0, 0, 10, 20)), Keyframe(10, Box(4, 8, 30, 40))), ((0, 11),))

    assert tracks.shape_at(track.keyframes, 5) == Box(2, 4, 20, 30)
    assert tracks.boxes(track, np.array([5]))[0].tolist() == [2, 4, 20, 30, 0]


def test_a_held_box_stays_until_the_next_keyframe() -> None:
    keys = (Keyframe(0, Box(0, 0, 10, 10), hold=True), Keyframe(10, Box(100, 0, 10, 10)))

    assert tracks.shape_at(keys, 9) == Box(0, 0, 10, 10)
    assert tracks.shape_at(keys, 10) == Box(100, 0, 10, 10)


@given(some_tracks())
def test_the_fast_path_agrees_with_the_plain_one(track: Track) -> None:
    frames = np.arange(0, 61)
    plain = [numbers(tracks.shape_at(track.keyframes, int(frame))) for frame in frames]

    np.testing.assert_allclose(tracks.boxes(track, frames), plain, atol=1e-6)
    inside = [any(start <= frame < end for start, end in track.spans) for frame in frames]
    assert tracks.visible(track, frames).tolist() == inside


@pytest.mark.parametrize("case", SPLITS, ids=lambda case: case["name"])
def test_a_split_track_shows_what_it_showed(case: dict[str, Any]) -> None:
    asked, expected = case["input"], case["expected"]
    keys = sorted((int(frame), value) for frame, value in asked["keyframes"].items())
    whole = Track(
        tuple(Keyframe(frame, Box(value, 0, 1, 1)) for frame, value in keys),
        ranges.normalize(asked["spans"]),
    )

    for part, name in zip(tracks.split(whole, asked["at"]), ("left", "right"), strict=True):
        assert part is not None
        assert ranges.as_json(part.spans) == expected[f"{name}_spans"]
        for frame, value in expected[f"{name}_values"].items():
            assert numbers(tracks.shape_at(part.keyframes, int(frame)))[0] == pytest.approx(value)


@given(some_tracks(), st.integers(0, 60))
def test_a_split_loses_and_invents_nothing(track: Track, at: int) -> None:
    parts = [part for part in tracks.split(track, at) if part is not None]

    for part in parts:
        frames = np.array([f for start, end in part.spans for f in range(start, end)], np.int64)
        np.testing.assert_allclose(
            tracks.boxes(part, frames), tracks.boxes(track, frames), atol=1e-6
        )
        assert {key.frame for key in part.keyframes} <= set(frames.tolist())
    held = ranges.normalize(span for part in parts for span in part.spans)
    assert held == track.spans


@pytest.mark.row("P14", "Keyframe interpolation")
def test_random_tracks_are_where_the_browser_reads_that_they_are() -> None:
    assert len(RANDOM["cases"]) == 200
    for case in RANDOM["cases"]:
        keys = [Keyframe(frame, Box(*box), hold) for frame, *box, hold in case["keyframes"]]
        track = Track(tuple(keys), tuple((start, end) for start, end in case["spans"]))
        frames = np.array([row[0] for row in case["rows"]], np.int64)

        expected = np.array([row[2:] for row in case["rows"]])
        found = tracks.boxes(track, frames)[:, :4]
        np.testing.assert_allclose(found, expected, atol=RANDOM["tolerance"])
        assert tracks.visible(track, frames).tolist() == [row[1] for row in case["rows"]]


@pytest.mark.row("P15", "Morphing labels across frames")
def test_many_frames_at_once_are_where_each_frame_is() -> None:
    cases = json.loads(shapes.FILE.read_text())["cases"]
    assert {case["kind"] for case in cases} == set(SHAPES)
    for case in cases:
        keys = keys_of(case["keyframes"])
        frames = [frame for frame, _ in case["rows"]]
        found = list(tracks.shapes_at(keys, frames))
        every = list(tracks.shapes_at(keys, range(shapes.PICTURE.frames)))

        for shape, (_, expected) in zip(found, case["rows"], strict=True):
            assert near(shape.as_json(), expected), case
        assert every == [tracks.shape_at(keys, at) for at in range(shapes.PICTURE.frames)]


def keys_of(keyframes: dict[str, Any]) -> list[Keyframe]:
    """The keyframes of a track as vectors have them."""
    return [
        Keyframe(int(frame), stored_shape(bare(body)), bool(body.get("hold")))
        for frame, body in sorted(keyframes.items(), key=lambda one: int(one[0]))
    ]


def bare(body: dict[str, Any]) -> dict[str, Any]:
    """A geometry without whether it holds."""
    return {name: value for name, value in body.items() if name != "hold"}


def near(found: Any, expected: Any) -> bool:
    """Whether two geometries are the same, to a millionth of a pixel."""
    if isinstance(expected, dict):
        return set(found) == set(expected) and all(near(found[one], expected[one]) for one in found)
    if isinstance(expected, list):
        return len(found) == len(expected) and all(map(near, found, expected))
    if isinstance(expected, str):
        return bool(found == expected)
    return bool(found == pytest.approx(expected, abs=1e-6))


def test_what_rests_is_said_once() -> None:
    keys = [
        Keyframe(2, Box(0, 0, 10, 10), hold=True),
        Keyframe(4, Box(50, 0, 10, 10)),
        Keyframe(6, Box(90, 0, 10, 10)),
    ]

    found = list(tracks.shapes_at(keys, range(9)))

    assert [id(shape) for shape in found[:4]] == [id(keys[0].shape)] * 4
    assert [shape.bounds.x for shape in found[4:]] == [50, 70, 90, 90, 90]
    assert list(tracks.shapes_at(keys, [])) == []
    with pytest.raises(Refusal):
        list(tracks.shapes_at([], [0]))


def test_the_random_tracks_are_those_that_are_drawn() -> None:
    assert json.loads(vectors()) == RANDOM


@pytest.mark.row("P15", "Morphing labels across frames")
def test_the_random_shapes_are_those_that_are_drawn() -> None:
    assert shapes.FILE.read_text() == shapes.vectors()

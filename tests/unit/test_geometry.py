"""Shapes: what is read is what is written, and what lies between two of them."""

from itertools import pairwise
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from annotator.fields import Fields
from annotator.geometry.box import Box
from annotator.geometry.mask import Mask
from annotator.geometry.morph import morph, straight
from annotator.geometry.outline import Polygon
from annotator.geometry.point import Keypoint, Sight, Skeleton
from annotator.geometry.registry import SHAPES, Kind, parse_shape, stored_shape
from annotator.geometry.shape import Picture, Shape
from annotator.refusal import Refusal

PICTURE = Picture(60, 640, 360)
SQUARE = ((100.0, 100.0), (200.0, 100.0), (200.0, 200.0), (100.0, 200.0))
HEXAGON = ((150.0, 80), (230.0, 120), (230.0, 190), (150.0, 230), (70.0, 190), (70.0, 120))
WRITTEN: dict[Kind, dict[str, Any]] = {
    Kind.BOX: {"x": 10, "y": 20, "width": 30, "height": 40, "rotation": 30},
    Kind.POLYGON: {
        "outline": [[0, 0], [90, 0], [90, 90]],
        "holes": [[[40, 20], [80, 20], [80, 60]]],
    },
    Kind.POLYLINE: {"points": [[0, 0], [50, 20], [90, 90]]},
    Kind.ELLIPSE: {"x": 50, "y": 60, "radius_x": 30, "radius_y": 10, "rotation": 90},
    Kind.KEYPOINT: {"x": 5, "y": 6},
    Kind.SKELETON: {
        "joints": {"head": {"x": 1, "y": 2}, "hand": {"x": 3, "y": 4, "sight": "covered"}}
    },
    Kind.VECTOR: {"x": 5, "y": 6, "angle": 350, "length": 20},
    Kind.MASK: {"x": 3, "y": 4, "width": 3, "height": 2, "runs": [1, 2, 2, 1]},
}


def crossings(ring: tuple[tuple[float, float], ...]) -> int:
    """How many pairs of a ring's edges cross each other."""
    edges = list(pairwise((*ring, ring[0])))

    def side(a: tuple[float, float], b: tuple[float, float], c: tuple[float, float]) -> float:
        return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])

    return sum(
        side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0
        for at, (a, b) in enumerate(edges)
        for c, d in edges[at + 1 :]
    )


@pytest.mark.parametrize("kind", SHAPES)
def test_each_shape_says_what_it_was_told(kind: Kind) -> None:
    shape = parse_shape(WRITTEN[kind], "added", PICTURE)

    assert isinstance(shape, SHAPES[kind])
    assert shape.as_json() == WRITTEN[kind]
    assert stored_shape(shape.as_json()) == shape
    assert shape.between(shape, 0.5).bounds == pytest.approx(shape.bounds)


@pytest.mark.parametrize("kind", SHAPES)
@pytest.mark.parametrize("odd", [None, "1", True, float("nan"), float("inf"), [], {}, 10**20])
def test_what_is_no_shape_names_its_field(kind: Kind, odd: object) -> None:
    for name in WRITTEN[kind]:
        if odd == [] and name == "holes":
            continue
        with pytest.raises(Refusal) as caught:
            parse_shape(WRITTEN[kind] | {name: odd}, "at", PICTURE)
        assert next(iter(caught.value.fields)).startswith("at")


@pytest.mark.row("P15", "Morphing labels across frames")
def test_a_square_becomes_a_hexagon_without_crossing_itself() -> None:
    for step in range(101):
        assert crossings(morph(SQUARE, HEXAGON, step / 100, closed=True)) == 0


@given(
    st.lists(st.tuples(st.floats(0, 300), st.floats(0, 300)), min_size=3, max_size=9, unique=True)
)
def test_an_outline_that_stays_stays(points: list[tuple[float, float]]) -> None:
    assert morph(points, points, 0.5, closed=False)[0] == pytest.approx(points[0])
    assert morph(points, points, 0, closed=True) == tuple(points)


def test_outlines_of_like_points_move_in_straight_lines_and_others_do_not() -> None:
    wide = tuple((2 * x, y + 30) for x, y in SQUARE)
    ways = straight(SQUARE, wide, closed=True)

    assert ways is not None
    for share in (0.25, 0.5, 0.9):
        moved = [
            tuple(a + (b - a) * share for a, b in zip(one, other, strict=True))
            for one, other in zip(*ways, strict=True)
        ]
        assert moved == [*morph(SQUARE, wide, share, closed=True), moved[0]]
    assert straight(SQUARE, HEXAGON, closed=True) is None
    assert straight(HEXAGON, SQUARE, closed=True) is None


@pytest.mark.row("P17", "Polygon tool")
def test_fifty_polygons_have_the_area_of_another_measure_and_the_box_of_their_pixels() -> None:
    rng = np.random.default_rng(17)
    for _ in range(50):
        turns = np.sort(rng.uniform(0, 2 * np.pi, int(rng.integers(5, 12))))
        far = rng.uniform(60, 150, len(turns))
        points = [
            (160 + r * np.cos(t), 160 + r * np.sin(t)) for r, t in zip(far, turns, strict=True)
        ]
        polygon = Polygon(tuple((float(x), float(y)) for x, y in points))
        drawn = Image.new("1", (3200, 3200))
        ImageDraw.Draw(drawn).polygon([(x * 10, y * 10) for x, y in points], fill=1)

        measured = cv2.contourArea(np.array(points, np.float32))
        assert polygon.area == pytest.approx(measured, rel=1e-5)
        left, top, right, bottom = (edge / 10 for edge in drawn.getbbox() or ())
        found = polygon.bounds
        assert (found.x, found.y) == pytest.approx((left, top), abs=0.2)
        assert (found.x + found.width, found.y + found.height) == pytest.approx(
            (right, bottom), abs=0.2
        )


def test_a_hole_takes_its_area_away() -> None:
    hole = ((120.0, 120.0), (140.0, 120.0), (140.0, 140.0), (120.0, 140.0))

    assert Polygon(SQUARE, (hole,)).area == 100 * 100 - 20 * 20


def test_a_turned_box_reaches_further_than_its_sides() -> None:
    assert Box(0, 0, 100, 100, 45).bounds.width == pytest.approx(100 * 2**0.5)
    assert Box(0, 0, 100, 50, 90).bounds == pytest.approx((25, -25, 50, 100))


def test_joints_move_one_by_one_and_keep_how_they_are_seen() -> None:
    start = parse_shape(WRITTEN[Kind.SKELETON], "at", PICTURE)
    end = parse_shape(
        {"joints": {"head": {"x": 11, "y": 2}, "hand": {"x": 3, "y": 4}}}, "at", PICTURE
    )
    assert isinstance(start, Skeleton)
    assert isinstance(end, Skeleton)

    joints = dict(start.between(end, 0.5).joints)

    assert joints["head"].x == 6
    assert joints["hand"].sight is Sight.COVERED


@pytest.mark.row("P24", "Segmentation masks")
@given(st.integers(1, 40), st.integers(1, 40), st.randoms(use_true_random=False))
def test_a_mask_gives_its_pixels_back(height: int, width: int, random: Any) -> None:
    pixels = np.array([[random.random() < 0.4 for _ in range(width)] for _ in range(height)])
    if not pixels.any():
        with pytest.raises(Refusal):
            Mask.of(pixels)
        return

    mask = Mask.of(pixels, 7, 9)
    read = Mask.parse(Fields(mask.as_json(), "at"), PICTURE)

    whole = np.zeros((height, width), bool)
    whole[read.y - 9 : read.y - 9 + read.height, read.x - 7 : read.x - 7 + read.width] = (
        read.pixels()
    )
    assert (whole == pixels).all()
    assert read.area == pixels.sum()


def test_a_point_is_a_point() -> None:
    shape: Shape = Keypoint(1, 2)

    assert shape.between(Keypoint(3, 6), 0.5) == Keypoint(2, 4)

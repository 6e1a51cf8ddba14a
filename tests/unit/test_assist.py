"""Suggestions while somebody draws: shapes that are followed, things that are outlined."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from annotator.contracts.assist import OutlineThing, ShapeTracked, TrackShape, View
from annotator.geometry.box import Box, Ellipse
from annotator.geometry.outline import Polygon
from annotator.geometry.point import Keypoint
from annotator.geometry.registry import stored_shape
from annotator.geometry.shape import Shape
from annotator.geometry.similarity import Similarity, moved
from annotator.refusal import Refusal
from annotator.tracks.track import Keyframe, shape_at
from mlworker import blobs
from mlworker.assist.outline import outline
from mlworker.assist.track import track
from testkit.drawn import write
from testkit.travels import HEIGHT, TRAVELS, WIDTH, Travel, iou
from testkit.work import silent

FRAMES = 30
TWICE = Similarity(2.0, 0.0, 0.0, 0.0)
STEADY = TRAVELS[0]
CENTER = (160, 120)


def watched(folder: Path, pictures: Iterable[npt.NDArray[np.uint8]]) -> tuple[str, View]:
    """A storage with a film in it, whose shapes are in pixels of a picture twice as large."""
    path = folder / "film.mp4"
    write(path, iter(pictures))
    key = blobs.put(folder.as_uri(), path)
    return folder.as_uri(), View(key, 10, 1, 2 * WIDTH, 2 * HEIGHT)


def followed(folder: Path, travel: Travel, shape: Shape, end: Shape | None = None) -> ShapeTracked:
    """What becomes of a shape that is followed over a drawn film."""
    url, view = watched(folder, travel.pictures(FRAMES))
    last = {} if end is None else end.as_json()
    return track(TrackShape("j", "t", url, view, 0, FRAMES - 1, shape.as_json(), last), silent)


def at(reply: ShapeTracked, first: Shape, frame: int) -> Shape:
    """Where the suggestion has the shape at a frame."""
    keys = [Keyframe(0, first)]
    keys += [Keyframe(int(key), stored_shape(one)) for key, one in reply.keyframes.items()]
    return shape_at(sorted(keys, key=lambda key: key.frame), frame)


@pytest.mark.row("F03", "Computer-vision foundations")
@pytest.mark.parametrize("travel", TRAVELS, ids=lambda travel: travel.name)
def test_a_box_keeps_to_what_travels_and_grows(travel: Travel, tmp_path: Path) -> None:
    first = moved(travel.box(0), TWICE)

    reply = followed(tmp_path, travel, first)

    assert reply.until == FRAMES - 1
    assert 0 < len(reply.keyframes) < FRAMES / 2
    assert "0" not in reply.keyframes
    scores = [iou(at(reply, first, n), moved(travel.box(n), TWICE)) for n in range(FRAMES)]
    assert min(scores) > 0.7, scores


def test_other_shapes_go_along_with_it(tmp_path: Path) -> None:
    x, y = (2 * one for one in STEADY.start)
    shapes: list[Shape] = [
        Ellipse(x, y, 48, 48),
        Keypoint(x, y),
        Polygon(((x - 40, y - 40), (x + 40, y - 40), (x, y + 40))),
    ]

    for number, shape in enumerate(shapes):
        folder = tmp_path / str(number)
        folder.mkdir()
        reply = followed(folder, STEADY, shape)
        before, after = shape.bounds, at(reply, shape, FRAMES - 1).bounds
        shift = after.x + after.width / 2 - before.x - before.width / 2
        assert type(at(reply, shape, 5)) is type(shape)
        assert shift == pytest.approx(2 * STEADY.step[0] * (FRAMES - 1), abs=8)


def test_a_known_end_is_met(tmp_path: Path) -> None:
    first, end = moved(STEADY.box(0), TWICE), Box(150, 170, 120, 110)

    reply = followed(tmp_path, STEADY, first, end)

    assert str(FRAMES - 1) not in reply.keyframes
    nearly = at(reply, first, max(int(frame) for frame in reply.keyframes))
    assert iou(nearly, end) > 0.6


def test_what_cannot_be_told_apart_is_refused_with_a_way_out(tmp_path: Path) -> None:
    flat = np.full((HEIGHT, WIDTH, 3), 90, np.uint8)
    url, view = watched(tmp_path, [flat] * 8)
    shape = Box(100, 100, 60, 60).as_json()

    with pytest.raises(Refusal, match="Set a keyframe nearer"):
        track(TrackShape("j", "t", url, view, 0, 7, shape, {}), silent)


def test_a_thing_that_leaves_the_picture_is_followed_that_far(tmp_path: Path) -> None:
    leaving = Travel("rectangle, leaving", (12.0, 0.0), start=(230.0, 120.0))
    first = moved(leaving.box(0), TWICE)

    reply = followed(tmp_path, leaving, first)

    assert 3 <= reply.until < FRAMES - 1
    for shape in reply.keyframes.values():
        assert shape["x"] >= 0
        assert shape["x"] + shape["width"] <= 2 * WIDTH


def crossing(count: int) -> Iterator[tuple[npt.NDArray[np.uint8], list[Box]]]:
    """Two patterned squares that cross, the first behind the second: each picture, and where they
    are in pixels of the larger one.
    """
    rng = np.random.default_rng(7)
    side, tops = 44, (80, 104)
    ground = rng.integers(75, 85, (HEIGHT, WIDTH, 3), dtype=np.uint8)
    spots = rng.integers(-50, 50, (2, side, side, 1))
    squares = np.array([[[[200, 80, 80]]], [[[80, 90, 210]]]]) + spots
    step = (WIDTH - side - 40) / (count - 1)
    for frame in range(count):
        picture, lefts = ground.copy(), (20 + frame * step, WIDTH - 20 - side - frame * step)
        for top, left, square in zip(tops, map(round, lefts), squares, strict=True):
            picture[top : top + side, left : left + side] = square.clip(0, 255)
        places = zip(map(round, lefts), tops, strict=True)
        yield picture, [Box(2 * x, 2 * y, 2 * side, 2 * side) for x, y in places]


@pytest.mark.row("M78", "Object detection and tracking")
def test_two_that_cross_are_told_apart_by_who_pointed_at_them(tmp_path: Path) -> None:
    pictures, places = zip(*crossing(60), strict=True)
    url, view = watched(tmp_path, pictures)

    for number, place in enumerate(places[0]):
        x, y = place.x + place.width / 2, place.y + place.height / 2
        seen = outline(OutlineThing("j", "t", url, view, 0, point=(x, y)), silent)
        first = Box(*stored_shape(seen.shape).bounds)
        assert iou(first, place) > 0.8
        reply = track(TrackShape("j", "t", url, view, 0, 59, first.as_json(), {}), silent)
        where = [at(reply, first, frame) for frame in range(60)]
        own = [iou(here, there[number]) > 0.5 for here, there in zip(where, places, strict=True)]
        assert np.mean(own) >= 0.95


def disc(noise: float, seed: int = 3) -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.bool_]]:
    """A picture with a drawn disc, and which of its pixels the disc has."""
    rng = np.random.default_rng(seed)
    ground = np.full((HEIGHT, WIDTH, 3), (70, 90, 80), np.float32)
    cv2.rectangle(ground, (20, 20), (90, 200), (180, 170, 60), -1)
    cv2.circle(ground, CENTER, 45, (200, 60, 70), -1)
    flags = np.zeros((HEIGHT, WIDTH), np.uint8)
    cv2.circle(flags, CENTER, 45, 1, -1)
    noisy = ground + rng.normal(0, noise, ground.shape)
    return noisy.clip(0, 255).astype(np.uint8), flags == 1


def covered(shape: dict[str, Any], flags: npt.NDArray[np.bool_]) -> float:
    """The IoU of a polygon in pixels of the picture with pixels of the drawing."""
    polygon = moved(stored_shape(shape), Similarity(0.5, 0.0, 0.0, 0.0))
    assert isinstance(polygon, Polygon)
    drawn = np.zeros(flags.shape, np.uint8)
    cv2.fillPoly(drawn, [np.round(np.array(polygon.outline) - 0.5).astype(np.int32)], 1)
    return float((flags & (drawn == 1)).sum() / (flags | (drawn == 1)).sum())


@pytest.mark.row("P25", "Auto-Annotate tools")
@pytest.mark.parametrize("noise", [0.0, 8.0, 16.0])
@pytest.mark.parametrize(
    "pointing",
    [{"point": (320.0, 240.0)}, {"point": (290.0, 215.0)}, {"box": (220.0, 140.0, 200.0, 200.0)}],
    ids=["middle", "aside", "box"],
)
def test_a_drawn_disc_is_outlined_on_that_very_frame(
    noise: float, pointing: Any, tmp_path: Path
) -> None:
    picture, flags = disc(noise)
    empty = np.full_like(picture, 90)
    url, view = watched(tmp_path, [empty, empty, picture, empty])

    found = outline(OutlineThing("j", "t", url, view, 2, **pointing), silent)

    assert found.by == "grabcut"
    assert 8 <= len(found.shape["outline"]) <= 200
    assert covered(dict(found.shape), flags) >= 0.8


def test_where_nothing_stands_out_it_says_what_else_to_do(tmp_path: Path) -> None:
    url, view = watched(tmp_path, [disc(0.0)[0]])
    nowhere = replace(OutlineThing("j", "t", url, view, 0), box=(10.0, 10.0, 4.0, 4.0))

    with pytest.raises(Refusal, match="polygon tool"):
        outline(nowhere, silent)

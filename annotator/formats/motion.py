"""How points move, as a table: speed and turning of each keypoint track, frame by frame."""

import csv
import io
from collections.abc import Iterable, Iterator
from itertools import pairwise
from math import atan2, degrees, hypot

from annotator.formats.video import Format, Label, LabeledVideo
from annotator.geometry.point import Keypoint
from annotator.geometry.registry import Kind, stored_shape
from annotator.geometry.shape import Shape
from annotator.tracks.track import Keyframe, shapes_at

COLUMNS = (
    "clip",
    "label",
    "class",
    "instance",
    "frame",
    "next_frame",
    "x_px",
    "y_px",
    "next_x_px",
    "next_y_px",
    "speed_px_per_s",
    "heading_deg",
    "turning_deg",
)
LOSES = (
    "Seconds are frames by the clip's rate; of a clip with a variable rate that is its average.",
    "Where a point stands still it has no heading, and the steps on both sides of it no turning.",
)


def write_motion(video: LabeledVideo, labels: Iterable[Label]) -> Iterator[str]:
    """The pieces of a CSV file with a row for each interval between two frames of each point.

    speed = |p(n+1) - p(n)| · rate, in pixels of the picture a second;
    heading = atan2(y(n+1) - y(n), x(n+1) - x(n)), in degrees clockwise from the right, [0, 360);
    turning = heading - heading of the interval before, by the shorter way, (-180, 180], clockwise
    positive. Intervals do not go over a gap between spans.
    """
    yield line(COLUMNS)
    for label in labels:
        keys = [
            Keyframe(
                frame,
                stored_shape({name: one[name] for name in one if name != "hold"}),
                bool(one.get("hold")),
            )
            for frame, one in sorted(label.keyframes.items())
        ]
        about = (video.name, label.id, label.name, label.instance)
        for start, end in label.spans:
            yield from _rows(about, keys, start, end, float(video.rate))


def line(cells: Iterable[object]) -> str:
    """One line of CSV; text that a spreadsheet would run as a formula is quoted."""
    buffer = io.StringIO()
    csv.writer(buffer).writerow([_cell(one) for one in cells])
    return buffer.getvalue()


def _rows(
    about: Iterable[object], keys: list[Keyframe], start: int, end: int, rate: float
) -> Iterator[str]:
    before: float | None = None
    points = map(_point, shapes_at(keys, range(start, end)))
    for frame, (here, there) in enumerate(pairwise(points), start):
        across, down = there.x - here.x, there.y - here.y
        heading = degrees(atan2(down, across)) % 360 if across or down else None
        turning = None if heading is None or before is None else _turn(before, heading)
        numbers = (here.x, here.y, there.x, there.y, hypot(across, down) * rate, heading, turning)
        yield line((*about, frame, frame + 1, *map(_rounded, numbers)))
        before = heading


def _point(shape: Shape) -> Keypoint:
    if not isinstance(shape, Keypoint):
        raise TypeError("Only points move like this")
    return shape


def _turn(before: float, after: float) -> float:
    way = (after - before) % 360
    return way - 360 if way > 180 else way


def _rounded(number: float | None) -> float | None:
    return None if number is None else round(number, 6)


def _cell(value: object) -> object:
    risky = isinstance(value, str) and value[:1] in {"=", "+", "-", "@", "\t", "\r"}
    return f"'{value}" if risky else value


MOTION = Format(
    "motion", "Speed and turning, CSV", ".csv", frozenset({Kind.KEYPOINT}), write_motion, LOSES
)

"""Frame ranges and frame times, by the shared vectors and by their laws."""

import json
from collections import UserList
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator import ranges
from annotator.ranges import Ranges, Sampling, Segment, Times
from annotator.refusal import Code, Refusal

VECTORS = Path(__file__).parents[1] / "vectors" / "ranges.json"
CASES = json.loads(VECTORS.read_text())["cases"]
RANGE_OPS = ("normalise", "union", "intersect", "subtract", "split", "merge_same")
TIME_OPS = ("frame_start", "frame_at", "boundary_at", "segment_to_range")
RATE_OPS = ("downsample", "range_to_native", "native_to_annotation")

some_ranges = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 12)).map(lambda one: (one[0], one[0] + one[1])),
    max_size=8,
).map(ranges.normalize)


def cases(*ops: str) -> pytest.MarkDecorator:
    found = [case for case in CASES if case["op"] in ops]
    return pytest.mark.parametrize("case", found, ids=[case["name"] for case in found])


def pairs(data: list[list[int]]) -> Ranges:
    return tuple((start, end) for start, end in data)


def frames_of(some: Ranges) -> set[int]:
    return {frame for start, end in some for frame in range(start, end)}


@cases(*RANGE_OPS)
def test_range_algebra_answers_as_the_vectors_say(case: dict[str, Any]) -> None:
    asked, expected = case["input"], case["expected"]
    if expected == "error":
        with pytest.raises(Refusal):
            ranges.normalize(asked["ranges"], asked.get("frames"))
        return

    assert answer(case["op"], asked) == expected


def answer(op: str, asked: dict[str, Any]) -> Any:
    if op == "normalise":
        return ranges.as_json(ranges.normalize(asked["ranges"], asked.get("frames")))
    if op == "split":
        left, right = ranges.split(asked["ranges"], asked["at"])
        return {"left": ranges.as_json(left), "right": ranges.as_json(right)}
    if op == "merge_same":
        return merged(asked)
    operation = {"union": ranges.union, "intersect": ranges.intersect, "subtract": ranges.subtract}
    return ranges.as_json(operation[op](pairs(asked["a"]), pairs(asked["b"])))


def merged(asked: dict[str, Any]) -> list[dict[str, Any]]:
    segments = [
        Segment((one["tag"], one.get("instance")), one["start"], one["end"])
        for one in asked["segments"]
    ]
    found = []
    for one in ranges.merge_same(segments, asked["gap"]):
        assert isinstance(one.key, tuple)
        tag, instance = one.key
        row: dict[str, Any] = {"tag": tag, "start": one.start, "end": one.end}
        found.append(row if instance is None else row | {"instance": instance})
    return found


@cases(*TIME_OPS)
def test_frames_and_seconds_correspond_as_the_vectors_say(case: dict[str, Any]) -> None:
    asked, expected = case["input"], case["expected"]
    times = times_of(asked["map"])

    match case["op"]:
        case "frame_start":
            assert times.start_of(asked["frame"]) == Fraction(expected)
        case "frame_at":
            assert times.frame_at(asked["seconds"]) == expected
        case "boundary_at":
            assert times.boundary_at(asked["seconds"]) == expected
        case _ if expected == "error":
            with pytest.raises(Refusal):
                times.range_of(asked["t0"], asked["t1"])
        case _:
            assert times.range_of(asked["t0"], asked["t1"]) == tuple(expected)


def times_of(data: dict[str, Any]) -> Times:
    if "fps" in data:
        return Times.constant(Fraction(*data["fps"]), data["frames"])
    return Times.table(data["pts"], Fraction(*data["time_base"]), data["last_duration"])


@cases(*RATE_OPS)
def test_fewer_frames_map_to_native_ones_as_the_vectors_say(case: dict[str, Any]) -> None:
    asked, expected = case["input"], case["expected"]
    step = Fraction(*asked["native_fps"]) / Fraction(*asked["fps"])
    sampling = Sampling(step, asked["native_frames"])

    match case["op"]:
        case "downsample":
            assert [sampling.native_of(frame) for frame in asked["frames"]] == expected["native"]
            assert sampling.frames == expected["count"]
        case "range_to_native":
            assert sampling.native_range(*asked["range"]) == tuple(expected)
        case _:
            assert [sampling.frame_of(native) for native in asked["native"]] == expected


@given(some_ranges, some_ranges)
def test_ranges_behave_as_sets_of_frames(a: Ranges, b: Ranges) -> None:
    assert frames_of(ranges.union(a, b)) == frames_of(a) | frames_of(b)
    assert frames_of(ranges.intersect(a, b)) == frames_of(a) & frames_of(b)
    assert frames_of(ranges.subtract(a, b)) == frames_of(a) - frames_of(b)
    assert frames_of(ranges.complement(a, 50)) == set(range(50)) - frames_of(a)


@given(some_ranges, st.integers(0, 60), st.integers(0, 20))
def test_a_part_has_what_lies_within_it_counted_from_its_start(
    a: Ranges, start: int, frames: int
) -> None:
    inside = {one - start for one in frames_of(a) if start <= one < start + frames}

    assert frames_of(ranges.within(a, start, start + frames)) == inside
    assert ranges.normalize(ranges.within(a, start, start + frames)) == ranges.within(
        a, start, start + frames
    )


class Looked(UserList[Any]):
    """A list that counts how often somebody looks at one of it."""

    looks = 0

    def __getitem__(self, at: Any) -> Any:
        """One, or several."""
        self.looks += 1
        return super().__getitem__(at)


def test_many_parts_of_many_ranges_do_not_look_at_each_others() -> None:
    many = Looked([(at, at + 1) for at in range(0, 20_000, 2)])

    for start in range(0, 20_000, 200):
        assert len(ranges.within(many, start, start + 200)) == 100

    assert many.looks < 100 * 40


@pytest.mark.parametrize(
    "data", [None, "abc", {"0": 1}, [[1]], [1, 2], [["1", "2"]], [[True, 2]], [{"a": 1, "b": 2}]]
)
def test_a_strangers_ranges_are_refused_by_name(data: object) -> None:
    with pytest.raises(Refusal) as caught:
        ranges.parse(data, "spans")

    assert caught.value.code is Code.INVALID
    assert "spans" in caught.value.fields


def test_too_many_ranges_are_refused() -> None:
    with pytest.raises(Refusal, match="more than 2"):
        ranges.parse([[0, 1], [2, 3], [4, 5]], "spans", most=2)

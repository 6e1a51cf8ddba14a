"""Which frame an item shows when: as the vectors say, and for times that no one would wish for."""

import json
from array import array
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlworker.decode.timing import Clock, Timing, frame_count, frame_map, is_native, measure

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "ranges.json").read_text())
DOWNSAMPLE = [case for case in VECTORS["cases"] if case["op"] == "downsample"]
TICK = Fraction(1, 90_000)


@pytest.mark.row("P04", "FPS choice at upload")
@pytest.mark.parametrize("case", DOWNSAMPLE, ids=lambda case: case["name"])
@pytest.mark.parametrize("tick", [TICK, Fraction(1, 1000)], ids=["exact", "rounded"])
def test_a_constant_rate_is_reduced_as_the_vectors_say(case: Any, tick: Fraction) -> None:
    native, rate = Fraction(*case["input"]["native_fps"]), Fraction(*case["input"]["fps"])
    times = [round(n / native / tick) for n in range(case["input"]["native_frames"])]

    shows = frame_map(times, measure(times, tick, [native]), rate)

    assert len(shows) == case["expected"]["count"]
    assert [shows[n] for n in case["input"]["frames"]] == case["expected"]["native"]


@given(
    steps=st.lists(st.integers(1, 400), min_size=1, max_size=60),
    rate=st.fractions(Fraction(1, 10), 200, max_denominator=1001),
)
def test_each_item_frame_shows_the_last_source_frame_not_later(
    steps: list[int], rate: Fraction
) -> None:
    tick = Fraction(1, 1000)
    times = [sum(steps[:n]) for n in range(len(steps) + 1)]
    timing = measure(times, tick)

    shows = frame_map(times, timing, rate)

    assert frame_count(times, timing, rate) == len(shows)
    at = [timing.seconds(time) for time in times]
    if is_native(timing, rate):
        assert list(shows) == list(range(len(times)))
    else:
        end = timing.end(times[-1])
        assert (len(shows) - 1) / rate < end <= len(shows) / rate
        for index, source in enumerate(shows):
            assert at[source] <= index / rate
            assert source + 1 == len(at) or at[source + 1] > index / rate


def test_a_long_hold_repeats_its_frame_and_the_last_frames_duration_counts() -> None:
    timing = Timing(Fraction(1, 10), 50, Fraction(10), True, duration=3)

    assert list(frame_map([50, 51, 60], timing, Fraction(5))) == [0, 1, 1, 1, 1, 2, 2]


@pytest.mark.parametrize(
    ("rate", "tick"),
    [
        (Fraction(30), Fraction(1, 1000)),
        (Fraction(30000, 1001), Fraction(1, 1000)),
        (Fraction(24000, 1001), TICK),
        (Fraction(25, 2), Fraction(1, 12_800)),
        (Fraction(1, 2), Fraction(1, 1000)),
    ],
)
def test_rounded_times_of_a_constant_rate_are_known_as_such(rate: Fraction, tick: Fraction) -> None:
    times = [7200 + round(n / rate / tick) for n in range(90)]

    timing = measure(times, tick)

    assert not timing.variable
    assert timing.rate == rate
    assert [timing.seconds(time) for time in times] == [n / rate for n in range(90)]


def test_one_frame_that_lasts_for_days_is_one_frame() -> None:
    timing = measure([0], Fraction(1, 1000), [], duration=100 * 3600 * 1000)

    assert list(frame_map([0], timing, Fraction(30))) == [0]


@pytest.mark.parametrize(
    ("said", "kept", "repaired"),
    [
        ([0, 40, 80], [0, 40, 80], 0),
        ([None, None, 80], [0, 40, 80], 2),
        ([0, 40, 40, 80], [0, 40, 41, 80], 1),
        ([0, 40, 20, 80], [0, 40, 41, 80], 1),
        ([9000, 9040, 0, 40], [9000, 9040, 9080, 9120], 1),
    ],
    ids=["right", "missing", "repeated", "backward", "starts again"],
)
def test_times_are_put_in_order_and_counted(
    said: list[int | None], kept: list[int], repaired: int
) -> None:
    clock = Clock(step=40, restart=1000)

    assert [clock.next(pts) for pts in said] == kept
    assert clock.repaired == repaired


def test_what_comes_after_each_new_start_is_shifted_behind_what_came_before() -> None:
    clock = Clock(step=40, restart=1000)

    for pts in (9000, 9040, 0, 2000, 500):
        clock.next(pts)

    assert clock.shifts == [0, 9080, 10_620]
    assert clock.last == 500 + 10_620


def test_a_table_is_small_whatever_its_length() -> None:
    assert frame_map(array("q", range(1000)), measure(range(1000), TICK), None).itemsize == 4

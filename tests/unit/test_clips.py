"""Where items are cut, which frames are sampled, and that exactly those are read."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from av.video.frame import VideoFrame
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.learning.zoo.registry import entry
from annotator.ranges import normalize
from annotator.refusal import Refusal
from mlworker.clips import sampling
from mlworker.clips.plan import PLAN, cut, marked
from mlworker.clips.reading import fitted, read, scaled
from mlworker.clips.sight import SAMPLERS, Sight, sight_of
from mlworker.clips.stacks import stack
from testkit.drawn import write

LENGTHS = st.integers(1, 5000)
COUNTS = st.integers(1, 64)


@pytest.mark.row("S07", "Short overlapping windows")
@settings(deadline=None)
@given(frames=LENGTHS, rate=st.fractions(Fraction(1, 2), 120, max_denominator=1001))
def test_clips_cover_every_frame_and_stay_inside(frames: int, rate: Fraction) -> None:
    clips = cut(frames, rate)

    covered = np.zeros(frames, bool)
    for start, end in clips:
        assert 0 <= start < end <= frames
        covered[start:end] = True
    assert covered.all()
    assert clips == sorted(clips)
    assert (len(clips) == 1) == (frames <= rate * 10 or frames <= round(rate * 4))
    assert len({end - start for start, end in clips}) == 1


@pytest.mark.row("P11", "Leaving out unwanted footage")
@settings(max_examples=1_000, deadline=None)
@given(
    frames=LENGTHS,
    rate=st.fractions(Fraction(1, 2), 120, max_denominator=1001),
    edges=st.lists(st.integers(0, 5000), max_size=8),
)
def test_no_clip_touches_what_is_skipped(frames: int, rate: Fraction, edges: list[int]) -> None:
    bounds = sorted(min(one, frames) for one in edges[: len(edges) // 2 * 2])
    skips = normalize(zip(bounds[::2], bounds[1::2], strict=True))
    wanted = np.ones(frames, bool)
    for start, end in skips:
        wanted[start:end] = False
    if not wanted.any():
        with pytest.raises(Refusal, match="left out"):
            cut(frames, rate, skips)
        return

    clips = cut(frames, rate, skips)

    covered = np.zeros(frames, bool)
    for start, end in clips:
        assert wanted[start:end].all()
        covered[start:end] = True
    assert (covered == wanted).all()
    assert clips == sorted(clips)
    assert (marked(skips) == PLAN) == (not skips)


@pytest.mark.row("M55", "Clip proposals (uniform or shot-based)")
@settings(max_examples=500, deadline=None)
@given(
    frames=LENGTHS,
    rate=st.fractions(Fraction(1, 2), 120, max_denominator=1001),
    cuts=st.lists(st.integers(-5, 5005), max_size=12),
    skip=st.integers(0, 5000),
)
def test_no_clip_goes_on_over_a_cut(
    frames: int, rate: Fraction, cuts: list[int], skip: int
) -> None:
    skips = normalize([(min(skip, frames - 1), min(skip + 9, frames - 1))])
    inside = sorted({one for one in cuts if 0 < one < frames})

    clips = cut(frames, rate, skips, cuts)

    covered = np.zeros(frames, bool)
    for start, end in clips:
        assert not any(start < one < end for one in inside)
        covered[start:end] = True
    assert int(covered.sum()) == frames - sum(end - start for start, end in skips)
    assert clips == sorted(clips)
    if not inside:
        assert clips == cut(frames, rate, skips)


def test_a_plan_with_cuts_has_a_name_of_its_own() -> None:
    names = [marked(()), marked(((3, 5),)), marked((), (3, 5)), marked(((3, 5),), (3, 5))]

    assert len(set(names)) == 4
    assert names[:2] == [PLAN, f"{PLAN}-1ba709d2440f09ec"]


@pytest.mark.row("S03", "Uniform sampling")
@given(length=LENGTHS, count=COUNTS)
def test_uniform_frames_sit_at_the_centers(length: int, count: int) -> None:
    indices = sampling.uniform(length, count)

    assert len(indices) == count
    expected = [int((k + Fraction(1, 2)) * length / count) for k in range(count)]
    assert indices.tolist() == expected
    assert 0 <= indices[0] <= indices[-1] < length


@pytest.mark.row("S02", "Frame sampling with stride (every Nth frame)")
def test_strided_frames_step_and_repeat_the_last() -> None:
    assert sampling.strided(60, 8, 4).tolist() == [0, 4, 8, 12, 16, 20, 24, 28]
    assert sampling.strided(10, 4, 4).tolist() == [0, 4, 8, 9]


@pytest.mark.row("S04", "TSN segments")
@given(length=LENGTHS, count=COUNTS, seed=st.integers(0, 9))
def test_each_bin_gives_exactly_one_frame(length: int, count: int, seed: int) -> None:
    drawn = sampling.segments(length, count, np.random.default_rng(seed))

    assert len(drawn) == count
    for k, index in enumerate(drawn):
        low = min(k * length // count, length - 1)
        assert low <= index < max((k + 1) * length // count, low + 1)
    assert sampling.segments(length, count).tolist() == sampling.uniform(length, count).tolist()


RATES = st.fractions(Fraction(1, 2), 120, max_denominator=1001)


@given(length=LENGTHS, count=COUNTS, stride=st.integers(1, 9), seed=st.integers(0, 9))
def test_frames_with_a_stride_lie_about_the_middle_and_in_training_anywhere(
    length: int, count: int, stride: int, seed: int
) -> None:
    sight = Sight(count, 16, "strided", stride)

    tested = sight.indices(length, Fraction(10), None)
    drawn = sight.indices(length, Fraction(10), np.random.default_rng(seed))

    for indices in (tested, drawn):
        assert len(indices) == count
        assert 0 <= indices[0] <= indices[-1] < length
        if (count - 1) * stride < length:
            assert set(np.diff(indices)) <= {stride}
    if (count - 1) * stride < length:
        assert 0 <= (length - 1 - tested[-1]) - tested[0] <= 1


@given(length=LENGTHS, count=COUNTS, rate=RATES, wanted=st.sampled_from([1, 7.5, 15, 30]))
def test_frames_by_rate_are_equally_far_apart_in_time(
    length: int, count: int, rate: Fraction, wanted: float
) -> None:
    indices = Sight(count, 16, "rate", per_second=wanted).indices(length, rate, None)

    assert len(indices) == count
    assert 0 <= indices[0] <= indices[-1] < length
    expected = [indices[0] + k * rate / Fraction(wanted) for k in range(count)]
    off = [abs(one - other) for one, other in zip(indices.tolist(), expected, strict=True)]
    assert all(one <= 1 / 2 for one, at in zip(off, indices, strict=True) if at < length - 1)
    assert sampling.by_rate(100, 4, Fraction(5, 2)).tolist() == [0, 3, 5, 8]
    assert sampling.by_rate(6, 4, Fraction(5, 2)).tolist() == [0, 3, 5, 5]


@given(length=LENGTHS, count=COUNTS, rate=RATES, sampler=st.sampled_from(SAMPLERS))
def test_every_sampler_stays_inside_the_clip_and_is_the_same_each_time(
    length: int, count: int, rate: Fraction, sampler: str
) -> None:
    sight = Sight(count, 16, sampler, stride=2, per_second=8.0)

    first, again = (sight.indices(length, rate, np.random.default_rng(1)) for _ in range(2))

    assert first.tolist() == again.tolist() == sorted(first.tolist())
    assert 0 <= first[0] <= first[-1] < length


def test_a_sampler_that_leads_nowhere_is_refused() -> None:
    card = entry("frame_lite0")
    seen = {"frames": 4, "size": 32}
    for wrong in ({"stride": -1}, {"sampler": "strided"}, {"sampler": "rate"}):
        with pytest.raises(Refusal, match=r"stride|per_second"):
            sight_of(card, {**seen, **wrong}).indices(20, Fraction(10), None)
    with pytest.raises(Refusal, match="segments"):
        sight_of(card, {**seen, "sampler": "often"})


@pytest.mark.row("S15", "Resizing")
@given(width=st.integers(16, 4096), height=st.integers(16, 4096), short=st.sampled_from([112, 180]))
def test_the_shorter_side_is_exact_and_the_shape_stays(width: int, height: int, short: int) -> None:
    fitted_width, fitted_height = fitted(width, height, short)

    assert min(fitted_width, fitted_height) == short
    assert abs(fitted_width * height - fitted_height * width) <= max(width, height)
    assert (fitted_width > fitted_height) <= (width > height)


def _numbered(path: Path, frames: int) -> None:
    write(path, (np.full((64, 64, 3), 20 + 2 * at, np.uint8) for at in range(frames)))


def _brightness(_: int, frame: VideoFrame) -> int:
    return round((float(scaled(frame, 8, 8).mean()) - 20) / 2)


@settings(max_examples=15, deadline=None)
@given(wanted=st.sets(st.integers(0, 99), min_size=1, max_size=12))
def test_exactly_the_wanted_frames_are_read(
    tmp_path_factory: pytest.TempPathFactory, wanted: set[int]
) -> None:
    path = tmp_path_factory.getbasetemp() / "numbered.mp4"
    if not path.exists():
        _numbered(path, 100)

    seen = list(read(path, Fraction(10), sorted(wanted), _brightness))

    assert [index for index, _ in seen] == sorted(wanted)
    assert all(abs(index - shown) <= 1 for index, shown in seen)


def test_a_frame_that_is_not_there_is_named(tmp_path: Path) -> None:
    _numbered(tmp_path / "short.mp4", 5)

    with pytest.raises(Refusal, match="frame 7"):
        list(read(tmp_path / "short.mp4", Fraction(10), [7], _brightness))


def test_overlapping_clips_are_filled_in_one_pass(tmp_path: Path) -> None:
    _numbered(tmp_path / "video.mp4", 30)
    into = np.zeros((2, 4, 16, 16, 3), np.uint8)

    stack(tmp_path / "video.mp4", Fraction(10), [(0, 20), (10, 30)], Sight(4, 16), into)

    shown = np.round((into.mean(axis=(2, 3, 4)) - 20) / 2)
    np.testing.assert_allclose(shown, [[2, 7, 12, 17], [12, 17, 22, 27]], atol=1)


@pytest.mark.row("S02", "Frame sampling with stride (every Nth frame)")
def test_a_network_sees_every_so_many_frames_of_a_clip(tmp_path: Path) -> None:
    _numbered(tmp_path / "video.mp4", 30)
    into = np.zeros((2, 4, 16, 16, 3), np.uint8)

    sight = Sight(4, 16, "strided", stride=4)
    stack(tmp_path / "video.mp4", Fraction(10), [(0, 30), (20, 25)], sight, into)

    shown = np.round((into.mean(axis=(2, 3, 4)) - 20) / 2)
    np.testing.assert_allclose(shown, [[8, 12, 16, 20], [20, 24, 24, 24]], atol=1)


@pytest.mark.row("S04", "TSN segments")
def test_the_first_view_is_that_of_tests_and_the_others_are_drawn(tmp_path: Path) -> None:
    _numbered(tmp_path / "video.mp4", 40)
    sight = Sight(4, 16, "segments", views=3)
    into, again = (np.zeros(sight.shape(1), np.uint8) for _ in range(2))

    for one in (into, again):
        stack(tmp_path / "video.mp4", Fraction(10), [(0, 40)], sight, one)

    shown = np.round((into.mean(axis=(2, 3, 4)) - 20) / 2).reshape(3, 4)
    np.testing.assert_allclose(shown[0], [5, 15, 25, 35], atol=1)
    assert (np.abs(shown - [5, 15, 25, 35]) <= 6).all()
    assert np.abs(shown[1] - shown[2]).max() > 1
    np.testing.assert_array_equal(into, again)

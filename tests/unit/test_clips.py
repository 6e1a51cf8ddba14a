"""Where items are cut, which frames are sampled, and that exactly those are read."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from av.video.frame import VideoFrame
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.refusal import Refusal
from mlworker.clips import sampling
from mlworker.clips.plan import cut
from mlworker.clips.reading import read, scaled
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


def test_sampling_by_rate_follows_time() -> None:
    assert sampling.by_rate(30, 4, 30, 10).tolist() == [0, 3, 6, 9]
    assert sampling.by_rate(5, 4, 30, 10).tolist() == [0, 3, 4, 4]


@given(length=LENGTHS, window=st.integers(1, 200), count=st.integers(1, 9))
def test_views_stay_inside_and_touch_both_ends(length: int, window: int, count: int) -> None:
    ranges = sampling.views(length, window, count)

    assert all(0 <= start < end <= length for start, end in ranges)
    assert ranges[0][0] == 0
    assert ranges[-1][1] == length or count == 1


def _numbered(path: Path, frames: int) -> None:
    write(path, (np.full((64, 64, 3), 20 + 2 * at, np.uint8) for at in range(frames)))


def _brightness(frame: VideoFrame) -> int:
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

    stack(tmp_path / "video.mp4", Fraction(10), [(0, 20), (10, 30)], 4, 16, into)

    shown = np.round((into.mean(axis=(2, 3, 4)) - 20) / 2)
    np.testing.assert_allclose(shown, [[2, 7, 12, 17], [12, 17, 22, 27]], atol=1)

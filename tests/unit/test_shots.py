"""Where videos were cut, the frame that stands for each shot, and how good their pictures are."""

from itertools import pairwise
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.contracts.shots import NO_FRAME, Film, FindShots, ShotsFound
from annotator.refusal import Refusal
from mlworker import blobs
from mlworker.shots.find import find
from mlworker.shots.looks import look, quality
from mlworker.shots.network import EDGE, STEP, WINDOW, windows
from mlworker.shots.shots import Seen, boundaries, keyframes
from testkit.drawn import write
from testkit.scenes import SHOT, film


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> ShotsFound:
    """What is found in three shots, in one, and in a file that is not there."""
    folder = tmp_path_factory.mktemp("films")
    films = []
    for kinds, length in ((("meadow", "street", "lake"), SHOT), (("lake",), 7)):
        path = folder / f"{length}.mp4"
        frames = write(path, film(kinds, length))
        films.append(Film(blobs.put(folder.as_uri(), path), frames, 10, 1))
    films.append(Film("0" * 64, 10, 10, 1))
    told: list[float] = []

    def progress(
        done: float = 0, total: float = 0, unit: str = "", *_: object, **__: object
    ) -> None:
        told.append(done / total)

    reply = find(FindShots("job", "token", folder.as_uri(), tuple(films)), progress)

    assert told == sorted(told)
    assert told[0] == 0
    return reply


@pytest.mark.row("S10", "Shot-boundary detection")
def test_the_cuts_of_a_drawn_film_are_found(found: ShotsFound) -> None:
    assert [one.boundaries for one in found.films] == [(40, 80), (), ()]


@pytest.mark.row("S08", "Keyframe extraction")
def test_each_shot_has_a_frame_that_stands_for_it(found: ShotsFound) -> None:
    three, one, _ = found.films

    assert [key // SHOT for key in three.keyframes] == [0, 1, 2]
    assert len(one.keyframes) == 1
    assert 0 < three.quality < 1


def test_a_film_that_cannot_be_read_says_why_and_the_others_go_on(found: ShotsFound) -> None:
    assert [bool(one.error) for one in found.films] == [False, False, True]
    assert "storage" in found.films[2].error


def test_where_no_film_can_be_read_the_job_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="storage"):
        find(
            FindShots("job", "token", tmp_path.as_uri(), (Film("0" * 64, 10, 10, 1),)),
            lambda *_, **__: None,
        )


@given(length=st.integers(1, 400))
def test_the_middles_of_windows_are_the_film(length: int) -> None:
    pictures = [np.array([at % 251], np.uint8) for at in range(length)]

    made = list(windows(pictures))

    assert {len(one) for one in made} == {WINDOW}
    middles = np.concatenate([one[EDGE : EDGE + STEP] for one in made]).ravel()
    np.testing.assert_array_equal(middles[:length], [one[0] for one in pictures])
    assert len(middles) - length < STEP
    assert made[0][:EDGE].max() == 0
    assert made[-1][-1] == pictures[-1]


def test_a_cut_lies_behind_the_surest_frame_of_each_run() -> None:
    ends = np.zeros(60, np.float32)
    ends[[9, 10, 11, 30, 59]] = 0.6, 0.9, 0.7, 0.51, 0.99
    ends[40] = 0.5

    assert boundaries(ends) == [11, 31]


@pytest.mark.row("S08", "Keyframe extraction")
@given(data=st.data(), length=st.integers(1, 80))
def test_black_frames_never_stand_for_a_shot(data: st.DataObject, length: int) -> None:
    flags = st.lists(st.booleans(), min_size=length, max_size=length)
    black = np.array(data.draw(flags))
    cuts = sorted(data.draw(st.sets(st.integers(1, length))) - {length})
    numbers = np.random.default_rng(length).random((3, length)).astype(np.float32)

    keys = keyframes(Seen(numbers[0], numbers[1] * 900, numbers[2], black), cuts)

    assert len(keys) == len(cuts) + 1
    for key, (start, end) in zip(keys, pairwise([0, *cuts, length]), strict=True):
        if black[start:end].all():
            assert key == NO_FRAME
        else:
            assert start <= key < end
            assert not black[key]


def test_of_equal_frames_the_middle_one_stands_for_a_shot() -> None:
    even = np.full(31, 200, np.float32)

    assert keyframes(Seen(even, even, even, even < 0), []) == [15]


@pytest.mark.row("S25", "Low-quality frame filter")
@pytest.mark.row("F03", "Computer-vision foundations")
def test_blurred_dark_and_white_frames_are_worse_than_good_ones() -> None:
    good = next(film(["street"]))
    pictures = {
        "good": good,
        "blurred": cv2.GaussianBlur(good, (0, 0), 6),
        "dark": good // 12,
        "white": np.full_like(good, 255),
        "black": np.zeros_like(good),
    }

    looks = {
        name: look(av.VideoFrame.from_ndarray(one.astype(np.uint8), format="rgb24"), 48, 27)
        for name, one in pictures.items()
    }
    measured = np.array([(one.sharpness, one.brightness) for one in looks.values()], np.float32)
    scores = dict(zip(looks, quality(measured[:, 0], measured[:, 1]).tolist(), strict=True))

    assert scores["good"] > 0.5 > 0.3 > max(scores[one] for one in scores if one != "good")
    assert [name for name, one in looks.items() if one.black] == ["dark", "black"]

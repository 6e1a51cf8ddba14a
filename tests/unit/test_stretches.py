"""Which stretch of a long video is labeled next."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from annotator.strategies.chance import RANDOM
from annotator.strategies.stretches import Stretch, Watched, stretches

NONE = np.zeros((0, 2), np.int64)
# As the worker cuts a long video: four seconds every two, here a hundred frames every fifty.
LONG, EVERY = 100, 50


def video(*likely: float, source: str = "a", known: tuple[tuple[int, int], ...] = ()) -> Watched:
    """A video in whose windows the first of two classes is so likely."""
    starts = EVERY * np.arange(len(likely))
    return Watched(
        np.stack([starts, starts + LONG], axis=1),
        np.stack([np.array(likely), 1 - np.array(likely)], axis=1),
        source,
        np.array(known, np.int64).reshape(-1, 2),
    )


def chosen(*videos: Watched, count: int = 10, single: bool = True) -> list[tuple[int, int]]:
    """The video and the first frame of each stretch."""
    found = stretches(videos, np.random.default_rng(0), count=count, single=single)
    return [(one.index, one.start) for one in found]


@pytest.mark.row("L19", "Active learning")
def test_the_most_doubtful_stretch_comes_first_and_its_neighbors_not_at_all() -> None:
    assert chosen(video(0.9, 0.6, 0.5, 0.55, 0.8, 0.99)) == [(0, 100), (0, 200), (0, 0)]


def test_what_people_spoke_of_is_not_asked_again() -> None:
    assert chosen(video(0.9, 0.6, 0.5, 0.6, 0.9, known=((120, 130),))) == [(0, 150), (0, 0)]


def test_ten_stretches_are_of_ten_recordings_while_there_are_others() -> None:
    torn = video(*[0.5] * 40)
    others = [video(0.6, 0.9, source=str(at)) for at in range(9)]

    first = chosen(torn, *others, count=10)
    rest = chosen(torn, *others, count=15)[10:]

    assert sorted(index for index, _ in first) == list(range(10))
    assert {index for index, _ in rest} == {0}


def test_of_several_labels_the_one_nearest_to_a_coins_toss_counts() -> None:
    said = np.array([[0.99, 0.02, 0.97], [0.9, 0.5, 0.1], [0.45, 0.01, 0.01]])
    one = Watched(np.array([[0, 10], [10, 20], [20, 30]]), said, "a", NONE)

    assert chosen(one, single=False) == [(0, 10), (0, 20), (0, 0)]


def test_without_videos_or_windows_there_is_nothing() -> None:
    assert stretches((), np.random.default_rng(0), count=3) == ()
    assert chosen(video()) == []


@given(
    likely=some.lists(some.lists(some.floats(0, 1), max_size=9), max_size=5),
    count=some.integers(0, 30),
)
def test_no_stretch_overlaps_another_of_its_video(likely: list[list[float]], count: int) -> None:
    videos = [video(*one, source=str(at % 2)) for at, one in enumerate(likely)]

    found = stretches(videos, np.random.default_rng(0), count=count, strategy=RANDOM)

    assert len(found) <= count
    for one, other in ((one, other) for one in found for other in found if one is not other):
        assert one.index != other.index or apart(one, other)


def apart(one: Stretch, other: Stretch) -> bool:
    """Whether no frame is in both."""
    return one.end <= other.start or other.end <= one.start

"""Copies of videos are found however they were encoded, and nothing else is taken for one."""

import csv
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from annotator.learning.duplicates import WORDS, Candidate, best, groups, why
from mlworker.features.prints import printed
from testkit.corpus import corpus
from testkit.drawn import RATE, moving, write

MISSING = "The real clips do not lie beside this checkout"
# Of one recording, so that they look alike, and of others.
CAMERA, OTHERS = 6, 4


def print_of(path: Path, rate: Fraction, frames: int) -> list[int]:
    """A video's print as words."""
    return [int(one) for one in np.frombuffer(printed(path, rate, frames), np.uint64)]


def again(path: Path, target: Path, rate: Fraction) -> Path:
    """The video at half its size, and encoded far worse."""
    with av.open(str(path)) as read, av.open(str(target), "w") as written:
        shown = read.streams.video[0]
        width, height = shown.width // 4 * 2, shown.height // 4 * 2
        stream = written.add_stream("libx264", rate=rate, options={"crf": "32"})
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        for at, frame in enumerate(read.decode(shown)):
            small = frame.reformat(width, height, "yuv420p")
            small.pts, small.time_base = at, 1 / rate
            written.mux(stream.encode(small))
        written.mux(stream.encode())
    return target


@pytest.mark.row("S23", "Data cleaning and curation")
def test_drawn_clips_are_told_from_others_and_not_from_their_copies(tmp_path: Path) -> None:
    prints = []
    for at in range(8):
        path = tmp_path / f"{at}.mp4"
        frames = write(path, moving(at % 4, at, size=192))
        copy = again(path, tmp_path / f"copy-{at}.mp4", Fraction(RATE))
        prints += [print_of(one, Fraction(RATE), frames) for one in (path, copy)]

    found = groups(np.array(prints, np.uint64), np.full(16, 1.6))

    assert found == [[at, at + 1] for at in range(0, 16, 2)]


@pytest.mark.row("S23", "Data cleaning and curation")
@pytest.mark.skipif(corpus() is None, reason=MISSING)
def test_real_clips_of_one_camera_are_no_copies_and_their_copies_are(tmp_path: Path) -> None:
    folder = corpus()
    assert folder is not None
    with (folder / "labels.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    camera = [row for row in rows if row["source_group"] == "yt_DXybks-LsLo"][:CAMERA]
    others = [row for row in rows if row["source_group"] != "yt_DXybks-LsLo"]
    chosen = [*camera, *others[:: len(others) // OTHERS][:OTHERS]]
    prints, seconds = [], []
    for row in chosen:
        rate, frames = Fraction(row["fps"]).limit_denominator(1001), int(row["frames"])
        path = folder / row["path"]
        copy = again(path, tmp_path / "copy.mp4", rate)
        prints += [print_of(one, rate, frames) for one in (path, copy)]
        seconds += [float(row["duration"])] * 2

    found = groups(np.array(prints, np.uint64), np.array(seconds))

    assert found == [[at, at + 1] for at in range(0, 2 * len(chosen), 2)]


def test_all_copies_of_one_are_one_group_and_other_lengths_are_not() -> None:
    rng = np.random.default_rng(1)
    one, other = rng.integers(1, 2**63, (2, WORDS), dtype=np.uint64)
    near = one ^ np.array([1, 2, 4, 0, 0, 8, 0, 0, 0, 16], np.uint64)
    prints = np.stack([other, one, near, one, one])

    assert groups(prints, np.array([2.0, 2.0, 2.1, 2.0, 9.0])) == [[1, 2, 3]]
    assert groups(prints[:0], np.zeros(0)) == []
    assert groups(np.zeros((3, WORDS), np.uint64), np.zeros(3)) == [], "what shows nothing"


def test_what_people_labeled_is_kept_then_the_larger_picture_then_the_first() -> None:
    small, large = Candidate(1, False, 100, 2.0), Candidate(2, False, 400, 2.0)
    labeled, later = Candidate(3, True, 100, 2.0), Candidate(4, False, 400, 2.0)

    assert best([small, large, labeled]) == labeled
    assert why(labeled, [small, large]) == "labels"
    assert best([small, large, later]) == large
    assert why(large, [small, later]) == "age"
    assert why(large, [small]) == "pixels"

"""Real clips, where they are at hand: taken in by the frames that a full decode counted."""

import csv
import os
from fractions import Fraction
from pathlib import Path

import pytest

from mlworker.decode.ingest import take
from testkit import motion

CORPUS = Path(os.environ.get("CLIPLOOP_CORPUS", Path(__file__).parents[3] / "shared")) / "media"
EVERY = int(os.environ.get("CLIPLOOP_CORPUS_EVERY", "20"))
# They begin at a time other than zero.
LATE = {"fi090", "fi098", "fi122", "nofi011", "nofi014", "nofi055"}


def clips() -> list[dict[str, str]]:
    """The rows about every n-th clip, and about those that begin late."""
    if not (CORPUS / "labels.csv").exists():
        return []
    with (CORPUS / "labels.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    late = [row for row in rows if Path(row["path"]).stem in LATE]
    return [*late, *(row for row in rows[::EVERY] if row not in late)]


@pytest.mark.skipif(not clips(), reason="the corpus of real clips is not here (CLIPLOOP_CORPUS)")
@pytest.mark.parametrize("row", clips(), ids=lambda row: Path(row["path"]).stem)
def test_a_real_clip_has_all_its_frames(row: dict[str, str], tmp_path: Path) -> None:
    source = CORPUS / row["path"]

    taken = take(source, None, tmp_path / "proxy.mp4", lambda *_, **__: None)

    assert list(taken.made.found.times) == motion.times(source)
    assert len(motion.times(tmp_path / "proxy.mp4")) == int(row["frames"])
    assert taken.made.found.size == (int(row["width"]), int(row["height"]))
    assert float(taken.made.rate) == pytest.approx(float(row["fps"]), abs=0.01)
    assert (taken.timing.variable, taken.notes) == (False, ())
    assert taken.made.rate == taken.made.rate.limit_denominator(1001) != Fraction(0)

"""When in long drawn videos something happens, found by who was told of whole videos alone."""

from dataclasses import dataclass

import pytest

from annotator.contracts.learning import Sample, TrainModel
from testkit.drawn import Shelf
from testkit.moments import drawn, found_by, whole

# Half seconds are eight frames then; histograms look at each in a millisecond or ten.
RATE = 16
PARTS = (("train", 16), ("validation", 2), ("test", 10))


@dataclass(frozen=True)
class Drawn:
    """Videos, which of them judge, and the key of their snapshot as it is told."""

    shelf: Shelf
    tested: list[Sample]
    key: str


@pytest.fixture(scope="module")
def videos(tmp_path_factory: pytest.TempPathFactory) -> Drawn:
    """200 to 260 frames each; a tenth to a fifth of every second one is an event."""
    shelf = Shelf(tmp_path_factory.mktemp("videos"))
    samples = drawn(shelf, PARTS, rate=RATE)
    tested = [one for one in samples if one.part == "test"]
    return Drawn(shelf, tested, shelf.snapshot([whole(one) for one in samples]))


def asked(videos: Drawn, **options: str) -> TrainModel:
    """A training by what is said of whole videos."""
    words = {"task": "multi", "seed": 3, "options": options}
    place = "job", "", videos.shelf.url, videos.key
    return TrainModel(*place, "probe_histogram", "weak", (1,), **words)  # type: ignore[arg-type]  # each fits


@pytest.mark.row("M54", "UntrimmedNet")
@pytest.mark.row("E21", "Temporal localisation accuracy")
@pytest.mark.parametrize("selection", ["soft", "hard"])
def test_attention_finds_spans_and_tells_videos_apart(videos: Drawn, selection: str) -> None:
    figures = found_by(
        videos.shelf, videos.tested, asked(videos, localize="attention", selection=selection)
    )

    assert figures.overlap >= 0.5
    assert figures.accuracy >= 0.9
    assert figures.area >= 0.85


@pytest.mark.row("M56", "Deep MIL anomaly ranking")
@pytest.mark.row("E21", "Temporal localisation accuracy")
def test_ranking_tells_frames_apart(videos: Drawn) -> None:
    figures = found_by(videos.shelf, videos.tested, asked(videos, localize="ranking"))

    assert figures.area >= 0.85
    assert figures.overlap >= 0.5

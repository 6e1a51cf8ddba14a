"""Learning where in videos something happens from what is said of them as a whole."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from annotator.contracts.learning import (
    ModelTrained,
    PredictItems,
    Sample,
    Span,
    TrainModel,
    Version,
)
from annotator.learning.evaluation.curves import area_under_roc
from annotator.learning.evaluation.localization import average_precision
from annotator.learning.labels import Vocabulary, bag
from annotator.learning.regimes import AVERAGE
from annotator.refusal import Code, Refusal
from mlworker import blobs
from mlworker.features import cache
from mlworker.inference.run import predict
from mlworker.training.regimes.weak import SMOOTH, SPARSE, ranking
from mlworker.training.run import train
from mlworker.zoo.bags import KEPT, bag_score, hard, soft
from testkit.drawn import Shelf, Told
from testkit.kept import LONG, MOMENT, untrimmed

PARTS = ("train",) * 4 + ("validation", "test")
Rows = list[dict[str, Any]]


def asked(shelf: Shelf, samples: list[Sample], **more: Any) -> TrainModel:
    """A training by whole videos on samples of a shelf."""
    words = {"task": "multi", "classes": (1,), "seed": 3, **more}
    key = shelf.snapshot(samples)
    return TrainModel("job", "token", shelf.url, key, "probe_lite0", "weak", **words)


def rows(shelf: Shelf, key: str) -> Any:
    """The JSON of a blob, or its lines."""
    lines = blobs.fetch(shelf.url, key).read_text().splitlines()
    found = [json.loads(line) for line in lines]
    return found[0] if len(found) == 1 else found


WAYS = (
    {"localize": "ranking"},
    {"localize": "attention"},
    {"localize": "attention", "selection": "hard"},
)


@pytest.mark.row("L10", "Weakly supervised learning")
@pytest.mark.parametrize("options", WAYS, ids=["ranking", "soft", "hard"])
def test_spans_are_found_by_a_model_that_was_told_of_whole_videos(
    tmp_path: Path, options: dict[str, str]
) -> None:
    shelf = Shelf(tmp_path)
    samples = untrimmed(shelf, 36, PARTS, told=True)
    tested = [one for one in samples if one.part == "test"]

    reply = train(asked(shelf, samples, options=options), Told())
    found = reply.weights_key, reply.card_key
    told = predict(PredictItems("j", "t", shelf.url, *found, shelf.snapshot(tested)), Told())

    lines = rows(shelf, told.predictions_key)
    area = area_under_roc(*by_frame(lines, tested))
    assert area is not None
    assert area >= 0.85
    rng = np.random.default_rng(1)
    precision, chance = (
        average_precision(
            {one.item_id: [(s.start, s.end) for s in one.spans] for one in tested}, some, 0.5
        )
        for some in (spans(lines), guessed(tested, rng))
    )
    assert precision is not None
    assert chance is not None
    assert precision >= chance + 0.3


def by_frame(lines: Rows, tested: list[Sample]) -> tuple[Any, Any]:
    """What is said and what is true of every second frame of items."""
    said, true = [], []
    for line, one in zip(lines, tested, strict=True):
        for frame in range(0, LONG, 2):
            over = [c["probabilities"][0] for c in line["clips"] if c["start"] <= frame < c["end"]]
            said.append(np.mean(over))
            true.append(float(any(s.start <= frame < s.end for s in one.spans)))
    return np.array(said), np.array(true)


def spans(lines: Rows) -> list[tuple[int, int, int, float]]:
    """All spans that were found."""
    return [
        (line["item_id"], one["start"], one["end"], one["confidence"])
        for line in lines
        for one in line["spans"]
    ]


def guessed(tested: list[Sample], rng: np.random.Generator) -> list[tuple[int, int, int, float]]:
    """As many spans as there may be, anywhere."""
    length = sum(MOMENT) // 2
    starts = rng.integers(0, LONG - length, (len(tested), 3))
    return [
        (one.item_id, int(start), int(start) + length, float(rng.random()))
        for one, few in zip(tested, starts, strict=True)
        for start in few
    ]


@pytest.mark.parametrize("way", ["ranking", "attention"])
def test_what_is_tagged_as_a_whole_is_judged_as_a_whole(tmp_path: Path, way: str) -> None:
    shelf = Shelf(tmp_path)
    samples = untrimmed(shelf, 36, PARTS, told=False)
    whole = [
        replace(one, spans=(Span(1, 0, LONG),)) if one.part != "train" and one.spans else one
        for one in samples
    ]
    classes = {"task": "single", "classes": (1, 2), "background_class_id": 2}

    reply = train(asked(shelf, whole, options={"localize": way}, **classes), Told())

    ranges = {
        (row["start"], row["end"]) for row in rows(shelf, reply.report_key) if row["truth"] == 1
    }
    assert ranges == {(0, LONG)}
    assert reply.metrics["accuracy"] >= 0.9


def test_every_fold_is_judged_by_a_head_that_has_not_seen_it(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    samples = untrimmed(shelf, 16, ("1", "2"), told=False)

    reply = train(asked(shelf, samples, mode="grouped-cv"), Told())

    assert reply.metrics["split"] == "grouped cross-validation"
    assert reply.metrics["n"] >= 16


@pytest.mark.parametrize("options", WAYS, ids=["ranking", "soft", "hard"])
def test_a_video_is_told_as_it_was_judged(tmp_path: Path, options: dict[str, str]) -> None:
    shelf = Shelf(tmp_path)
    some = untrimmed(shelf, 16, ("train", "train", "validation", "test"), told=False)
    # Of the videos that judge some are tagged as a whole, the others where it happens.
    samples = [
        replace(one, spans=(Span(1, 0, LONG),)) if one.spans and at % 4 == 1 else one
        for at, one in enumerate(some)
    ]
    tested = [one for one in samples if one.part == "test"]

    reply = train(asked(shelf, samples, options=options), Told())
    found = reply.weights_key, reply.card_key
    told = predict(PredictItems("j", "t", shelf.url, *found, shelf.snapshot(tested)), Told())

    lines = {line["item_id"]: line for line in rows(shelf, told.predictions_key)}
    report = rows(shelf, reply.report_key)
    assert {row["end"] - row["start"] == LONG for row in report} == {True, False}
    for row in report:
        line = lines[row["item_id"]]
        said = {(one["start"], one["end"]): one["probabilities"] for one in line["clips"]}
        said[0, LONG] = line["probabilities"]
        assert row["whole"] == pytest.approx(line["probabilities"], abs=1e-5)
        assert row["probabilities"] == pytest.approx(said[row["start"], row["end"]], abs=1e-5)


def test_versions_that_know_parts_are_averaged_by_parts(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    samples = untrimmed(shelf, 18, PARTS, told=False)
    tested = [one for one in samples if one.part == "test"]
    weak = asked(shelf, samples, options=WAYS[0])
    ways = (weak, replace(weak, options=WAYS[1]), replace(weak, regime="probe", options={}))
    first, second, probe = (train(one, Told()) for one in ways)
    both = averaged(shelf, samples, first, second)

    made = train(both, Told())

    alone = [said(shelf, one, tested) for one in (first, second)]
    heat = rows(shelf, made.card_key)["temperature"]
    report = rows(shelf, made.report_key)
    for own, other, line in zip(*alone, said(shelf, made, tested), strict=True):
        assert [one["start"] for one in line["clips"]] == [one["start"] for one in own["clips"]]
        odds = np.clip((shares(own) + shares(other)) / 2, 1e-9, 1 - 1e-9)
        cooled = 1 / (1 + (1 / odds - 1) ** (1 / heat))
        np.testing.assert_allclose(shares(line), cooled, atol=1e-3)
        judged = [one["whole"] for one in report if one["item_id"] == line["item_id"]]
        assert judged
        np.testing.assert_allclose(judged, [line["probabilities"]] * len(judged), atol=1e-5)
    with pytest.raises(Refusal, match="judged by parts of clips"):
        train(replace(both, mode="grouped-cv"), Told())

    # The other one knows clips alone, and so does their mean.
    mixed = train(averaged(shelf, samples, first, probe), Told())
    for line, one in zip(said(shelf, mixed, tested), tested, strict=True):
        assert [(clip["start"], clip["end"]) for clip in line["clips"]] == cache.clips(one)


def said(shelf: Shelf, made: ModelTrained, tested: list[Sample]) -> Rows:
    """What a version predicts of samples."""
    key = shelf.snapshot(tested)
    told = predict(PredictItems("j", "t", shelf.url, made.weights_key, made.card_key, key), Told())
    found: Rows = rows(shelf, told.predictions_key)
    return found


def shares(line: dict[str, Any]) -> np.ndarray[Any, np.dtype[np.float64]]:
    """How likely a class is in a video, and in each of its parts."""
    return np.array([one["probabilities"] for one in (line, *line["clips"])])


def averaged(shelf: Shelf, samples: list[Sample], *replies: ModelTrained) -> TrainModel:
    """The average of these versions is asked for."""
    members = tuple(
        Version(one.weights_key, one.card_key, one.report_key, f"Model {at}")
        for at, one in enumerate(replies)
    )
    return replace(asked(shelf, samples, members=members), entry=AVERAGE.key, regime=AVERAGE.key)


def test_single_labels_need_a_background_to_learn_where(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    samples = untrimmed(shelf, 12, PARTS, told=False)

    with pytest.raises(Refusal, match="background") as refused:
        train(asked(shelf, samples, task="single"), Told())

    assert refused.value.code == Code.NOT_READY


@pytest.mark.row("L11", "Multiple instance learning")
def test_a_bag_says_what_its_highest_part_says() -> None:
    scores = torch.tensor([[0.1, 0.7], [0.4, 0.2], [0.3, 0.3]])

    assert bag_score(scores).tolist() == pytest.approx([0.4, 0.7])
    with pytest.raises(ValueError, match="without parts"):
        bag_score(scores[:0])


@pytest.mark.row("M96", "Ranking model for anomaly scores")
def test_videos_with_the_event_rank_above_those_without() -> None:
    high, low = torch.tensor([[0.0], [1.0], [1.0]]), torch.tensor([[0.0], [0.0]])
    middle = torch.tensor([[0.25], [0.75]])
    truth = torch.tensor([[1.0], [0.0]])

    alone = SMOOTH * 1.0 + SPARSE * 2.0
    assert float(ranking([high, low], truth)) == pytest.approx(alone)
    assert float(ranking([high, middle], truth)) == pytest.approx(0.75 + alone)
    assert float(ranking([high], truth[:1])) == pytest.approx(alone)


def test_most_of_a_video_with_an_event_may_be_quiet() -> None:
    event, quiet = torch.eye(2)
    seen, nothing = torch.stack([quiet, event, quiet]), torch.stack([quiet, quiet])

    lost = ranking([seen, nothing], torch.eye(2), quiet=1)

    assert float(lost) == pytest.approx(SMOOTH * 2 + SPARSE * 1)


@pytest.mark.row("M91", "Classification module and selection module")
def test_soft_selection_adds_up_to_one_and_hard_selection_keeps_a_few() -> None:
    torch.manual_seed(0)
    scores = torch.rand(24, 2)

    weights, kept = soft(torch.randn(24)), hard(scores)

    assert float(weights.sum()) == pytest.approx(1)
    assert (kept > 0).sum(dim=0).tolist() == [24 // KEPT] * 2
    assert kept.sum(dim=0).tolist() == pytest.approx([1, 1])
    assert bool((scores[kept[:, 0] > 0, 0].min() > scores[kept[:, 0] == 0, 0].max()).item())


def test_a_video_is_said_to_show_what_any_part_of_it_shows() -> None:
    words = Vocabulary((1, 2, 9), background=9)
    short, long, pseudo = Span(1, 0, 5), Span(2, 5, 20), Span(1, 30, 90, weight=0.5)

    def said(*some: Span, complete: bool = True, single: bool = True) -> list[float] | None:
        found = bag((0, 90), some, words, complete=complete, single=single)
        return None if found is None else found.values.tolist()

    assert said(short, long) == [0, 1, 0]
    assert said(Span(9, 0, 90), short) == [1, 0, 0]
    assert said() == [0, 0, 1]
    assert said(complete=False) is None
    assert said(short, complete=False, single=False)[:1] == [1]  # type: ignore[index]  # it is one
    assert said(complete=False, single=False) is None
    assert said(short, single=False) == [1, 0, 0]
    found = bag((0, 90), (pseudo,), words, complete=True, single=True)
    assert found is not None
    assert found.weight == 0.5
    refused = bag((0, 9), (Span(2, 0, 9, negative=True),), words, complete=False, single=False)
    assert refused is not None
    np.testing.assert_array_equal(refused.values, [np.nan, 0, np.nan])

"""Balanced accuracy, calibration, rankings, drawings, thresholds and slices."""

import tracemalloc

import numpy as np
import pytest
import torch
from sklearn.metrics import balanced_accuracy_score, f1_score, top_k_accuracy_score

from annotator.learning.evaluation import calibration, operating, ranking, slices
from annotator.learning.evaluation.drawing import AT_ONCE, Draws, interval, times
from annotator.learning.evaluation.figures import FIGURES, told, value
from annotator.learning.evaluation.outcomes import Outcomes, read
from annotator.learning.intervals import bootstrap, wilson
from mlworker.zoo.torchvision_ops import DECLARED  # noqa: F401 - torchmetrics imports torchvision
from testkit.outcomes import by_hand, random

from torchmetrics.classification import (  # isort: skip - only after the line above
    MulticlassAccuracy,
    MulticlassCalibrationError,
)
from torchmetrics.retrieval import (  # isort: skip - likewise
    RetrievalMRR,
    RetrievalPrecision,
)

EXACT = 1e-6


def figure(key: str, outcomes: Outcomes) -> float | None:
    return value(next(one for one in FIGURES if one.key == key), outcomes)


@pytest.mark.parametrize("absent", [(), (1,), (0, 1, 2)])
@pytest.mark.parametrize("seed", range(3))
def test_figures_of_one_label_are_scikit_learns(seed: int, absent: tuple[int, ...]) -> None:
    clips = random(seed, absent=absent, skill=3)
    true, said = clips.truth.argmax(axis=1), clips.shares.argmax(axis=1)
    there = sorted(set(true.tolist()))

    recalls = [(said == true)[true == at].mean() for at in there]
    assert figure("balanced_accuracy", clips) == pytest.approx(np.mean(recalls), abs=EXACT)
    if not absent:
        expected = balanced_accuracy_score(true, said)
        assert figure("balanced_accuracy", clips) == pytest.approx(expected, abs=EXACT)
    expected = f1_score(true, said, labels=there, average="macro")
    assert figure("macro_f1", clips) == pytest.approx(expected, abs=EXACT)
    assert figure("accuracy", clips) == pytest.approx((true == said).mean())


def test_balanced_accuracy_of_several_labels_is_the_mean_over_labels() -> None:
    clips = random(5, single=False)
    said = clips.shares >= 0.5

    each = [balanced_accuracy_score(clips.truth[:, at], said[:, at]) for at in range(4)]

    assert figure("balanced_accuracy", clips) == pytest.approx(np.mean(each), abs=EXACT)


@pytest.mark.row("E18", "Calibration of confidence")
@pytest.mark.parametrize("seed", range(3))
def test_the_calibration_error_is_torchmetrics(seed: int) -> None:
    clips = random(seed)
    # A confidence of exactly 1 is what an oversure model says.
    shares = np.where(clips.shares == clips.shares.max(axis=1, keepdims=True), 1.0, 0.0)

    for said in (clips.shares, shares):
        found = calibration.expected_error(*calibration.flat(said, clips.truth, single=True))
        metric = MulticlassCalibrationError(4, n_bins=15, norm="l1")
        true = torch.from_numpy(clips.truth.argmax(axis=1))
        assert found == pytest.approx(metric(torch.from_numpy(said), true).item(), abs=EXACT)


@pytest.mark.row("E01", "Accuracy")
@pytest.mark.parametrize("seed", range(3))
def test_top_k_is_torchmetrics_and_scikit_learns(seed: int) -> None:
    clips = random(seed, classes=6)
    true = clips.truth.argmax(axis=1)

    found = ranking.cmc(ranking.ranks(clips.shares, clips.true), 6)

    for k in range(1, 7):
        metric = MulticlassAccuracy(6, top_k=k, average="micro")
        expected = metric(torch.from_numpy(clips.shares), torch.from_numpy(true)).item()
        assert found[k - 1] == pytest.approx(expected, abs=EXACT)
    expected = top_k_accuracy_score(true, clips.shares, k=3, labels=range(6))
    assert found[2] == pytest.approx(expected, abs=EXACT)
    assert found[0] == figure("accuracy", clips)


@pytest.mark.row("E07", "CMC curve")
def test_the_rank_curve_of_four_queries_is_exact_and_rises() -> None:
    scores = np.array(
        [[0.9, 0.5, 0.1], [0.9, 0.5, 0.1], [0.2, 0.3, 0.4], [0.4, 0.4, 0.4]], np.float64
    )
    relevant = np.array([[1, 0, 0], [0, 0, 1], [0, 1, 1], [0, 1, 0]], bool)

    places = ranking.ranks(scores, relevant)

    assert places.tolist() == [1, 3, 1, 2]
    assert ranking.cmc(places, 3).tolist() == [0.5, 0.75, 1.0]
    assert ranking.reciprocal_rank(places) == pytest.approx((1 + 1 / 3 + 1 + 1 / 2) / 4)
    assert (np.diff(ranking.cmc(ranking.ranks(random(1).shares, random(1).true), 4)) >= 0).all()


@pytest.mark.parametrize("k", [1, 3, 10])
def test_retrieval_is_torchmetrics(k: int) -> None:
    rng = np.random.default_rng(k)
    scores, relevant = rng.random((20, 8)), rng.random((20, 8)) < 0.3
    relevant[0] = False  # nothing right can be found: it is not asked
    told = (
        torch.from_numpy(scores).flatten(),
        torch.from_numpy(relevant).flatten(),
        torch.arange(20).repeat_interleave(8),
    )

    precision = ranking.precision_at(scores, relevant, k)
    mean = ranking.reciprocal_rank(ranking.ranks(scores, relevant))

    metric = RetrievalPrecision(empty_target_action="skip", top_k=k)
    assert precision == pytest.approx(metric(*told).item(), abs=EXACT)
    expected = RetrievalMRR(empty_target_action="skip")(*told).item()
    assert mean == pytest.approx(expected, abs=EXACT)


def test_without_a_right_answer_nothing_is_said() -> None:
    none = np.zeros((2, 3), bool)

    assert ranking.precision_at(np.ones((2, 3)), none, 1) is None
    assert ranking.reciprocal_rank(ranking.ranks(np.ones((2, 3)), none)) is None


@pytest.mark.row("E08", "Fixed false-accept rate")
@pytest.mark.parametrize("rate", operating.RATES)
@pytest.mark.parametrize("ties", [False, True])
def test_a_threshold_meets_its_rate_on_the_clips_that_chose_it(rate: float, ties: bool) -> None:
    clips = random(4, clips=400, single=False, ties=ties)
    scores, truth = clips.shares[:, 0], clips.truth[:, 0]
    others = scores[truth < 0.5]

    chosen = operating.threshold(scores, truth, rate)

    assert chosen is not None
    accepted = int((others >= chosen).sum())
    allowed = int(rate * len(others))
    assert accepted <= allowed
    # One step lower would break it: without ties that is one clip.
    lower = others[others < chosen].max()
    assert (others >= lower).sum() > allowed
    assert ties or accepted == allowed


def test_a_threshold_is_read_on_other_clips() -> None:
    scores, truth = np.array([0.9, 0.8, 0.7, 0.1]), np.array([1.0, 0.0, 1.0, np.nan])

    assert operating.point(scores, truth, 0.75) == operating.Point(0.75, 1.0, 0.5)
    assert operating.threshold(scores, np.ones(4), 0.1) is None


def test_recordings_are_drawn_whole() -> None:
    drawings = Draws(["a", "a", "b"], np.random.default_rng(0), 200)

    (weights,) = list(drawings.weights())

    assert drawings.count == 2
    assert (weights[:, 0] == weights[:, 1]).all()
    assert (weights[:, 0] + weights[:, 2] == 2).all()


def test_only_so_many_weights_are_there_at_once() -> None:
    """However many clips: in all they would be a hundred times as many."""
    clips = 2 * AT_ONCE // 100
    drawings = Draws(["a", "b"] * (clips // 2), np.random.default_rng(0), 5_000)
    found = drawings.weights()
    tracemalloc.start()

    counts = [(len(few), few.nbytes) for few in found if len(few)]

    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert sum(draws for draws, _ in counts) == 5_000
    assert most < 3 * 8 * AT_ONCE


def test_the_interval_of_accuracy_is_that_of_the_training() -> None:
    clips = random(2)

    first = told(clips, Draws(clips.sources, np.random.default_rng(7), 1000))[0]

    assert first.interval == pytest.approx(
        bootstrap(clips.right, clips.sources, np.random.default_rng(7))
    )


def test_what_all_drawings_say_alike_is_not_certain() -> None:
    assert interval(np.ones(50), 1.0, 6) == wilson(6, 6)
    assert interval(np.full(50, np.nan), 1.0, 6) is None


def test_very_many_clips_are_drawn_less_often() -> None:
    assert times(100, 10) == 1000 > times(20_000, 20) >= 100


@pytest.mark.parametrize("seed", range(3))
def test_an_interval_holds_the_truth_of_recordings_that_differ(seed: int) -> None:
    """Clips of one recording are all right or all wrong; 95 % hold, up to chance."""
    rng = np.random.default_rng(seed)
    held = 0
    for _ in range(60):
        right = (rng.random(40) < 0.7).repeat(5)
        truth = np.eye(2)[np.zeros(200, int)]
        shares = np.where(right[:, None], [0.9, 0.1], [0.1, 0.9])
        clips = by_hand(truth, shares, [f"s{at // 5}" for at in range(200)])
        spread = told(clips, Draws(clips.sources, rng, 200), FIGURES[:1])[0].interval
        assert spread is not None
        held += spread[0] <= 0.7 <= spread[1]

    assert 50 <= held <= 60


def test_slices_say_where_it_fails() -> None:
    truth, shares = np.eye(2)[[0, 0, 0, 0, 0, 1, 1, 1]], np.eye(2)[[0, 0, 1, 1, 1, 1, 1, 1]]
    clips = by_hand(truth, shares, ["a", "b", "c", "c", "c", "d", "e", "f"])
    values: dict[str, list[tuple[str, ...]]] = {
        "folder": [*[("day",)] * 2, *[("night",)] * 3, ("day",), ("rare",), ()],
        "all": [("x",)] * 8,
    }

    found = slices.told(clips, values, np.random.default_rng(0))

    assert [(one.by, one.value, one.clips, one.sources) for one in found] == [
        ("folder", "night", 3, 1),
        ("folder", "day", 3, 3),
    ]
    night, day = found
    assert (night.accuracy, night.rest, day.accuracy, day.rest) == (0.0, 1.0, 1.0, 0.4)
    assert night.interval == wilson(0, 1)


def test_lengths_have_brackets() -> None:
    assert [slices.length(one) for one in (0.5, 2, 4.99, 59, 60, 9_000)] == [
        "-2", "2-5", "2-5", "30-60", "60-", "60-",
    ]  # fmt: skip


def test_a_report_of_an_earlier_version_is_read() -> None:
    old = {
        "item_id": 3,
        "start": 0,
        "end": 9,
        "truth": 8,
        "predicted": 7,
        "probabilities": [0.7, 0.3],
    }
    new = {**old, "truth": [8], "unknown": [7], "before": [0.6, 0.4]}

    first = read([old], (7, 8), {3: "tape"})
    second = read([new], (7, 8), {})

    assert (first.single, second.single) == (True, False)
    assert (first.truth.tolist(), first.before, first.sources) == ([[0.0, 1.0]], None, ("tape",))
    assert np.isnan(second.truth[0, 0])
    assert second.before is not None
    assert second.before.tolist() == [[0.6, 0.4]]
    assert not second.said.any()

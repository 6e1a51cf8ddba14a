"""Curves and what lies under them, against torchmetrics, scikit-learn and hand counts."""

from typing import Literal

import numpy as np
import numpy.typing as npt
import pytest
import torch
from sklearn.metrics import average_precision_score, roc_auc_score, roc_curve

from annotator.learning.evaluation import curves
from annotator.learning.evaluation.figures import FIGURES, value
from annotator.learning.evaluation.outcomes import Outcomes
from mlworker.zoo.torchvision_ops import DECLARED  # noqa: F401 - torchmetrics imports torchvision
from testkit.outcomes import by_hand, random

from torchmetrics.classification import (  # isort: skip - only after the line above
    BinaryPrecisionRecallCurve,
    BinaryROC,
    MulticlassAUROC,
    MulticlassAveragePrecision,
    MultilabelAUROC,
    MultilabelAveragePrecision,
)

Floats = npt.NDArray[np.float64]
EXACT = 1e-6
NOWHERE = -1


def each(outcomes: Outcomes) -> list[tuple[Floats, Floats]]:
    """Each class's scores and truth."""
    return list(zip(outcomes.shares.T, outcomes.truth.T, strict=True))


def figure(key: str, outcomes: Outcomes) -> float | None:
    return value(next(one for one in FIGURES if one.key == key), outcomes)


def labels_precision(average: Literal["macro", "none"]) -> MultilabelAveragePrecision:
    return MultilabelAveragePrecision(4, average=average, ignore_index=NOWHERE)


@pytest.mark.row("E06", "ROC curve and AUC")
@pytest.mark.parametrize("ties", [False, True])
@pytest.mark.parametrize("seed", range(5))
def test_areas_of_one_label_are_torchmetrics(seed: int, ties: bool) -> None:
    clips = random(seed, ties=ties)
    said, true = torch.from_numpy(clips.shares), torch.from_numpy(clips.truth.argmax(axis=1))

    areas = [curves.area_under_roc(*one) for one in each(clips)]
    precisions = [curves.average_precision(*one) for one in each(clips)]

    expected = MulticlassAUROC(4, average="none")(said, true).tolist()
    assert areas == pytest.approx(expected, abs=EXACT)
    expected = MulticlassAveragePrecision(4, average="none")(said, true).tolist()
    assert precisions == pytest.approx(expected, abs=EXACT)
    mean = MulticlassAUROC(4)(said, true).item()
    assert figure("mean_area_under_roc", clips) == pytest.approx(mean, abs=EXACT)


@pytest.mark.row("E12", "Average precision / mAP †")
@pytest.mark.parametrize("unknown", [0.0, 0.3])
@pytest.mark.parametrize("seed", range(5))
def test_areas_of_several_labels_count_known_ones_only(seed: int, unknown: float) -> None:
    clips = random(seed, single=False, unknown=unknown, ties=seed % 2 == 0)
    said = torch.from_numpy(clips.shares)
    true = torch.from_numpy(np.nan_to_num(clips.truth, nan=NOWHERE)).long()

    areas = [curves.area_under_roc(*one) for one in each(clips)]
    precisions = [curves.average_precision(*one) for one in each(clips)]

    expected = MultilabelAUROC(4, average="none", ignore_index=NOWHERE)(said, true).tolist()
    assert areas == pytest.approx(expected, abs=EXACT)
    expected = labels_precision("none")(said, true).tolist()
    assert precisions == pytest.approx(expected, abs=EXACT)
    mean = labels_precision("macro")(said, true).item()
    assert figure("mean_average_precision", clips) == pytest.approx(mean, abs=EXACT)


def test_the_mean_leaves_out_a_class_that_no_clip_has() -> None:
    clips = random(3, absent=(2,))
    kept = [0, 1, 3]

    areas = [curves.area_under_roc(*one) for one in each(clips)]
    precisions = [curves.average_precision(*one) for one in each(clips)]

    assert (areas[2], precisions[2]) == (None, None)
    expected = [roc_auc_score(clips.truth[:, at], clips.shares[:, at]) for at in kept]
    assert figure("mean_area_under_roc", clips) == pytest.approx(np.mean(expected), abs=EXACT)
    expected = [average_precision_score(clips.truth[:, at], clips.shares[:, at]) for at in kept]
    assert figure("mean_average_precision", clips) == pytest.approx(np.mean(expected), abs=EXACT)


@pytest.mark.parametrize("ties", [False, True])
def test_the_points_are_torchmetrics_and_scikit_learns(ties: bool) -> None:
    scores, truth = each(random(8, single=False, ties=ties))[1]
    said, true = torch.from_numpy(scores), torch.from_numpy(truth).long()

    found, curve = curves.roc(scores, truth), curves.precision_recall(scores, truth)

    assert found is not None
    assert curve is not None
    x, y, _ = BinaryROC()(said, true)
    np.testing.assert_allclose((found.x, found.y), (x.numpy(), y.numpy()), atol=EXACT)
    x, y, thresholds = roc_curve(truth, scores, drop_intermediate=False)
    np.testing.assert_allclose((found.x, found.y, found.thresholds), (x, y, thresholds))
    precision, recall, _ = BinaryPrecisionRecallCurve()(said, true)
    np.testing.assert_allclose(curve.x, recall.numpy()[::-1], atol=EXACT)
    np.testing.assert_allclose(curve.y, precision.numpy()[::-1], atol=EXACT)


@pytest.mark.row("E06", "ROC curve and AUC")
def test_perfect_scores_have_all_of_the_area_and_constant_ones_half() -> None:
    truth = np.array([1.0, 0.0, 1.0, 0.0])

    assert curves.area_under_roc(np.array([0.9, 0.2, 0.8, 0.1]), truth) == 1
    assert curves.area_under_roc(np.full(4, 0.5), truth) == 0.5
    assert curves.area_under_roc(np.array([0.1, 0.8, 0.2, 0.9]), truth) == 0
    assert curves.average_precision(np.full(4, 0.5), truth) == 0.5


@pytest.mark.parametrize("truth", [np.zeros(3), np.full(3, np.nan), np.zeros(0)])
def test_of_a_class_that_is_not_there_nothing_is_said(truth: Floats) -> None:
    scores = np.linspace(0, 1, len(truth))

    assert curves.roc(scores, truth) is None
    assert curves.precision_recall(scores, truth) is None
    assert curves.area_under_roc(scores, truth) is None
    assert curves.average_precision(scores, truth) is None


def test_where_every_clip_is_of_the_class_there_is_precision_but_nothing_to_tell_apart() -> None:
    scores, truth = np.array([0.3, 0.4]), np.ones(2)

    assert curves.roc(scores, truth) is None
    assert curves.area_under_roc(scores, truth) is None
    assert curves.average_precision(scores, truth) == 1


def test_thinning_keeps_both_ends() -> None:
    scores, truth = each(random(1, clips=3_000))[0]
    whole = curves.roc(scores, truth)
    assert whole is not None

    thin = whole.thinned(50)

    assert len(thin.x) == 50
    assert (thin.x[0], thin.y[0], thin.x[-1], thin.y[-1]) == (0, 0, 1, 1)
    assert np.trapezoid(thin.y, thin.x) == pytest.approx(np.trapezoid(whole.y, whole.x), abs=0.02)


def test_a_weight_counts_a_clip_so_many_times() -> None:
    clips = by_hand(np.eye(2)[[0, 1, 0, 1]], np.array([[0.9, 0.1], [0.6, 0.4], [0.5, 0.5], [0, 1]]))
    scores, truth = each(clips)[0]
    often = np.array([[1.0, 2.0, 0.0, 3.0]])
    rows = np.array([0, 1, 1, 3, 3, 3])

    area = curves.weighted_area(scores, truth, often)
    precision = curves.weighted_precision(scores, truth, often)

    assert area[0] == curves.area_under_roc(scores[rows], truth[rows])
    assert precision[0] == curves.average_precision(scores[rows], truth[rows])

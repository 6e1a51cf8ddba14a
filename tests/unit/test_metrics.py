"""Metrics against hand counts and scikit-learn; calibration; flow."""

import numpy as np
import numpy.typing as npt
import pytest
import torch
from sklearn.metrics import f1_score, precision_score, recall_score, top_k_accuracy_score

from mlworker import device
from mlworker.features.flow import Flow, describe
from mlworker.training.metrics import Judged, measure
from mlworker.zoo.confidence import loss, temperature

Indices = npt.NDArray[np.int64]

# Rows are the truth: class 1 has three clips, class 2 two, class 3 none.
TRUTH = np.array([0, 0, 0, 1, 1])
SAID = np.array([0, 0, 1, 1, 2])
SOURCES = ["a", "a", "b", "b", "c"]


def judged(truth: Indices, said: Indices) -> Judged:
    return Judged(4.0 * np.eye(3)[said], np.eye(3)[truth], SOURCES)


@pytest.mark.row("E01", "Accuracy")
@pytest.mark.row("E02", "Precision")
@pytest.mark.row("E03", "Recall")
@pytest.mark.row("E05", "Confusion matrix")
def test_they_equal_a_hand_count_and_an_absent_class_has_none() -> None:
    found = measure(judged(TRUTH, SAID), (7, 8, 9), np.ones(5), single=True, split="test", seed=0)

    assert found["accuracy"] == pytest.approx(3 / 5)
    assert found["confusion"] == [[2, 1, 0], [0, 1, 1], [0, 0, 0]]
    first, second, absent = found["per_class"]
    assert (first["precision"], first["recall"]) == pytest.approx((1.0, 2 / 3))
    assert (second["precision"], second["recall"]) == pytest.approx((1 / 2, 1 / 2))
    assert (absent["precision"], absent["recall"], absent["f1"]) == (None, None, None)
    assert [row["support"] for row in found["per_class"]] == [3, 2, 0]
    assert found["macro_precision"] == pytest.approx((1 + 1 / 2) / 2)
    assert found["macro_recall"] == pytest.approx((2 / 3 + 1 / 2) / 2)
    assert np.sum(found["confusion"], axis=1).tolist() == [3, 2, 0]
    assert found["majority"] == pytest.approx(3 / 5)
    low, high = found["accuracy_interval"]
    assert low <= found["accuracy"] <= high


@pytest.mark.row("E01", "Accuracy")
def test_the_truth_is_counted_among_the_likeliest_by_hand_and_by_scikit_learn() -> None:
    places = np.array([[4.0, 3, 2, 1], [3, 4, 2, 1], [2, 3, 4, 1], [1, 2, 3, 4]])
    by_hand = Judged(places, np.eye(4)[[0, 0, 0, 0]], ["a", "b", "c", "d"])
    rng = np.random.default_rng(4)
    truth, logits = rng.integers(0, 8, 300), rng.normal(size=(300, 8))
    drawn = Judged(logits, np.eye(8)[truth], [str(at % 9) for at in range(300)])

    hand = measure(by_hand, (6, 7, 8, 9), np.ones(4), single=True, split="test", seed=0)
    found = measure(drawn, range(8), np.ones(300), single=True, split="test", seed=0)

    assert hand["top_k"] == [
        {"k": 1, "accuracy": 0.25},
        {"k": 2, "accuracy": 0.5},
        {"k": 3, "accuracy": 0.75},
    ]
    assert [one["k"] for one in found["top_k"]] == [1, 2, 3, 4, 5]
    assert found["top_k"][0]["accuracy"] == pytest.approx(found["accuracy"])
    for one in found["top_k"]:
        expected = top_k_accuracy_score(truth, logits, k=one["k"], labels=range(8))
        assert one["accuracy"] == pytest.approx(expected)


@pytest.mark.row("E02", "Precision")
@pytest.mark.row("E03", "Recall")
@pytest.mark.row("E04", "F1 score")
def test_macro_means_are_scikit_learns() -> None:
    rng = np.random.default_rng(2)
    truth, said = rng.integers(0, 3, 200), rng.integers(0, 3, 200)
    clips = Judged(np.eye(3)[said], np.eye(3)[truth], [str(at % 9) for at in range(200)])

    found = measure(clips, (7, 8, 9), np.ones(200), single=True, split="test", seed=0)

    for name, score in (("precision", precision_score), ("recall", recall_score), ("f1", f1_score)):
        expected = score(truth, said, average="macro")
        assert found[f"macro_{name}"] == pytest.approx(expected, abs=1e-9)


@pytest.mark.row("E18", "Calibration of confidence")
def test_cooling_makes_an_oversure_model_honest() -> None:
    rng = np.random.default_rng(3)
    truth = rng.integers(0, 2, 400)
    said = np.where(rng.random(400) < 0.75, truth, 1 - truth)
    clips = Judged(8.0 * np.eye(2)[said], np.eye(2)[truth], [str(at) for at in range(400)])

    heat = temperature(clips.logits, clips.targets, single=True)
    found = measure(clips, (7, 8), np.full(400, heat), single=True, split="test", seed=0)

    assert heat > 4
    assert found["ece"] < 0.02 < 0.2 < found["ece_before"]
    before, after = (
        loss(clips.logits / one, clips.targets, single=True).mean() for one in (1, heat)
    )
    assert after < before


def test_few_clips_do_not_make_it_boundlessly_sure() -> None:
    logits, truth = np.eye(2)[[0, 1, 0]], np.eye(2)[[0, 1, 0]]

    assert temperature(logits, truth, single=True) > 0.3


def test_several_labels_count_known_ones_only() -> None:
    targets = np.array([[1.0, np.nan], [0.0, 1.0]])
    clips = Judged(np.array([[3.0, 3.0], [3.0, 3.0]]), targets, ["a", "b"])

    found = measure(clips, (7, 8), np.ones(2), single=False, split="test", seed=0)

    assert found["accuracy"] == pytest.approx(0.75)
    assert [row["support"] for row in found["per_class"]] == [1, 1]
    assert found["top_k"] == []
    assert found["macro_recall"] == pytest.approx(1.0)


@pytest.mark.row("M79", "Optical flow")
@pytest.mark.row("F03", "Computer-vision foundations")
def test_the_flow_of_three_pixels_a_frame_is_three() -> None:
    rng = np.random.default_rng(1)
    square = rng.integers(0, 255, (40, 40)).astype(np.uint8)
    before, after = (np.full((112, 149), 90, np.uint8) for _ in range(2))
    before[30:70, 50:90], after[30:70, 53:93] = square, square

    field = Flow().field(before, after)

    assert field[38:62, 58:82, 0].mean() == pytest.approx(3, abs=0.3)
    assert field[38:62, 58:82, 1].mean() == pytest.approx(0, abs=0.3)
    numbers = describe(field)
    assert numbers[:8].argmax() == 0


def test_growing_and_turning_are_told_apart() -> None:
    y, x = (axis.astype(np.float32) for axis in np.mgrid[-20:21, -20:21])

    growing = describe(np.stack([x, y], axis=-1))
    turning = describe(np.stack([-y, x], axis=-1))

    assert growing[8] > 10 > abs(growing[9])
    assert turning[9] > 10 > abs(turning[8])


def test_the_device_is_cuda_where_present(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CLIPLOOP_DEVICE", raising=False)

    expected = "cuda" if torch.cuda.is_available() else "cpu"

    assert device.choose().type == expected

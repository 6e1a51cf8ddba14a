"""How well alike clips are found by their vectors: as torchmetrics says it, and of drawn clips."""

import json
from pathlib import Path

import numpy as np
import pytest
import torch

from annotator.contracts.learning import ComputeFeatures
from annotator.learning.evaluation import retrieval
from mlworker import blobs
from mlworker.features.compute import compute
from mlworker.zoo.torchvision_ops import DECLARED  # noqa: F401 - torchmetrics imports torchvision
from testkit.drawn import Shelf, Told, colored

from torchmetrics.retrieval import (  # isort: skip - only after the line above
    RetrievalMRR,
    RetrievalPrecision,
)

EXACT = 1e-6


@pytest.mark.row("E15", "Retrieval quality")
def test_drawn_clips_of_one_color_are_found_by_each_other(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    for seed in range(12):
        shelf.add(colored(seed % 3, seed, frames=4), seed % 3 + 1, f"s{seed}")
    ask = ComputeFeatures("job", "token", shelf.url, "probe_lite0", tuple(shelf.samples))

    rows = json.loads(blobs.fetch(shelf.url, compute(ask, Told()).vectors_key).read_text())

    vectors = np.array([one["vector"] for one in rows])
    labels = np.array([shelf.samples[one["item_id"] - 1].spans[0].class_id for one in rows])
    told = retrieval.told(vectors, labels[:, None] == [1, 2, 3], [f"s{at}" for at in range(12)])
    assert told is not None
    assert told["items"] == 12
    # By chance 3 of 11 others are right, and the first right one is the second on average.
    assert told["reciprocal_rank"] >= 0.75
    assert told["nearest"][0]["k"] == 1
    assert told["nearest"][0]["precision"] >= 0.6


@pytest.mark.row("E15", "Retrieval quality")
def test_alike_items_are_found_among_other_recordings_as_torchmetrics_says() -> None:
    rng = np.random.default_rng(4)
    vectors, sources = rng.standard_normal((40, 6)), [f"s{at // 4}" for at in range(40)]
    true = np.eye(3, dtype=bool)[rng.integers(0, 3, 40)]
    told = retrieval.told(vectors, true, sources)
    scores, relevant = retrieval.compared(vectors, true, sources)
    asked = torch.from_numpy(scores > -np.inf)
    flat = (torch.from_numpy(scores)[asked], torch.from_numpy(relevant)[asked])
    queries = torch.arange(40)[:, None].expand(40, 40)[asked]

    assert told is not None
    assert (told["items"], set(asked.sum(dim=1).tolist())) == (40, {36})
    expected = RetrievalMRR(empty_target_action="skip")(*flat, queries).item()
    assert told["reciprocal_rank"] == pytest.approx(expected, abs=EXACT)
    assert [one["k"] for one in told["nearest"]] == [1, 5, 10]
    for one in told["nearest"]:
        metric = RetrievalPrecision(empty_target_action="skip", top_k=one["k"])
        assert one["precision"] == pytest.approx(metric(*flat, queries).item(), abs=EXACT)


def test_items_of_one_recording_find_nothing() -> None:
    assert retrieval.told(np.ones((3, 2)), np.ones((3, 1), bool), ["a"] * 3) is None
    told = retrieval.told(np.zeros((2, 2)), np.ones((2, 1), bool), ["a", "b"])
    assert told == {"items": 2, "reciprocal_rank": 1.0, "nearest": [{"k": 1, "precision": 1.0}]}

"""What the trials of a search are compared by while they run, and how much is told of them."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from annotator.contracts.learning import Search, TrainModel
from annotator.learning.space import Dimension
from mlworker.training.checkpoints import Place
from mlworker.training.run import train
from mlworker.training.search import POINTS, Searching, Trial
from testkit.drawn import Shelf, Told, colored

LINE = (Dimension("head_lr", 1e-4, 1e-1, log=True),)
EPOCHS = 2 * POINTS // 10


def test_the_curves_of_many_trials_are_told_in_few_points(tmp_path: Path) -> None:
    told = Told()
    usual = {"head_lr": 1e-3, "epochs": EPOCHS}
    place = Place(tmp_path.as_uri(), "job", "search", "test")
    found = Searching(Search(20), LINE, usual, 5, place, told)

    def long(options: Mapping[str, Any], trial: Trial) -> float:
        for epoch in range(EPOCHS):
            trial.progress(epoch, EPOCHS, curve=[{"step": epoch, "val_loss": 1.0}])
        return float(options["head_lr"])

    found.best(long)

    assert EPOCHS * 20 == 4 * POINTS
    assert len(told.curve) == POINTS
    assert {one["trial"] for one in told.curve} == set(range(1, 21))
    assert {len(one.curve) for one in found.records} == {POINTS // 20}


def test_a_trial_is_broken_off_by_its_calibrated_loss(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That which it is chosen by: one that is sure of itself loses more before its temperature."""
    shelf = Shelf(tmp_path)
    for source, part in enumerate(("train", "train", "validation", "test")):
        for label in (0, 1):
            pictures = colored(label, 10 * source + label, frames=4, size=32)
            shelf.add(pictures, label + 1, f"s{source}", part)
    small = {"preset": "tiny", "frames": 2, "size": 32, "epochs": 3, "batch": 4, "smoothing": 0.0}
    ask = TrainModel(
        "job",
        "token",
        shelf.url,
        shelf.snapshot(),
        "frame_lite0",
        "",
        (1, 2),
        options={**small, "head_lr": 0.05, "balance": "none"},
        seed=3,
        search=Search(2),
    )
    told, seen = Told(), list[tuple[int, float]]()
    watch = Trial.watch

    def watched(self: Trial, epoch: int, lost: float) -> None:
        seen.append((epoch, lost))
        watch(self, epoch, lost)

    monkeypatch.setattr(Trial, "watch", watched)
    reply = train(ask, told)

    plain = [one["val_loss"] for one in told.curve]
    assert len(seen) == len(plain) == 6
    assert all(lost <= other + 1e-9 for (_, lost), other in zip(seen, plain, strict=True))
    assert any(lost < other - 1e-4 for (_, lost), other in zip(seen, plain, strict=True))
    values = [one["value"] for one in reply.metrics["search"]["trials"]]
    for at, value in enumerate(values):
        lost = [lost for _, lost in seen[3 * at : 3 * at + 3]]
        assert value is None or min(abs(one - value) for one in lost) < 1e-9

"""kill -9 of a training at random steps: it ends as if nobody had disturbed it."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest

from annotator.contracts.learning import TRAIN, ModelTrained, TrainModel
from annotator.refusal import Code, Refusal
from mlworker import attempt
from mlworker.tasks import STEPS
from testkit.drawn import Shelf, colored
from testkit.steps import kill_steps

from .conftest import FULL

KILLS = 10 if FULL else 2
PARTS = ("train", "train", "train", "train", "validation", "test")
OPTIONS = {"frames": 2, "size": 32, "epochs": 6, "batch": 4, "keep_steps": 1}
STEPS_IN_ALL = 12


@pytest.fixture
def ask(tmp_path: Path) -> TrainModel:
    """A short training of a network on colors."""
    shelf = Shelf(tmp_path / "shelf")
    for source, part in enumerate(PARTS):
        for label in (0, 1):
            shelf.add(colored(label, 10 * source + label, frames=4), label + 1, f"s{source}", part)
    return TrainModel(
        "whole", "token", shelf.url, shelf.snapshot(), "frame_lite0", "", (1, 2), options=OPTIONS
    )


def trained(ask: TrainModel, end: int) -> ModelTrained | None:
    """What comes of an attempt; None of one that is killed when it is at step `end`."""
    step, limits = STEPS[TRAIN]

    def hears(words: Mapping[str, Any]) -> None:
        if words["unit"] == "steps" and words["done"] >= end:
            kill_steps(psutil.Process())

    try:
        reply = attempt.run(TRAIN, step, ask, limits, hears, lambda: True)
    except Refusal as refusal:
        if refusal.code is not Code.KILLED:
            raise
        return None
    assert isinstance(reply, ModelTrained)
    return reply


def test_it_ends_as_if_undisturbed_however_often_it_is_killed(ask: TrainModel) -> None:
    seed = int(np.random.default_rng().integers(10**6))
    rng = np.random.default_rng(seed)
    ends = sorted(rng.choice(np.arange(1, STEPS_IN_ALL), KILLS, replace=False).tolist())
    whole = trained(ask, STEPS_IN_ALL + 1)
    again = replace(ask, job_id="again")

    deaths = [trained(again, end) for end in ends]
    last = trained(again, STEPS_IN_ALL + 1)

    assert deaths == [None] * KILLS, f"seed {seed}"
    assert whole is not None
    assert last is not None
    assert last.metrics == whole.metrics, f"seed {seed}: killed at {ends}"
    assert last.weights_key == whole.weights_key, f"seed {seed}: killed at {ends}"

"""The bench on real clips: what it says without any, and what its spreads are over."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from testkit.real import FOLDS, Scores, folds, judged

ROOT = Path(__file__).parents[2]
BENCH = ROOT / "tests" / "bench" / "real.py"


def test_without_clips_its_line_says_why_nothing_was_measured(tmp_path: Path) -> None:
    places = os.pathsep.join(str(ROOT / one) for one in (".", "tests", "platform"))
    done = subprocess.run(
        [sys.executable, BENCH],
        env={**os.environ, "CLIPLOOP_CORPUS": str(tmp_path), "PYTHONPATH": places},
        capture_output=True,
        text=True,
        check=True,
    )

    line = json.loads(done.stdout.splitlines()[-1])
    assert (line["bench"], line["value"], line["met"]) == ("real", None, None)
    assert str(tmp_path) in line["detail"]["skipped"]


def test_its_spreads_are_over_seeds_and_over_folds() -> None:
    rng = np.random.default_rng(1)
    truth = np.arange(60) % 2 > 0
    rows = [
        {"label": "fight" if one else "normal", "source_group": f"s{at // 3}"}
        for at, one in enumerate(truth.tolist())
    ]
    said = 1 / (1 + np.exp(1 - 2 * (truth + rng.normal(0, 0.8, 60))))

    parts = [folds(rows, seed) for seed in range(5)]
    each = [[judged(said[one == at], truth[one == at]) for at in range(FOLDS)] for one in parts]
    found = Scores.of([judged(said, truth)] * 5, each)

    for one in parts:
        apart = {(row["source_group"], part) for row, part in zip(rows, one.tolist(), strict=True)}
        assert len(apart) == 20, "a source is in one fold"
    assert found.accuracy.shape == found.area.shape == (5,)
    assert found.folds_accuracy.shape == found.folds_area.shape == (5, 5)
    # Whoever learns nothing does as well with each seed; its folds are others.
    assert found.accuracy.std() == pytest.approx(0)
    shown = found.shown()
    assert shown["accuracy"] == pytest.approx(((said > 0.5) == truth).mean())
    assert shown["accuracy_over_folds"] > shown["accuracy_over_seeds"]
    assert shown["auc_over_folds"] > 0

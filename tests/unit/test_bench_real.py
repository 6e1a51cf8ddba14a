"""The bench on real clips: what it says without any, and what its spreads are over."""

import json
import os
import runpy
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

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
    bench = runpy.run_path(str(BENCH))
    rng = np.random.default_rng(1)
    truth = np.arange(60) % 2
    views = bench["Views"](
        {"static": rng.normal(size=(60, 2))},
        np.eye(2)[truth],
        np.ones(60),
        np.array([f"s{at // 3}" for at in range(60)]),
    )
    corpus = bench["Corpus"](views, truth[:, None] + rng.normal(0, 0.8, (60, 1)))

    def by_shape(train: object, test: object) -> object:
        return 1 / (1 + np.exp(1 - 2 * test.groups["shape"][:, 0]))  # type: ignore[attr-defined]

    found = bench["_scores"](corpus, by_shape)

    assert found.accuracy.shape == found.area.shape == (5,)
    assert found.folds_accuracy.shape == found.folds_area.shape == (5, 5)
    # Whoever learns nothing does as well with each seed; its folds are others.
    assert found.accuracy.std() == pytest.approx(0)
    shown = found.shown()
    assert shown["accuracy"] == pytest.approx(((corpus.shape[:, 0] > 0.5) == truth).mean())
    assert shown["accuracy_over_folds"] > shown["accuracy_over_seeds"]
    assert shown["auc_over_folds"] > 0

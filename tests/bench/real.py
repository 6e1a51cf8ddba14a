"""How well the default learner tells real clips apart that it has not seen: 5 x 5 grouped folds.

Beside it the two numbers that a shortcut reaches: the most frequent class, and a forest that sees
only a clip's size and rate. Proxies and vectors are made by the product and kept between runs.
"""

import csv
import json
import os
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedGroupKFold

from annotator.contracts.learning import Sample
from mlworker import blobs
from mlworker.decode.ingest import take
from mlworker.features.compute import Source
from mlworker.training.choice import choose
from mlworker.training.probe import Views, fit
from mlworker.zoo.head import GROUPS, Setting

CORPUS = Path(os.environ.get("CLIPLOOP_CORPUS", Path(__file__).parents[2] / "../shared"))
KEPT = Path(os.environ.get("CLIPLOOP_BENCH_CACHE", Path(tempfile.gettempdir()) / "cliploop-bench"))
SEEDS = range(5)
FOLDS = 5
POSITIVE = "fight"
TARGET = {"accuracy": 0.79, "auc": 0.85}

Floats = npt.NDArray[np.float64]
Predict = Callable[[Views, Views], Floats]


@dataclass(frozen=True)
class Corpus:
    """The clips' views, and size and rate as the shortcut sees them."""

    views: Views
    shape: Floats


def main() -> None:
    """Print the table and the line."""
    labels = CORPUS / "media" / "labels.csv"
    if not labels.exists():
        _say(f"Skipped: no clips at {labels.parent}; CLIPLOOP_CORPUS names the folder above theirs")
        return
    with labels.open(newline="") as file:
        rows = list(csv.DictReader(file))
    corpus = _corpus(rows, labels.parent)
    table = {name: _scores(corpus, predict) for name, predict in _learners(corpus).items()}
    sources = len(set(corpus.views.sources))
    _say(f"{len(rows)} clips of {sources} sources; {FOLDS} folds grouped by source, seeds 0 to 4")
    _say(f"{'learner':<24}{'accuracy':>10}{'spread':>9}{'AUC':>8}{'spread':>9}")
    for name, (accuracy, auc) in table.items():
        numbers = (
            f"{accuracy.mean():>10.3f}{accuracy.std():>9.3f}{auc.mean():>8.3f}{auc.std():>9.3f}"
        )
        _say(f"{name:<24}{numbers}")
    accuracy, auc = table["default"]
    beaten = all(accuracy.mean() > table[name][0].mean() for name in ("majority", "size and rate"))
    met = accuracy.mean() >= TARGET["accuracy"] and auc.mean() >= TARGET["auc"] and beaten
    detail = {
        name: {"accuracy": round(one.mean(), 4), "auc": round(two.mean(), 4)}
        for name, (one, two) in table.items()
    }
    line = {"bench": "real", "value": round(accuracy.mean(), 4), "unit": "accuracy"}
    _say(json.dumps({**line, "target": TARGET["accuracy"], "met": bool(met), "detail": detail}))


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def _learners(corpus: Corpus) -> Mapping[str, Predict]:
    def always(train: Views, test: Views) -> Floats:
        return np.full(len(test.weights), train.targets[:, 1].mean())

    def forest(train: Views, test: Views) -> Floats:
        model = RandomForestClassifier(200, random_state=0)
        model.fit(train.groups["shape"], train.targets[:, 1])
        shares: Floats = model.predict_proba(test.groups["shape"])[:, 1]
        return shares

    def fixed(*mix: float) -> Predict:
        setting = Setting(dict(zip(GROUPS, mix, strict=True)), 30.0)
        return lambda train, test: _share(train, test, setting)

    def default(train: Views, test: Views) -> Floats:
        setting = choose(train, single=True, seed=0, tried=lambda *_: None)
        return _share(train, test, setting)

    return {
        "majority": always,
        "size and rate": forest,
        "static": fixed(1, 0, 0),
        "flow": fixed(0, 0, 1),
        "activity": fixed(0, 1, 0),
        "activity + flow": fixed(0, 1, 2),
        "static + activity + flow": fixed(0.3, 1, 2),
        "default": default,
    }


def _share(train: Views, test: Views, setting: Setting) -> Floats:
    logits = fit(train, setting, single=True).logits(test.groups)
    return np.asarray(1 / (1 + np.exp(logits[:, 0] - logits[:, 1])), np.float64)


def _scores(corpus: Corpus, predict: Predict) -> tuple[Floats, Floats]:
    """Accuracy and AUC of the pooled out-of-fold scores, one a seed."""
    truth = corpus.views.targets[:, 1]
    views = Views(
        {**corpus.views.groups, "shape": corpus.shape},
        corpus.views.targets,
        corpus.views.weights,
        corpus.views.sources,
    )
    accuracies, areas = [], []
    for seed in SEEDS:
        shares = np.zeros(len(truth))
        folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed)
        for train, test in folds.split(truth, truth, views.sources):
            shares[test] = predict(views.take(train), views.take(test))
        accuracies.append(float(((shares > 0.5) == (truth > 0.5)).mean()))
        areas.append(float(roc_auc_score(truth, shares)))
    return np.array(accuracies), np.array(areas)


def _corpus(rows: list[dict[str, str]], folder: Path) -> Corpus:
    KEPT.mkdir(parents=True, exist_ok=True)
    source = Source(KEPT.as_uri())
    found = []
    for at, row in enumerate(rows):
        sample = _sample(row, folder)
        vectors = source.vectors(sample, lambda *_, **__: None)
        if vectors is None:
            sys.exit(f"{row['path']}: {source.failed[sample.item_id]}")
        found.append(vectors)
        sys.stderr.write(f"\r{at + 1} of {len(rows)} clips")
    sys.stderr.write("\n")
    positive = np.array([row["label"] == POSITIVE for row in rows])
    groups = {
        name: np.stack([getattr(one, name).mean(axis=0, dtype=np.float64) for one in found])
        for name in GROUPS
    }
    targets = np.stack([~positive, positive], axis=1).astype(np.float64)
    sources = np.array([row["source_group"] for row in rows])
    shape = [[float(row[name]) for name in ("width", "height", "fps")] for row in rows]
    return Corpus(Views(groups, targets, np.ones(len(rows)), sources), np.array(shape))


def _sample(row: Mapping[str, Any], folder: Path) -> Sample:
    """The item that the product makes of a file: its proxy at native rate."""
    note = KEPT / "items" / (row["path"].replace("/", "-") + ".json")
    if not note.exists():
        note.parent.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory() as work:
            target = Path(work) / "proxy.mp4"
            taken = take(folder / row["path"], None, target, lambda *_, **__: None)
            frames, rate = len(taken.made.found.shows), taken.made.rate
            proxy = blobs.put(KEPT.as_uri(), target)
        words = [proxy, frames, rate.numerator, rate.denominator]
        note.write_text(json.dumps(words))
    proxy, frames, numerator, denominator = json.loads(note.read_text())
    return Sample(0, proxy, proxy, "", frames, numerator, denominator, row["source_group"])


if __name__ == "__main__":
    main()

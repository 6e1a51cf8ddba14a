"""The real clips as the product holds them, and how well a way to train tells them apart."""

import csv
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedGroupKFold

from annotator.contracts.learning import Sample, Span, TrainModel
from mlworker import blobs
from mlworker.decode.ingest import take
from mlworker.features.cache import besides
from mlworker.features.compute import Source
from mlworker.training.choice import losses
from mlworker.training.probe import Views, fit
from mlworker.training.run import train
from mlworker.zoo.confidence import probabilities
from testkit.drawn import Shelf, Told

ROOT = Path(__file__).parents[2]
CORPUS = Path(os.environ.get("CLIPLOOP_CORPUS", ROOT / "../shared"))
KEPT = Path(os.environ.get("CLIPLOOP_BENCH_CACHE", Path(tempfile.gettempdir()) / "cliploop-bench"))
LABELS = CORPUS / "media" / "labels.csv"
FOLDS = 5
NORMAL, FIGHT = 1, 2

Floats = npt.NDArray[np.float64]
Judged = tuple[float, float]


@dataclass(frozen=True)
class Scores:
    """How well a learner did: all clips of a seed at once (seeds,), and each fold (seeds, folds).

    The area of a fold without one of the classes is NaN.
    """

    accuracy: Floats
    area: Floats
    folds_accuracy: Floats
    folds_area: Floats

    @classmethod
    def of(cls, pooled: list[Judged], each: list[list[Judged]]) -> "Scores":
        """Of what each seed came to, as a whole and by fold."""
        whole, parts = np.array(pooled), np.array(each)
        return cls(whole[:, 0], whole[:, 1], parts[..., 0], parts[..., 1])

    def shown(self) -> dict[str, float]:
        """Each figure, and how far it strays over seeds and over all folds."""
        figures = (
            ("accuracy", self.accuracy, self.folds_accuracy),
            ("auc", self.area, self.folds_area),
        )
        found = {}
        for name, seeds, folds in figures:
            found[name] = float(seeds.mean())
            found[f"{name}_over_seeds"] = float(seeds.std())
            found[f"{name}_over_folds"] = float(np.nanstd(folds))
        return found


@dataclass(frozen=True)
class Way:
    """A training by its name, on so many seeds of folds."""

    name: str
    entry: str
    regime: str
    options: Mapping[str, Any] = field(default_factory=dict)
    seeds: int = 1


def clips() -> list[dict[str, str]]:
    """What is known of the clips; none where they are not there."""
    if not LABELS.exists():
        return []
    with LABELS.open(newline="") as file:
        return list(csv.DictReader(file))


def folds(rows: list[dict[str, str]], seed: int) -> npt.NDArray[np.int64]:
    """The fold that each clip is judged in, (clips,): no source in two, classes spread evenly."""
    truth = [row["label"] for row in rows]
    sources = [row["source_group"] for row in rows]
    kind = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed)
    found = np.zeros(len(rows), np.int64)
    for at, (_, test) in enumerate(kind.split(truth, truth, sources)):
        found[test] = at
    return found


def sample(number: int, row: Mapping[str, str]) -> Sample:
    """The item that the product makes of a file: its proxy at native rate. Made once, and kept."""
    note = KEPT / "items" / (row["path"].replace("/", "-") + ".json")
    if not note.exists():
        note.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as work:
            target = Path(work) / "proxy.mp4"
            taken = take(LABELS.parent / row["path"], None, target, lambda *_, **__: None)
            frames, rate = len(taken.made.found.shows), taken.made.rate
            proxy = blobs.put(KEPT.as_uri(), target)
        note.write_text(json.dumps([proxy, frames, rate.numerator, rate.denominator]))
    proxy, frames, top, bottom = json.loads(note.read_text())
    class_id = FIGHT if row["label"] == "fight" else NORMAL
    spans = (Span(class_id, 0, frames),)
    source = row["source_group"]
    return Sample(number, proxy, proxy, "", frames, top, bottom, source, "", True, spans)


def scores(way: Way, rows: list[dict[str, str]]) -> Scores:
    """How well it tells clips that it did not learn from, by the product's own training."""
    samples = [sample(at, row) for at, row in enumerate(rows)]
    truth = np.array([row["label"] == "fight" for row in rows])
    pooled, each = [], []
    for seed in range(way.seeds):
        parts = folds(rows, seed)
        said = _said(way, samples, parts, seed)
        pooled.append(judged(said, truth))
        each.append([judged(said[parts == at], truth[parts == at]) for at in range(FOLDS)])
    return Scores.of(pooled, each)


def afresh(rows: list[dict[str, str]], names: tuple[str, ...], seeds: int) -> Scores:
    """The linear head on groups with these names, of which folds within the other folds alone say
    how much each counts: no setting is taken for granted, as the product does.
    """
    seen = _seen(rows, names)
    truth = seen.targets[:, 1] > 0
    pooled, each = [], []
    for seed in range(seeds):
        parts, said = folds(rows, seed), np.zeros(len(rows))
        for at in range(FOLDS):
            taught, test = seen.take(parts != at), seen.take(parts == at)
            settings, table = losses(taught, names, single=True, seed=seed, tried=_quietly)
            head = fit(taught, settings[int(table.mean(axis=1).argmin())], single=True)
            logits = head.logits(test.groups)
            said[parts == at] = probabilities(logits, single=True)[:, 1]
        pooled.append(judged(said, truth))
        each.append([judged(said[parts == at], truth[parts == at]) for at in range(FOLDS)])
    return Scores.of(pooled, each)


def _quietly(*_: int) -> None:
    """Nobody waits for the folds within folds."""


def _seen(rows: list[dict[str, str]], names: tuple[str, ...]) -> Views:
    """The clips as the quick learner sees them, each as a whole."""
    samples = [sample(at, row) for at, row in enumerate(rows)]
    source = Source(KEPT.as_uri(), besides(names))
    source.fill(samples, Told())
    found = [source.load(one) for one in samples]
    groups = {
        name: np.stack([getattr(one, name)[0] for one in found]).astype(np.float64)
        for name in names
    }
    fights = np.array([row["label"] == "fight" for row in rows])
    targets = np.stack([~fights, fights], axis=1).astype(np.float64)
    sources = np.array([row["source_group"] for row in rows])
    return Views(groups, targets, np.ones(len(rows)), sources)


def _said(way: Way, samples: list[Sample], parts: npt.NDArray[np.int64], seed: int) -> Floats:
    """The chance of a fight of each clip, by what was taught on the other folds."""
    shelf = Shelf(KEPT)
    parted = [replace(one, part=str(at)) for one, at in zip(samples, parts.tolist(), strict=True)]
    ask = TrainModel(
        f"{way.name}-{seed}".replace(" ", "-"),
        "",
        shelf.url,
        shelf.snapshot(parted),
        way.entry,
        way.regime,
        (NORMAL, FIGHT),
        mode="grouped-cv",
        seed=seed,
        options=dict(way.options),
    )
    reply = train(ask, Told())
    report = json.loads(blobs.fetch(shelf.url, reply.report_key).read_text())
    chances = {row["item_id"]: row["probabilities"][1] for row in report}
    return np.array([chances[one.item_id] for one in samples], np.float64)


def judged(shares: Floats, truth: npt.NDArray[np.bool_]) -> Judged:
    """Accuracy and area; no area where there is one class alone."""
    area = float(roc_auc_score(truth, shares)) if len(set(truth.tolist())) > 1 else float("nan")
    return float(((shares > 0.5) == truth).mean()), area

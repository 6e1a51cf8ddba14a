"""How well real clips are told apart that nobody learned from: folds grouped by source.

Beside each way to train the two numbers that a shortcut reaches: the most frequent class, and a
forest that sees only a clip's size and rate. All ways have the same folds; those that fit a head in
seconds five times five, networks one time. Whatever a way chooses, it chooses on the other folds;
what the default takes for granted unless these speak against it, was set by people who had seen
figures of these very clips, so two rows more begin with nothing.
Proxies and vectors are made by the product and kept between runs. `quick` leaves the networks out;
names of ways measure these alone.
"""

import json
import sys
from collections.abc import Mapping
from typing import Any

import numpy as np
from sklearn.ensemble import RandomForestClassifier

from mlworker.zoo.head import GROUPS, WHOLE
from testkit.real import FOLDS, LABELS, Scores, Way, afresh, clips, folds, judged, scores

SEEDS = 5
TARGET = {"accuracy": 0.85, "auc": 0.92}
BASELINES = ("majority", "size and rate")
# What the linear head may look at, where folds within folds alone decide how much each counts.
AFRESH = {"afresh, pieces too": WHOLE, "afresh, without them": GROUPS}
QUICK, PROBE = "probe_lite0", "probe"
TINY = {"preset": "tiny", "epochs": 30}
# Lite0 as it comes, on few and small pictures: what two cores can afford.
SMALL = {"frames": 4, "size": 128, "epochs": 4, "batch": 8, "augment": "none"}

HEADS: tuple[Way, ...] = (
    Way("default", QUICK, PROBE, {}, SEEDS),
    Way("without weights", "probe_histogram", PROBE, {}, SEEDS),
    Way("mlp head", QUICK, PROBE, {"head": "mlp"}, SEEDS),
    Way("gru head", QUICK, PROBE, {"head": "gru"}, SEEDS),
    Way("attention head", QUICK, PROBE, {"head": "attention"}, SEEDS),
    Way("prototypes", QUICK, "few-shot", {}, SEEDS),
    Way("transport", QUICK, "few-shot", {"match": "transport"}, SEEDS),
    Way("siamese", QUICK, "few-shot", {"match": "siamese"}, SEEDS),
)
NETWORKS: tuple[Way, ...] = (
    Way("frame_lite0, ImageNet", "frame_lite0", "fine-tune", SMALL),
    Way("crnn_gru, ImageNet", "crnn_gru", "fine-tune", SMALL),
    Way("early_fusion, tiny", "early_fusion", "fine-tune", TINY),
    Way("crnn_gru, tiny", "crnn_gru", "fine-tune", TINY),
    Way("two_stream, tiny", "two_stream", "fine-tune", TINY),
    # Without a label first, from the clips of the other folds; then a head is told of them.
    Way("early_fusion, agreeing", "early_fusion", "svt", {**TINY, "epochs": 60}),
    Way("crnn_gru, agreeing", "crnn_gru", "svt", {**TINY, "epochs": 60}),
    Way("videomae, hidden", "videomae", "masked", TINY),
)


def main() -> None:
    """Print the table, a row as soon as it is known, and the line."""
    rows = clips()
    if not rows:
        why = f"No clips at {LABELS.parent}; CLIPLOOP_CORPUS names the folder above theirs"
        _say(f"Skipped: {why}")
        _conclude(None, {"skipped": why}, met=None)
        return
    sources = len({row["source_group"] for row in rows})
    _say(f"{len(rows)} clips of {sources} sources; {FOLDS} folds grouped by source")
    spread = f"{'seeds':>8}{'folds':>8}"
    _say(f"{'way':<24}{'accuracy':>10}{spread}{'AUC':>10}{spread}{'seeds':>8}   (spread over)")
    table = {name: _row(name, one) for name, one in _shortcuts(rows).items()}
    wanted = sys.argv[1:]
    for name, groups in AFRESH.items():
        if wanted in ([], ["quick"]) or name in wanted:
            table[name] = _row(name, afresh(rows, groups, SEEDS))
    for way in HEADS if wanted == ["quick"] else (*HEADS, *NETWORKS):
        if wanted in ([], ["quick"]) or way.name in wanted:
            table[way.name] = _row(way.name, scores(way, rows))
    best = table.get("default")
    met = None if best is None else all(best[name] >= target for name, target in TARGET.items())
    detail = {name: {key: round(one, 4) for key, one in row.items()} for name, row in table.items()}
    _conclude(round(best["accuracy"], 4) if best else None, detail, met=met)


def _row(name: str, found: Scores) -> dict[str, float]:
    shown = found.shown()
    wide = (f"{one:>{8 if 'over' in key else 10}.3f}" for key, one in shown.items())
    _say(f"{name:<24}{''.join(wide)}{len(found.accuracy):>8}")
    return shown


def _conclude(value: float | None, detail: Mapping[str, Any], *, met: bool | None) -> None:
    """The JSON line; null is what was not measured."""
    line = {"bench": "real", "value": value, "unit": "accuracy", "target": TARGET["accuracy"]}
    _say(json.dumps({**line, "met": met, "detail": detail}))


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _shortcuts(rows: list[dict[str, str]]) -> dict[str, Scores]:
    """What is told without looking: by the most frequent class, and by size and rate."""
    truth = np.array([row["label"] == "fight" for row in rows])
    shape = np.array([[float(row[one]) for one in ("width", "height", "fps")] for row in rows])
    found: dict[str, Scores] = {}
    for name in BASELINES:
        pooled, each = [], []
        for seed in range(SEEDS):
            parts, said = folds(rows, seed), np.zeros(len(rows))
            for at in range(FOLDS):
                train, test = parts != at, parts == at
                if name == "majority":
                    said[test] = truth[train].mean()
                else:
                    forest = RandomForestClassifier(200, random_state=0)
                    forest.fit(shape[train], truth[train])
                    said[test] = forest.predict_proba(shape[test])[:, 1]
            pooled.append(judged(said, truth))
            each.append([judged(said[parts == at], truth[parts == at]) for at in range(FOLDS)])
        found[name] = Scores.of(pooled, each)
    return found


if __name__ == "__main__":
    main()

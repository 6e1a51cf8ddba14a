"""What helps on real clips: what moves beside what is there, and a network that has seen pictures.

The clips lie beside the project; where they do not, nothing is measured.
"""

import csv
import sys
from collections import Counter
from fractions import Fraction
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
import torch
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedGroupKFold

from mlworker.clips.reading import read, scaled
from mlworker.clips.sampling import uniform
from mlworker.features.extract import extract
from mlworker.features.views import Network
from mlworker.training.probe import Views, fit
from mlworker.zoo import lite0
from mlworker.zoo.head import GROUPS, Setting
from testkit.corpus import corpus

MISSING = "The real clips do not lie beside this checkout"
pytestmark = pytest.mark.skipif(corpus() is None, reason=MISSING)

FOLDS, SEEDS = 5, 5
# Of each clip so many frames, and so many labels of each class; so often drawn in each fold.
LOOKS, SIDE, LABELS, DRAWS = 2, 160, 10, 8
# Of large pictures decoding alone takes minutes; of no recording more than a few of each class.
PIXELS, EACH = 640 * 360, 5
SECONDS = 1

Floats = npt.NDArray[np.float64]


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    """Some of the clips, small ones, of all recordings that have such."""
    folder = corpus()
    assert folder is not None
    taken: Counter[tuple[str, str]] = Counter()
    found = []
    with (folder / "labels.csv").open(newline="") as file:
        for row in csv.DictReader(file):
            kind = row["source_group"], row["label"]
            if int(row["width"]) * int(row["height"]) <= PIXELS and taken[kind] < EACH:
                taken[kind] += 1
                found.append({**row, "path": str(folder / row["path"])})
    return found


def say(line: str) -> None:
    """Print what was measured."""
    sys.stdout.write(line + "\n")


def rate_of(row: dict[str, str]) -> Fraction:
    return Fraction(row["fps"]).limit_denominator(1001)


def views(rows: list[dict[str, str]], groups: dict[str, Floats]) -> Views:
    """Vectors with what people said of the clips."""
    fights = np.array([row["label"] == "fight" for row in rows])
    targets = np.stack([~fights, fights], axis=1).astype(np.float64)
    sources = np.array([row["source_group"] for row in rows])
    return Views(groups, targets, np.ones(len(rows)), sources)


def folds(seen: Views, seed: int) -> list[tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]]:
    """No recording on both sides."""
    labels = seen.targets[:, 1]
    kind = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed)
    return list(kind.split(labels, labels, seen.sources))


def fights(seen: Views, train: npt.NDArray[np.int64], test: npt.NDArray[np.int64]) -> Floats:
    """How far each tested clip is on the side of fights."""
    setting = Setting(dict.fromkeys(seen.groups, 1.0), 30.0)
    logits = fit(seen.take(train), setting, single=True).logits(seen.take(test).groups)
    return np.asarray(logits[:, 1] - logits[:, 0])


def told(seen: Views, seed: int) -> tuple[float, float]:
    """Accuracy and area of what is said of clips that were not learned from."""
    said, truth = np.zeros(len(seen.weights)), seen.targets[:, 1] > 0
    for train, test in folds(seen, seed):
        said[test] = fights(seen, train, test)
    return float(((said > 0) == truth).mean()), float(roc_auc_score(truth, said))


@pytest.mark.row("S18", "Frame difference / motion features")
def test_how_a_clip_changes_and_moves_tells_more_than_what_it_shows(
    rows: list[dict[str, str]],
) -> None:
    network = Network(torch.device("cpu"))
    found = []
    for row in rows:
        rate = rate_of(row)
        beginning = [(0, min(int(row["frames"]), round(SECONDS * rate)))]
        found.append(extract(Path(row["path"]), beginning, rate, network, lambda: None))
    groups = {
        name: np.stack([getattr(one, name)[0] for one in found]).astype(np.float64)
        for name in GROUPS
    }

    still = np.array([told(views(rows, {"static": groups["static"]}), at) for at in range(SEEDS)])
    both = np.array([told(views(rows, groups), at) for at in range(SEEDS)])

    gain = (both - still).mean(axis=0)
    say(f"accuracy {still[:, 0].mean():.3f} to {both[:, 0].mean():.3f}, area {gain[1]:+.3f}")
    assert gain[0] > 0.05
    assert gain[1] > 0.05


@pytest.mark.row("L03", "Transfer learning")
def test_a_network_that_has_seen_pictures_beats_one_that_has_not(
    rows: list[dict[str, str]],
) -> None:
    torch.manual_seed(0)
    networks = {
        name: lite0.build(0, pretrained=name == "learned") for name in ("learned", "chance")
    }
    pictures = [shown(row) for row in rows]
    seen = {name: views(rows, looked_at(pictures, one.eval())) for name, one in networks.items()}

    gains = []
    for seed in range(SEEDS):
        rng = np.random.default_rng(seed)
        for train, test in folds(seen["learned"], seed):
            truth = seen["learned"].targets[:, 1] > 0
            if len(set(truth[test])) < 2:
                continue
            for _ in range(DRAWS):
                some = [rng.choice(train[truth[train] == one], LABELS, False) for one in (0, 1)]
                few = np.concatenate(some)
                areas = [
                    roc_auc_score(truth[test], fights(seen[name], few, test))
                    for name in ("learned", "chance")
                ]
                gains.append(areas[0] - areas[1])

    mean, spread = np.mean(gains), np.std(gains)
    say(f"area {mean:+.3f} (spread {spread:.3f} over {len(gains)} draws) by ImageNet's weights")
    assert mean > 0


def shown(row: dict[str, str]) -> torch.Tensor:
    """A few frames of a clip, (frames, 3, height, width) of -1 to 1."""
    wanted = sorted(set(uniform(int(row["frames"]), LOOKS).tolist()))
    frames = [
        one
        for _, one in read(
            Path(row["path"]), rate_of(row), wanted, lambda _, one: scaled(one, SIDE, SIDE)
        )
    ]
    return torch.from_numpy(np.stack(frames)).permute(0, 3, 1, 2).float() / 127.5 - 1.0


@torch.inference_mode()
def looked_at(pictures: list[torch.Tensor], network: torch.nn.Module) -> dict[str, Floats]:
    """What a network sees in pictures of each clip."""
    found = [network(one).mean(dim=0).double().numpy() for one in pictures]
    return {"static": np.stack(found)}

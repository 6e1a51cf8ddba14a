"""What is said of an item is the mean over its clips, which chance moves less than one clip."""

import json
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from annotator.contracts.learning import PredictItems
from annotator.learning.regimes import FINE_TUNE
from annotator.learning.zoo.registry import entry
from mlworker import blobs
from mlworker.inference.run import predict
from testkit.drawn import Frames, Told, colored
from testkit.entries import CLASSES, Lessons

ITEMS, STRETCHES, STRETCH = 20, 11, 20
RUNS, SHOWN = 20, 0.75


def mixed(label: int, seed: int) -> Frames:
    """Stretches of two seconds, three quarters of which show the class and the others another."""
    rng = np.random.default_rng(seed)
    for at in range(STRETCHES):
        said = label if rng.random() < SHOWN else 1 - label
        yield from colored(said, 100 * seed + at, frames=STRETCH, size=32)


@pytest.mark.row("S06", "Multi-clip prediction averaging")
def test_the_mean_of_five_clips_varies_less_than_one(tmp_path: Path) -> None:
    lessons = Lessons.drawn(tmp_path)
    made = lessons.trained(entry("frame_lite0"), FINE_TUNE, epochs=12).reply
    shelf, truth = lessons.shelf, np.arange(ITEMS) % len(CLASSES)
    items = [shelf.add(mixed(int(label), at), 0, f"i{at}") for at, label in enumerate(truth)]
    found = made.weights_key, made.card_key
    ask = PredictItems("job", "", shelf.url, *found, shelf.snapshot(items))
    lines = blobs.fetch(shelf.url, predict(ask, Told()).predictions_key).read_text().splitlines()
    rows = [json.loads(line) for line in lines]

    shares = np.array([[clip["probabilities"] for clip in row["clips"]] for row in rows])
    said = np.array([row["probabilities"] for row in rows])
    np.testing.assert_allclose(said, shares.mean(axis=1), atol=1e-5)
    one, five = (accuracies(shares, truth, clips) for clips in (1, 5))
    assert five.var() < one.var()
    assert five.mean() > one.mean()


def accuracies(
    shares: npt.NDArray[np.float64], truth: npt.NDArray[np.int64], clips: int
) -> npt.NDArray[np.float64]:
    """How often so many clips of each item, taken by chance, are right on the mean: by run."""
    found = []
    for run in range(RUNS):
        rng = np.random.default_rng(run)
        taken = [rng.choice(len(item), clips, replace=False) for item in shares]
        mean = np.stack([item[at].mean(axis=0) for item, at in zip(shares, taken, strict=True)])
        found.append((mean.argmax(axis=1) == truth).mean())
    return np.array(found)

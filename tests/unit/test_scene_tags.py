"""What a scene is, single frames tell: a network that sees nothing else tags drawn places."""

import json
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from annotator.contracts.learning import PredictItems, TrainModel
from mlworker import blobs
from mlworker.inference.run import predict
from mlworker.training.run import train
from testkit.drawn import Shelf, Told
from testkit.scenes import film

PLACES = ("meadow", "street", "lake")
OPTIONS = {"preset": "tiny", "frames": 2, "size": 64, "epochs": 12, "batch": 4, "balance": "none"}


def seen(place: str, seed: int) -> Iterator[npt.NDArray[np.uint8]]:
    """A few frames of a place, from another moment and in another light each time."""
    rng = np.random.default_rng(seed)
    light, first = rng.uniform(0.7, 1.2), int(rng.integers(30))
    for picture in islice(film([place]), first, first + 8):
        grain = rng.normal(0, 6, picture.shape)
        yield np.clip(picture * light + grain, 0, 255).astype(np.uint8)


@pytest.mark.row("A03", "Scene understanding")
def test_single_frames_tell_places_of_recordings_that_nobody_labeled(tmp_path: Path) -> None:
    shelf, unseen = Shelf(tmp_path / "shelf"), Shelf(tmp_path / "shelf")
    for label, place in enumerate(PLACES, 1):
        for at, part in enumerate([*["train"] * 6, "validation", "validation", *["test"] * 4]):
            shelf.add(seen(place, 100 * label + at), label, f"{place}-{at}", part)
    for at in range(9):
        unseen.add(seen(PLACES[at % 3], 1_000 + at), 0, f"new-{at}", spans=(), complete=False)
    ids = (1, 2, 3)
    ask = TrainModel(
        "job", "token", shelf.url, shelf.snapshot(), "frame_lite0", "", ids, options=OPTIONS, seed=1
    )

    made = train(ask, Told())
    found = made.weights_key, made.card_key
    told = predict(PredictItems("j", "t", shelf.url, *found, unseen.snapshot()), Told())

    assert made.metrics["n"] == 12
    assert made.metrics["accuracy"] >= 0.9
    lines = blobs.fetch(shelf.url, told.predictions_key).read_text().splitlines()
    rows = [json.loads(one) for one in lines]
    right = [int(np.argmax(one["probabilities"])) == (one["item_id"] - 1) % 3 for one in rows]
    assert len(right) == 9
    assert sum(right) >= 8

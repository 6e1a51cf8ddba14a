"""Every entry of the zoo, by every regime it has, becomes a version that says the same again."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from annotator.learning.regimes import Regime, regime
from annotator.learning.zoo.entry import Entry
from annotator.learning.zoo.registry import entry
from mlworker.training.run import train
from mlworker.zoo.torchvision_ops import DECLARED  # noqa: F401 - transformers imports torchvision
from mlworker.zoo.weights import FOLDER
from testkit.drawn import Told
from testkit.entries import CLASSES, Lessons, pairs

from testkit.untrained import small_classifier  # isort: skip - after the line above

PAIRS = tuple(pairs())
NAMES = [f"{card.key}-{way.key}" for card, way in PAIRS]
# All that chance has a say in: views, side tasks, drawing classes, short epochs.
STRONG = {"augment": "strong", "color": True, "flip": True, "balance": "sampling", "batch": 3}


@pytest.fixture(scope="module")
def lessons(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lessons]:
    """Encoded videos, and a folder of the operator's with a classifier in it."""
    above = tmp_path_factory.mktemp("models")
    small_classifier(above / "small")
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv(FOLDER, str(above))
        yield Lessons.drawn(tmp_path_factory.mktemp("lessons"))


@pytest.mark.parametrize(("card", "way"), PAIRS, ids=NAMES)
def test_it_learns_from_files_and_its_stored_version_says_the_same_of_them(
    lessons: Lessons, card: Entry, way: Regime
) -> None:
    made = lessons.trained(card, way)

    assert made.predicted.shape == (2, len(CLASSES))
    np.testing.assert_allclose(made.predicted.sum(axis=1), 1.0, atol=1e-5)
    np.testing.assert_allclose(made.predicted, made.judged, atol=1e-4)
    assert made.reply.metrics["n"] == 2
    # A head on what is kept shows no curve. Without labels so few steps tell nothing: the loss of
    # views that agree rises until the center has followed, that of hidden tubes hardly moves.
    kept = card.full.classes == 0
    assert kept or np.isfinite(made.losses).all()
    assert kept or way.blind or made.losses[-1] < made.losses[0]


@pytest.mark.parametrize(("key", "wanted"), [("probe_lite0", {}), ("crnn_gru", STRONG)])
def test_the_same_snapshot_and_seed_give_the_same_metrics(
    lessons: Lessons, key: str, wanted: dict[str, Any]
) -> None:
    card = entry(key)
    ask = lessons.asked(card, regime(card.regimes[0]), **wanted)

    first, again = (train(replace(ask, job_id=f"{key}-{at}"), Told()) for at in range(2))

    assert again.metrics == first.metrics
    assert again.weights_key == first.weights_key

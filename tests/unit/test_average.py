"""Several versions as one: the mean of what they say."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as some

from annotator.contracts.learning import ModelTrained, PredictItems, TrainModel, Version
from annotator.contracts.serving import InferClip, Wanted
from annotator.learning.regimes import AVERAGE
from annotator.refusal import Code, Refusal
from mlworker import blobs
from mlworker.inference.run import predict
from mlworker.serving.infer import infer
from mlworker.training.run import train
from mlworker.zoo.confidence import loss, mixed, probabilities
from testkit.drawn import Shelf, Told, colored

PARTS = ("train", "train", "train", "validation", "test")
CLASSES = (1, 2)
SMALL = {"preset": "tiny", "epochs": 2, "batch": 4, "augment": "none"}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    shelf = Shelf(tmp_path_factory.mktemp("average"))
    for source, part in enumerate(PARTS):
        for label in (0, 1):
            pictures = colored(label, 10 * source + label, frames=5, size=32)
            shelf.add(pictures, label + 1, f"s{source}", part)
    return shelf


@pytest.fixture(scope="module")
def members(shelf: Shelf) -> tuple[Version, ...]:
    """A head on what a frozen network sees, and a network that knows the classes the other way."""
    probe = train(asked(shelf, "probe_lite0"), Told())
    network = asked(shelf, "frame_lite0", classes=(2, 1), options=SMALL)
    return version(probe, "Model 1"), version(train(network, Told()), "Model 2")


def asked(shelf: Shelf, entry: str, **more: Any) -> TrainModel:
    words: dict[str, Any] = {"regime": "", "classes": CLASSES, "seed": 3, **more}
    snapshot = words.pop("snapshot", None) or shelf.snapshot()
    return TrainModel("job", "token", shelf.url, snapshot, entry, **words)


def averaged(shelf: Shelf, members: tuple[Version, ...], **more: Any) -> TrainModel:
    return asked(shelf, AVERAGE.key, regime=AVERAGE.key, members=members, **more)


def version(reply: ModelTrained, name: str) -> Version:
    return Version(reply.weights_key, reply.card_key, reply.report_key, name)


def content(shelf: Shelf, key: str) -> Any:
    return json.loads(blobs.fetch(shelf.url, key).read_text())


def predicted(shelf: Shelf, weights_key: str, card_key: str) -> np.ndarray[Any, Any]:
    """What a version says of the test part, (clips, classes), in the order of its card."""
    tested = [one for one in shelf.samples if one.part == "test"]
    key = shelf.snapshot(tested)
    reply = predict(PredictItems("p", "", shelf.url, weights_key, card_key, key), Told())
    assert reply.failed == 0
    lines = blobs.fetch(shelf.url, reply.predictions_key).read_text().splitlines()
    return np.array([json.loads(line)["probabilities"] for line in lines])


@pytest.mark.row("M84", "Ensemble of streams")
@given(
    voices=some.lists(
        some.lists(some.floats(-30, 30), min_size=6, max_size=6), min_size=2, max_size=4
    ),
    single=some.booleans(),
    truth=some.integers(0, 2),
)
def test_the_mean_never_loses_more_than_the_worst_voice(
    voices: list[list[float]], single: bool, truth: int
) -> None:
    targets = np.eye(3)[[truth, 2 - truth]]
    logits = [np.array(one).reshape(2, 3) for one in voices]

    mean = mixed([probabilities(one, single=single) for one in logits], single=single)

    lost = [loss(one, targets, single=single).mean() for one in logits]
    assert loss(mean, targets, single=single).mean() <= max(lost) + 1e-6


@pytest.mark.row("M84", "Ensemble of streams")
def test_two_versions_become_one_that_says_their_mean(
    shelf: Shelf, members: tuple[Version, ...]
) -> None:
    reply = train(averaged(shelf, members), Told())

    card = content(shelf, reply.card_key)
    *alone, together = card["validation"]
    assert [one["name"] for one in alone] == ["Model 1", "Model 2"]
    assert together["accuracy"] >= min(one["accuracy"] for one in alone)
    assert together["loss"] <= max(one["loss"] for one in alone)
    assert reply.metrics["split"] == "test"
    tested = {one.item_id for one in shelf.samples if one.part == "test"}
    assert {row["item_id"] for row in content(shelf, reply.report_key)} == tested

    said = [predicted(shelf, one.weights_key, one.card_key) for one in members]
    mean = (said[0] + said[1][:, ::-1]) / 2
    cooled = mean ** (1 / card["temperature"])
    expected = cooled / cooled.sum(axis=1, keepdims=True)
    found = predicted(shelf, reply.weights_key, reply.card_key)
    np.testing.assert_allclose(found, expected, atol=1e-4)
    judged = [row["probabilities"] for row in content(shelf, reply.report_key)]
    np.testing.assert_allclose(found, judged, atol=1e-4)


def test_an_average_is_asked_at_once_about_a_clip(
    shelf: Shelf, members: tuple[Version, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reply = train(averaged(shelf, members), Told())
    monkeypatch.chdir(tmp_path)
    key = (reply.weights_key, reply.card_key)

    answer = infer(
        InferClip("j", "", shelf.url, *key, Wanted(), 60.0, "", shelf.samples[0]), Told()
    )

    assert answer.answer["classes"] == list(CLASSES)
    assert sum(answer.answer["probabilities"]) == pytest.approx(1, abs=1e-4)


def test_out_of_folds_the_reports_are_averaged(shelf: Shelf) -> None:
    folded = [replace(one, part=str(int(one.source[1:]) % 2 + 1)) for one in shelf.samples]
    snapshot = shelf.snapshot(folded)
    words = {"snapshot": snapshot, "mode": "grouped-cv"}
    probe = train(asked(shelf, "probe_lite0", **words), Told())

    reply = train(averaged(shelf, (version(probe, "A"), version(probe, "B")), **words), Told())

    assert reply.metrics["n"] == len(folded)
    assert reply.metrics["accuracy"] == probe.metrics["accuracy"]


def test_an_average_that_is_worse_than_each_is_no_version(shelf: Shelf) -> None:
    """Each is right, and hardly, where the other is wrong, and sure of it."""
    folded = [replace(one, part=str(at // 2 % 2 + 1)) for at, one in enumerate(shelf.samples)]
    words = {"snapshot": shelf.snapshot(folded), "mode": "grouped-cv"}
    probe = train(asked(shelf, "probe_lite0", **words), Told())
    report = content(shelf, probe.report_key)
    voices = []
    for turn in (0, 1):
        rows = []
        for at, row in enumerate(report):
            right = CLASSES.index(row["truth"])
            share = 0.6 if at % 2 == turn else 0.1
            shares = [share, 1 - share] if right == 0 else [1 - share, share]
            rows.append({**row, "probabilities": shares})
        path = shelf.folder / f"rows-{turn}.json"
        path.write_text(json.dumps(rows))
        key = blobs.put(shelf.url, path)
        voices.append(Version(probe.weights_key, probe.card_key, key, f"Model {turn}"))

    with pytest.raises(Refusal) as caught:
        train(averaged(shelf, tuple(voices), **words), Told())

    assert caught.value.code is Code.UNSUPPORTED
    assert "the average is right on 0.0%, Model 0 alone on 50.0%" in caught.value.title


def test_versions_of_other_classes_are_not_averaged(
    shelf: Shelf, members: tuple[Version, ...]
) -> None:
    with pytest.raises(Refusal) as caught:
        train(averaged(shelf, members, classes=(1, 2, 3)), Told())

    assert caught.value.title.startswith("Model 1 knows other classes")

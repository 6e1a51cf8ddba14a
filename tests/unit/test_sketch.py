"""What tells clips apart without any weights: colors, edges and movement, counted."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from annotator.contracts.learning import PredictItems, TrainModel
from annotator.refusal import Code, Refusal
from mlworker import blobs
from mlworker.features.backbones import BACKBONES, LITE0, SKETCH, backbone, is_current
from mlworker.features.cache import name, there
from mlworker.features.sketch import CELL, CHANNELS, COLORS, Sketch
from mlworker.inference.run import predict
from mlworker.packaging.whole import whole
from mlworker.training.run import train
from mlworker.zoo import lite0
from testkit.drawn import Frames, Shelf, Told, colored, moving

PARTS = ("train",) * 6 + ("validation", "test", "test")


def shown(label: int, seed: int) -> Frames:
    """Two colors that stay, and two ways to go."""
    return colored(label, seed) if label < 2 else moving(label - 2, seed)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    shelf = Shelf(tmp_path_factory.mktemp("sketch"))
    for source, part in enumerate(PARTS):
        for label in range(4):
            shelf.add(shown(label, 10 * source + label), label + 1, f"s{source}", part)
    return shelf


def asked(shelf: Shelf) -> TrainModel:
    return TrainModel(
        "job", "token", shelf.url, shelf.snapshot(), "probe_histogram", "", (1, 2, 3, 4), seed=3
    )


@pytest.mark.row("S20", "Hand-engineered features")
def test_color_and_movement_are_told_apart_where_there_are_no_weights(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(*_: object, **__: object) -> None:
        raise AssertionError("Nobody may ask for the network")

    monkeypatch.setattr(lite0, "build", missing)
    reply = train(asked(shelf), Told())
    tested = [one for one in shelf.samples if one.part == "test"]
    found = reply.weights_key, reply.card_key
    said = predict(PredictItems("j", "t", shelf.url, *found, shelf.snapshot(tested)), Told())

    assert reply.metrics["accuracy"] >= 0.85, "chance is .25"
    card = json.loads(blobs.fetch(shelf.url, reply.card_key).read_text())
    assert (card["backbone"], card["entry"]) == (SKETCH.version, "probe_histogram")
    lines = blobs.fetch(shelf.url, said.predictions_key).read_text().splitlines()
    likeliest = [int(np.argmax(json.loads(line)["probabilities"])) + 1 for line in lines]
    truth = [one.spans[0].class_id for one in tested]
    assert np.mean(np.array(likeliest) == truth) == reply.metrics["accuracy"]
    assert there(shelf.url, tested[0], version=SKETCH.version)
    assert not there(shelf.url, tested[0]), "nothing is taken for what a network says"
    assert name(tested[0]) != name(tested[0], SKETCH.version)
    with pytest.raises(Refusal) as refused:
        whole(shelf.url, reply.weights_key, card)
    assert refused.value.code is Code.UNSUPPORTED


def test_colors_are_counted_wherever_they_are_and_edges_by_part() -> None:
    left = np.full((64, 96, 3), 20, np.uint8)
    left[:, :16] = (220, 20, 20)
    right = left[:, ::-1].copy()
    turned = left.transpose(1, 0, 2).copy()

    vectors, (maps,) = Sketch(torch.device("cpu")).see(np.stack([left, right]))
    other, _ = Sketch(torch.device("cpu")).see(turned[None])

    assert vectors.shape == (2, Sketch.static)
    assert maps.shape == (2, CHANNELS, 64 // CELL, 96 // CELL)
    assert 2 * maps.shape[1] == Sketch.activity
    torch.testing.assert_close(vectors[0, :COLORS], vectors[1, :COLORS])
    torch.testing.assert_close(vectors[0, :COLORS] ** 2, other[0, :COLORS] ** 2)
    torch.testing.assert_close((vectors[0, :COLORS] ** 2).sum(), torch.tensor(1.0))
    assert not torch.allclose(vectors[0, COLORS:], vectors[1, COLORS:])
    assert not torch.allclose(vectors[0, COLORS:], other[0, COLORS:])


def test_versions_of_vectors_are_told_apart_by_what_made_them() -> None:
    assert len({one.version for one in BACKBONES}) == len(BACKBONES)
    assert is_current({"entry": "frame_lite0"})
    assert is_current({"entry": "probe_histogram", "backbone": SKETCH.version})
    assert not is_current({"entry": "probe_histogram", "backbone": LITE0.version})
    assert not is_current({"entry": "probe_lite0", "backbone": "of an earlier version"})
    with pytest.raises(Refusal):
        backbone("frame_lite0")


def test_a_video_that_cannot_be_read_is_told(shelf: Shelf, tmp_path: Path) -> None:
    path = tmp_path / "junk"
    path.write_bytes(b"no video")
    key = blobs.put(shelf.url, path)
    bad = replace(shelf.samples[0], item_id=99, video_key=key, proxy_key=key)
    ask = replace(asked(shelf), snapshot_key=shelf.snapshot([*shelf.samples, bad]))

    reply = train(ask, Told())

    card = json.loads(blobs.fetch(shelf.url, reply.card_key).read_text())
    assert list(card["unreadable"]) == ["99"]

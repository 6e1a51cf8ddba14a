"""Training, prediction and what they leave behind, on drawn clips."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import psutil
import pytest
from safetensors.torch import load_file

from annotator.contracts.errands import VECTORS
from annotator.contracts.learning import (
    TRAIN,
    ComputeFeatures,
    ModelTrained,
    PredictItems,
    Sample,
    Span,
    TrainModel,
)
from annotator.refusal import Code, Refusal
from mlworker import attempt, blobs
from mlworker.features.cache import name, there
from mlworker.features.compute import compute
from mlworker.inference.run import predict
from mlworker.tasks import STEPS
from mlworker.training.run import train
from testkit.drawn import Shelf, Told, colored, moving
from testkit.steps import kill_steps

PARTS = ("train", "train", "train", "validation", "test")
# A color needs no time to show; each frame costs the network that looks at it.
STILL = 5


@pytest.fixture(scope="module")
def colors(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    shelf = Shelf(tmp_path_factory.mktemp("colors"))
    for source, part in enumerate(PARTS):
        for label in (0, 1, 2):
            for copy in (0, 1):
                seed = 100 * source + 10 * label + copy
                shelf.add(colored(label, seed, frames=STILL), label + 1, f"s{source}", part)
    return shelf


@pytest.fixture(scope="module")
def moves(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    shelf = Shelf(tmp_path_factory.mktemp("moves"))
    for source, part in enumerate(PARTS):
        for label in (0, 1):
            shelf.add(moving(label, 10 * source + label), label + 1, f"s{source}", part)
    return shelf


@pytest.fixture(scope="module")
def probe(colors: Shelf) -> ModelTrained:
    """What the default model became on the colors."""
    return train(asked(colors), Told())


def asked(shelf: Shelf, entry: str = "probe_lite0", **more: Any) -> TrainModel:
    words: dict[str, Any] = {"regime": "", "classes": (1, 2, 3), "seed": 3, **more}
    snapshot = words.pop("snapshot", None) or shelf.snapshot()
    return TrainModel("job", "token", shelf.url, snapshot, entry, **words)


def content(shelf: Shelf, key: str) -> Any:
    return json.loads(blobs.fetch(shelf.url, key).read_text())


@pytest.mark.row("L01", "Supervised learning")
@pytest.mark.row("E01", "Accuracy")
def test_the_probe_learns_colors_and_is_judged_once_on_the_test_part(
    colors: Shelf, probe: ModelTrained
) -> None:
    assert probe.metrics["accuracy"] >= 0.95
    assert probe.metrics["n"] == 6
    assert probe.metrics["split"] == "test"
    assert np.sum(probe.metrics["confusion"]) == 6
    tested = {one.item_id for one in colors.samples if one.part == "test"}
    assert {row["item_id"] for row in content(colors, probe.report_key)} == tested


def test_the_same_seed_gives_the_same_metrics_and_weights(
    colors: Shelf, probe: ModelTrained
) -> None:
    again = train(asked(colors), Told())

    assert again.metrics == probe.metrics
    assert again.weights_key == probe.weights_key


def test_cross_validation_judges_every_clip_out_of_fold(colors: Shelf) -> None:
    folded = [replace(one, part=str(int(one.source[1:]) % 2 + 1)) for one in colors.samples]

    reply = train(asked(colors, snapshot=colors.snapshot(folded), mode="grouped-cv"), Told())

    assert reply.metrics["n"] == len(colors.samples)
    assert reply.metrics["split"] == "grouped cross-validation"
    # The model that stays has seen all: there are no others to tell it by.
    assert reply.metrics["learned"] is None
    assert reply.metrics["accuracy"] > 0.7


@pytest.mark.row("M02", "CNN feature extractor (frozen)")
@pytest.mark.row("S19", "Feature vector")
def test_vectors_are_computed_once_and_found_again(colors: Shelf) -> None:
    alone = Shelf(colors.folder.with_name("alone"))
    sample = alone.add(colored(0, 1, frames=STILL), 1, "s")
    ask = ComputeFeatures("job", "token", alone.url, "probe_lite0", (sample,))

    said = Told()
    first, second = compute(ask, said), compute(ask, Told())

    assert (first.computed, first.cached) == (1, 0)
    assert (second.computed, second.cached) == (0, 1)
    assert there(alone.url, sample)
    assert sample.video_key in name(sample)
    assert name(sample).split("/")[1] in said.detail[VECTORS].split()


def test_clips_that_move_alike_are_nearest_whatever_they_show(moves: Shelf) -> None:
    ask = ComputeFeatures("j", "t", moves.url, "probe_lite0", tuple(moves.samples))

    rows = content(moves, compute(ask, Told()).vectors_key)

    vectors = np.array([row["vector"] for row in rows])
    alike = vectors @ vectors.T - 2 * np.eye(len(rows))
    shown = np.array([one.spans[0].class_id for one in moves.samples])
    assert (shown[alike.argmax(axis=1)] == shown).mean() >= 0.9


def test_an_unreadable_item_is_named_and_the_others_go_on(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "shelf")
    good = shelf.add(colored(0, 1, frames=STILL), 1, "s")
    (shelf.folder / "junk").write_bytes(b"no video at all")
    key = blobs.put(shelf.url, shelf.folder / "junk")
    bad = replace(good, item_id=2, proxy_key=key, video_key=key)
    short = replace(good, item_id=3, frames=40, video_key="f" * 64)

    reply = compute(ComputeFeatures("j", "t", shelf.url, "probe_lite0", (bad, short, good)), Told())

    assert reply.computed == 1
    assert set(reply.failed) == {"2", "3"}
    assert "frame" in reply.failed["3"]


@pytest.mark.row("P34", "Confidence score on each tag")
def test_a_prediction_tells_clips_average_and_spans(colors: Shelf, probe: ModelTrained) -> None:
    ask = PredictItems("j", "t", colors.url, probe.weights_key, probe.card_key, colors.snapshot())

    reply = predict(ask, Told())
    lines = blobs.fetch(colors.url, reply.predictions_key).read_text().splitlines()
    rows = [json.loads(line) for line in lines]

    assert (reply.predicted, reply.failed) == (len(colors.samples), 0)
    for row, sample in zip(rows, colors.samples, strict=True):
        (span,) = row["spans"]
        assert (span["start"], span["end"]) == (0, sample.frames)
        assert span["confidence"] == max(row["probabilities"])
        assert sum(row["probabilities"]) == pytest.approx(1, abs=1e-4)
        assert blobs.exists(colors.url, row["embedding_path"])
    right = [row["spans"][0]["class_id"] == one.spans[0].class_id
             for row, one in zip(rows, colors.samples, strict=True)]  # fmt: skip
    assert np.mean(right) >= 0.95


@pytest.mark.row("A04", "Emotion / behaviour classes")
def test_several_labels_are_learned_each_by_itself(colors: Shelf) -> None:
    both = [
        replace(one, spans=(*one.spans, Span(4, 0, one.frames)))
        if one.spans[0].class_id < 3
        else one
        for one in colors.samples
    ]
    ask = asked(colors, snapshot=colors.snapshot(both), classes=(1, 2, 4), task="multi")

    reply = train(ask, Told())

    assert reply.metrics["accuracy"] >= 0.9
    assert content(colors, reply.card_key)["task"] == "multi"
    truths = {tuple(row["truth"]) for row in content(colors, reply.report_key)}
    assert truths == {(1, 4), (2, 4), ()}


@pytest.mark.row("L06", "Pseudo-labels")
def test_pseudo_labels_teach_but_never_judge_nor_cross_a_source(colors: Shelf) -> None:
    def doubted(sample: Sample) -> Sample:
        spans = tuple(replace(span, weight=0.5) for span in sample.spans)
        return replace(sample, spans=spans, part="train")

    mixed = [doubted(one) if at % 2 else one for at, one in enumerate(colors.samples)]

    reply = train(asked(colors, snapshot=colors.snapshot(mixed)), Told())

    assert reply.metrics["n"] == 3


CLASSIFIER = {"classifier.weight", "classifier.bias"}
TINY = {"frames": 2, "size": 32, "epochs": 2, "batch": 2}


@pytest.mark.row("L26", "Loss minimisation")
def test_a_network_trains_and_shows_its_curve(moves: Shelf) -> None:
    told = Told()

    options = {**TINY, "frames": 4, "epochs": 1, "batch": 3, "optimizer": "sgd"}
    reply = train(asked(moves, "r3d_18", classes=(1, 2), options=options), told)

    steps = [point for point in told.curve if "val_loss" not in point]
    epochs = [point for point in told.curve if "val_loss" in point]
    assert [point["step"] for point in steps] == [1, 2]
    assert len(epochs) == 1
    assert set(load_file(blobs.fetch(moves.url, reply.weights_key))) >= CLASSIFIER


class Killed(Exception):
    """Stands for kill -9 in the middle of a run."""


def test_a_killed_training_goes_on_from_its_checkpoint(moves: Shelf) -> None:
    def ask(job: str) -> TrainModel:
        options = {**TINY, "keep_steps": 2}
        return replace(asked(moves, "frame_lite0", classes=(1, 2), options=options), job_id=job)

    class Dying(Told):
        def __call__(self, *words: Any, **detail: Any) -> None:
            super().__call__(*words, **detail)
            if self.curve and self.curve[-1]["step"] == 5:
                raise Killed

    whole_told, told = Told(), Told()
    whole = train(ask("whole"), whole_told)
    with pytest.raises(Killed):
        train(ask("again"), Dying())
    resumed = train(ask("again"), told)

    assert min(done for done, _, unit, _ in told.progress if unit == "steps") == 4
    assert told.curve == whole_told.curve
    assert resumed.metrics == whole.metrics
    assert resumed.weights_key == whole.weights_key
    found = resumed.weights_key, resumed.card_key
    reply = predict(PredictItems("j", "t", moves.url, *found, moves.snapshot()), Told())
    assert reply.predicted == len(moves.samples)


def test_a_training_that_is_killed_by_signal_goes_on_in_another_process(moves: Shelf) -> None:
    options = {**TINY, "frames": 4, "batch": 3, "optimizer": "sgd", "keep_steps": 2}
    ask = replace(asked(moves, "r3d_18", classes=(1, 2), options=options), job_id="killed")
    step, limits = STEPS[TRAIN]
    heard: list[Mapping[str, Any]] = []

    def kill(words: Mapping[str, Any]) -> None:
        if words["detail"].get("kept"):
            kill_steps(psutil.Process())

    with pytest.raises(Refusal) as refused:
        attempt.run(TRAIN, step, ask, limits, kill, lambda: True)
    reply = attempt.run(TRAIN, step, ask, limits, heard.append, lambda: True)

    assert refused.value.code is Code.KILLED
    assert min(words["done"] for words in heard if words["unit"] == "steps") == 2
    points = [point["step"] for words in heard for point in words["detail"].get("curve", [])]
    assert points == [1, 2, 2, 3, 4, 4]
    assert isinstance(reply, ModelTrained)
    assert set(load_file(blobs.fetch(moves.url, reply.weights_key))) >= CLASSIFIER


@pytest.mark.row("L26", "Loss minimisation")
def test_a_loss_that_is_no_number_stops_with_the_way_out(moves: Shelf) -> None:
    options = {**TINY, "head_lr": 1e30}

    with pytest.raises(Refusal, match="lower") as refused:
        train(asked(moves, "frame_lite0", classes=(1, 2), options=options), Told())

    assert refused.value.code == Code.INVALID


def test_an_unknown_option_or_regime_is_named(moves: Shelf) -> None:
    with pytest.raises(Refusal, match="epoch_count"):
        train(asked(moves, "frame_lite0", classes=(1, 2), options={"epoch_count": 1}), Told())
    with pytest.raises(Refusal, match="distil"):
        train(asked(moves, "frame_lite0", classes=(1, 2), regime="distil"), Told())


def test_nothing_to_learn_from_is_said(moves: Shelf) -> None:
    blank = [replace(one, spans=()) for one in moves.samples]

    with pytest.raises(Refusal, match="label"):
        train(asked(moves, snapshot=moves.snapshot(blank), classes=(1, 2)), Told())


def test_a_reply_survives_json(probe: ModelTrained) -> None:
    assert ModelTrained.unpack(json.loads(json.dumps(probe.pack()))) == probe

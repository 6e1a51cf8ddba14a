"""Heads over kept vectors: how they learn, and that they come back the same."""

import json
from dataclasses import replace
from itertools import pairwise, permutations
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import pytest
import torch
from safetensors.torch import load, save
from sklearn.metrics import roc_auc_score

from annotator.contracts.learning import PredictItems, Sample, TrainModel
from annotator.refusal import Refusal
from mlworker import blobs
from mlworker.features import cache
from mlworker.features.cache import beside_name
from mlworker.features.compute import Source
from mlworker.features.flow import Flow, summary
from mlworker.inference.run import predict
from mlworker.training import pairs, readings
from mlworker.training.heads import HEADS, Kind, kind
from mlworker.training.lesson import Lesson
from mlworker.training.probe import Views
from mlworker.training.run import train
from mlworker.zoo import siamese
from mlworker.zoo.head import GROUPS, FrozenHead, Head
from mlworker.zoo.kept import KINDS, restored
from mlworker.zoo.matching import cost, distance
from mlworker.zoo.readings import READERS
from testkit.drawn import Shelf, Told, colored, moving
from testkit.kept import keep, series, views

PARTS = ("train",) * 4 + ("validation", "test")


def fitted(name: str, clips: Views, *, single: bool = True, **more: Any) -> FrozenHead:
    """A head of this kind that learned from clips."""
    wanted = next(one for one in HEADS if one.name == name)
    words = {"head" if name in dict(READERS) else "match": name, "penalty": 16.0}
    return wanted.fit(clips, Lesson(single, 1, words, **more))


def accuracy(head: FrozenHead, clips: Views) -> float:
    """How often it is right on clips."""
    found = head.logits(clips.groups).argmax(axis=1) == clips.targets.argmax(axis=1)
    return float(found.mean())


def test_every_head_is_fitted_and_comes_back() -> None:
    assert [*(one.name for one in HEADS), "parts"] == [name for name, _ in KINDS]
    assert "steps" in kind({"head": "gru"}).reads
    with pytest.raises(Refusal, match="no head"):
        kind({"head": "nothing"})


@pytest.mark.row("M05", "CRNN (CNN then RNN in series)")
@pytest.mark.parametrize("name", ["rnn", "gru", "lstm", "attention", "transport"])
def test_what_reads_the_parts_of_clips_knows_their_order(name: str) -> None:
    assert accuracy(fitted(name, views(80, 1)), views(60, 2)) >= 0.9


@pytest.mark.parametrize("name", ["linear", "mlp", "prototypes", "siamese"])
def test_what_reads_clips_whole_does_not(name: str) -> None:
    assert accuracy(fitted(name, views(80, 1)), views(60, 2)) <= 0.7


@pytest.mark.parametrize("wanted", HEADS, ids=lambda one: one.name)
def test_a_head_comes_back_the_same(wanted: Kind, monkeypatch: pytest.MonkeyPatch) -> None:
    for fits in (readings, pairs):
        monkeypatch.setattr(fits, "STEPS", 2)
    head = fitted(wanted.name, views(8, 1))
    card = json.loads(json.dumps({"head": wanted.name, **head.facts()}))

    again = restored(load(save(head.tensors())), card)

    clips = views(5, 2).groups
    assert again.reads == head.reads
    np.testing.assert_allclose(again.logits(clips), head.logits(clips), atol=1e-4)


@pytest.mark.parametrize("name", ["mlp", "gru", "prototypes", "transport", "siamese"])
def test_several_labels_are_told_each_by_itself(name: str) -> None:
    clips, others = views(60, 1), views(40, 2)
    for some in (clips, others):  # what is shown beside, and what nobody knows of
        some.groups["static"][:, :50] += 3 * some.targets[:, :1]
        some.groups["steps"][..., :50] += 3 * some.targets[:, None, :1]
    clips.targets[::7, 1] = np.nan

    said = fitted(name, clips, single=False).logits(others.groups)

    assert ((said > 0) == (others.targets > 0.5)).mean() >= 0.9


@pytest.mark.row("M06", "GRU head †")
def test_a_head_learns_from_400_kept_clips_without_looking_again(tmp_path: Path) -> None:
    shelf, told = Shelf(tmp_path), Told()
    samples = keep(shelf, 400, PARTS)

    reply = train(asked(shelf, samples, {"head": "gru"}), told)

    assert reply.metrics["accuracy"] >= 0.9
    done = [(done, total) for done, total, unit, _ in told.progress if unit == "steps"]
    assert done == [(at + 1, readings.STEPS) for at in range(readings.STEPS)]
    # There are no videos, so whoever had decoded one would have been refused.
    assert json.loads(blobs.fetch(shelf.url, reply.card_key).read_text())["unreadable"] == {}


def asked(shelf: Shelf, samples: list[Sample], options: dict[str, Any], **more: Any) -> TrainModel:
    """A training on samples of a shelf."""
    classes = tuple(sorted({span.class_id for one in samples for span in one.spans}))
    key = shelf.snapshot(samples)
    words = {"regime": "probe", "seed": 3, "options": options, **more}
    return TrainModel("job", "token", shelf.url, key, "probe_lite0", classes=classes, **words)


def test_parts_are_kept_beside_and_computed_where_they_lack(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "shelf")
    sample = shelf.add(series(0, 1), 1, "s")
    first = Source(shelf.url, ("steps",)).vectors(sample, Told())
    assert first is not None
    assert first.steps is not None
    Path(shelf.folder / beside_name(sample, "steps")).unlink()

    again = Source(shelf.url, ("steps",)).vectors(sample, Told())

    assert again is not None
    np.testing.assert_array_equal(first.steps, again.steps)
    np.testing.assert_allclose(
        first.steps[0, :, : first.static.shape[1]].mean(axis=0, dtype=np.float64),
        first.static[0].astype(np.float64),
        atol=0.3,
    )
    assert np.abs(np.diff(first.steps[0].astype(np.float64), axis=0)).max() > 0.1


@pytest.mark.parametrize(("speed", "moves"), [(0.001, False), (0.3, True)])
def test_of_one_example_each_only_what_moves_is_told_by_how_it_moves(
    speed: float, moves: bool
) -> None:
    clips = views(2, 1)
    flow = np.full_like(clips.groups["flow"], np.log1p(1000 * speed))

    head = fitted("prototypes", replace(clips, groups={**clips.groups, "flow": flow}))

    assert isinstance(head, Head)
    assert [name for name, scale in head.setting.scales.items() if scale] == (
        ["static", "activity", "flow"] if moves else ["static", "tones"]
    )


@pytest.mark.parametrize("tall", [0, 9, 13, 45], ids=["still", "twelfth", "ninth", "large"])
def test_a_small_person_in_a_wide_view_moves_too(tall: int) -> None:
    """Pictures 112 px high with the noise of files; what moves goes a third of that a second."""
    rng = np.random.default_rng(tall)
    width = 199
    ground = cv2.GaussianBlur(rng.normal(0, 40, (112, width)), (0, 0), 3) * 4 + 120
    thing = cv2.GaussianBlur(rng.normal(0, 40, (112, width)), (0, 0), 1) * 3 + 180

    def shown(at: int) -> npt.NDArray[np.uint8]:
        picture = ground.copy()
        left = 30 + 3 * at
        picture[40 : 40 + tall, left : left + tall // 2] = thing[:tall, : tall // 2]
        return np.asarray(np.clip(picture + rng.normal(0, 1, picture.shape), 0, 255), np.uint8)

    pictures = [shown(at) for at in range(8)]
    pairs = [Flow().describe(one, other, 12.0) for one, other in pairwise(pictures)]
    clips = views(2, 1)
    flow = np.tile(summary(pairs), (len(clips.targets), 1)).astype(np.float64)

    head = fitted("prototypes", replace(clips, groups={**clips.groups, "flow": flow}))

    assert isinstance(head, Head)
    assert (head.setting.scales["flow"] > 0) == (tall > 0)


@pytest.fixture(scope="module")
def colors(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """Eight clips of each of five colors."""
    shelf = Shelf(tmp_path_factory.mktemp("colors") / "shelf")
    for label in range(5):
        for at in range(8):
            shelf.add(colored(label, 10 * label + at, frames=2), label + 1, f"s{label}-{at}")
    return shelf


@pytest.mark.row("L18", "Few-shot learning")
@pytest.mark.parametrize("examples", [1, 2, 3, 5])
def test_from_one_to_five_examples_of_each_of_five_colors_are_enough(
    colors: Shelf, examples: int
) -> None:
    drawn = []
    for first in range(0, 8, examples + 1 if examples > 1 else 2)[:3]:
        parts = np.roll(["train"] * examples + ["validation"] + ["test"] * (7 - examples), first)
        samples = [replace(one, part=str(parts[at % 8])) for at, one in enumerate(colors.samples)]
        reply = train(asked(colors, samples, {}, regime="few-shot"), Told())
        assert reply.metrics["n"] == 5 * (7 - examples)
        drawn.append(reply.metrics["accuracy"])

    assert len(drawn) > 1
    assert np.mean(drawn) >= 0.8


@pytest.mark.row("M50", "CMOT")
@pytest.mark.row("M53", "Metric classifier over transport cost")
def test_one_example_of_each_of_five_orders_is_enough(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "shelf")
    for label in range(5):
        for at, part in enumerate(("train", "validation", "test", "test")):
            shelf.add(series(label, 10 * label + at), label + 1, f"s{label}-{at}", part)
    options = {"match": "transport"}

    reply = train(asked(shelf, shelf.samples, options, regime="few-shot"), Told())
    found = reply.weights_key, reply.card_key
    told = predict(PredictItems("j", "t", shelf.url, *found, shelf.snapshot()), Told())

    assert reply.metrics["accuracy"] >= 0.8
    assert told.predicted == 20


@pytest.mark.row("M47", "Siamese network")
def test_pairs_of_clips_are_told_alike_or_not(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "shelf")
    for label in range(4):
        for at, part in enumerate(("train",) * 7 + ("validation",) + ("test",) * 4):
            shelf.add(moving(label, 100 * label + at), label + 1, f"s{label}-{at}", part)
    asked_ = asked(shelf, shelf.samples, {"match": "siamese"}, regime="few-shot")
    reply = train(asked_, Told())
    held = [one for one in shelf.samples if one.part == "test"]
    found = [cache.load(shelf.url, one) for one in held]
    clips = {name: np.stack([getattr(one, name)[0] for one in found]) for name in GROUPS}
    tensors = load(blobs.fetch(shelf.url, reply.weights_key).read_bytes())
    arms = siamese.restored(tensors, {})

    own = arms.similarity(clips, clips)
    some, others = np.triu_indices(len(held), 1)
    pairs_ = ({name: rows[side] for name, rows in clips.items()} for side in (some, others))
    alike = arms.similarity(*pairs_)

    np.testing.assert_allclose(own, 1.0, atol=1e-6)
    labels = np.array([one.spans[0].class_id for one in held])
    assert roc_auc_score(labels[some] == labels[others], alike) >= 0.95
    assert reply.metrics["accuracy"] >= 0.8


@pytest.mark.row("M51", "Semantic cost matrix")
def test_a_clip_costs_nothing_to_match_with_itself() -> None:
    torch.manual_seed(0)
    clip, other = torch.randn(1, 8, 16), torch.randn(1, 8, 16)

    own, between = cost(clip, clip, 0.0)[0, 0], cost(clip, other, 0.0)[0, 0]

    assert own.diagonal().abs().max() < 1e-6
    cosine = torch.nn.functional.cosine_similarity(clip[0, 2], other[0, 5], dim=0)
    assert float(between[2, 5]) == pytest.approx(1 - float(cosine), abs=1e-6)


@pytest.mark.row("M50", "CMOT")
@pytest.mark.row("M52", "Positional penalty")
def test_only_the_penalty_tells_a_clip_from_its_reverse() -> None:
    clip = torch.eye(8)[None]
    reverse = clip.flip(1)

    assert float(distance(clip, reverse, 0.0)) == pytest.approx(0, abs=1e-6)
    assert float(distance(clip, reverse, 1.0)) == pytest.approx(0.328125)
    assert float(distance(clip, clip, 1.0)) == pytest.approx(0, abs=1e-6)


@pytest.mark.row("M53", "Metric classifier over transport cost")
def test_the_transport_is_the_cheapest_and_gradients_flow_along_it() -> None:
    torch.manual_seed(1)
    some, others = torch.randn(2, 4, 3, requires_grad=True), torch.randn(3, 4, 3)

    found = distance(some, others, 0.5)
    (-found).softmax(dim=1)[:, 0].sum().backward()  # type: ignore[no-untyped-call]  # torch has no type for it

    costs = cost(some, others, 0.5).detach()
    least = [
        min(
            float(sum(one[at, to] for at, to in enumerate(way))) / 4
            for way in permutations(range(4))
        )
        for one in costs.flatten(0, 1)
    ]
    assert found.flatten().tolist() == pytest.approx(least, abs=1e-6)
    assert some.grad is not None
    assert some.grad.abs().sum() > 0

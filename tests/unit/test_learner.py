"""How networks learn: steps, their size, their numbers, and what stays as it is."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from annotator.refusal import Code, Refusal
from mlworker.training import optimizers, starts
from mlworker.training.batches import Batch
from mlworker.training.loop import Fitted, fit, logits
from mlworker.training.material import Floats, Material
from mlworker.training.objectives import Supervised, triplet
from mlworker.zoo import lite0
from mlworker.zoo.confidence import loss as likelihood
from mlworker.zoo.network import ClipNetwork, shaped
from mlworker.zoo.registry import build
from testkit.drawn import Told
from testkit.lessons import every, material, order, place


def fitted(lesson: Material, folder: Path, **more: Any) -> Fitted:
    """A network fitted on all clips of a lesson."""
    rows = every(lesson)
    return fit(lesson, rows, ~rows, place(folder), **more)


def curve(folder: Path, *, taught: Any = None, **wanted: Any) -> list[float]:
    """The losses of a fit by its steps."""
    told = Told()
    lesson = material(told=told, **wanted)
    fitted(lesson, folder, taught=taught(lesson) if taught else None)
    return [point["loss"] for point in told.curve]


def test_steps_in_pieces_are_the_same_steps(tmp_path: Path) -> None:
    whole = curve(tmp_path / "a", batch=8)
    pieces = curve(tmp_path / "b", batch=2, accumulate=4)
    uneven = curve(tmp_path / "c", batch=3, accumulate=3, epochs=1)

    assert pieces == pytest.approx(whole, abs=2e-4)
    assert len(uneven) == 2  # one step of eight clips, and the epoch's mean


class Heavy(Supervised):
    """An objective that takes memory for one clip only, or for none."""

    most = 1

    def loss(self, network: ClipNetwork, batch: Batch) -> torch.Tensor:
        """Fail as a device does that is full."""
        if len(batch.views) > self.most:
            raise torch.OutOfMemoryError("there is no more")
        return super().loss(network, batch)


class Heaviest(Heavy):
    """One that nothing is small enough for."""

    most = 0


def heavy(lesson: Material) -> Heavy:
    """The first of these."""
    return Heavy(lesson, lesson.clips.targets)


def test_short_memory_halves_what_is_on_the_device_and_keeps_the_steps(tmp_path: Path) -> None:
    told = Told()
    lesson = material(told=told, batch=4)

    made = fitted(lesson, tmp_path / "a", taught=heavy(lesson))

    assert made.facts["at_once"] == 1
    said = [message for *_, message in told.progress if "Memory" in message]
    assert [message.split(": ")[1] for message in said] == ["2 clips at once", "1 clips at once"]
    losses = [point["loss"] for point in told.curve]
    assert losses == pytest.approx(curve(tmp_path / "b", batch=4), abs=2e-4)


def test_what_does_not_fit_one_by_one_is_refused_with_the_way_out(tmp_path: Path) -> None:
    lesson = material()

    with pytest.raises(Refusal, match="smaller size") as refused:
        fitted(lesson, tmp_path, taught=Heaviest(lesson, lesson.clips.targets))

    assert refused.value.code == Code.BUDGET
    assert "2 frames of 32 px" in refused.value.title


def test_looking_halves_what_does_not_fit_and_says_the_same() -> None:
    lesson = material(7)
    network, rows = starts.begun(lesson), np.arange(7)
    plain, most, sizes = logits(lesson, network, rows), 3, list[int]()

    def full(_: torch.nn.Module, given: tuple[torch.Tensor]) -> None:
        sizes.append(len(given[0]))
        if sizes[-1] > most:
            raise torch.OutOfMemoryError("there is no more")

    network.register_forward_pre_hook(full)

    np.testing.assert_allclose(logits(lesson, network, rows), plain, atol=1e-5)
    assert sizes == [4, 2, 2, 2, 1]
    most = 0
    with pytest.raises(Refusal, match="Even one clip"):
        logits(lesson, network, rows)


@pytest.mark.row("L25", "SGD and other optimisers")
@pytest.mark.parametrize("name", ["sgd", "adamw"])
def test_the_same_seed_gives_the_same_curve(tmp_path: Path, name: str) -> None:
    first, again, other = (
        curve(tmp_path / str(at), optimizer=name, augment="weak", seed=seed)
        for at, seed in enumerate((3, 3, 4))
    )

    assert first == again
    assert first != other


@pytest.mark.row("L27", "Overfitting guard")
def test_the_best_epoch_on_validation_is_what_remains(tmp_path: Path) -> None:
    told = Told()
    lesson = material(8, told=told, epochs=12, patience=2, head_lr=0.03, batch=2)
    # What is true of validation clips is the contrary of what can be learned.
    targets = lesson.clips.targets.copy()
    held = lesson.clips.parts == "validation"
    targets[held] = targets[held][:, ::-1]
    lesson = replace(lesson, clips=replace(lesson.clips, targets=targets))

    made = fit(lesson, ~held, held, place(tmp_path))

    lost = [point["val_loss"] for point in told.curve if "val_loss" in point]
    assert len(lost) == made.facts["epochs"] < 12
    assert made.facts["best_epoch"] == int(np.argmin(lost))
    said = logits(lesson, made.network, np.flatnonzero(held))
    assert likelihood(said, targets[held], single=True).mean() == pytest.approx(min(lost))


def test_frozen_layers_stay_and_the_others_learn(tmp_path: Path) -> None:
    lesson = material(frozen=9, epochs=1)
    before = starts.begun(lesson).state_dict()

    network = fitted(lesson, tmp_path).network

    (backbone,) = network.learned()
    layers = optimizers.layers(backbone)
    names = {id(one): name for name, one in network.named_parameters()}
    frozen = {names[id(one)] for layer in layers[:9] for one in layer.parameters()}
    moved = {name for name, one in network.named_parameters() if not torch.equal(one, before[name])}
    assert frozen
    assert not moved & frozen
    assert moved >= {"classifier.weight", names[id(next(layers[-1].parameters()))]}
    with pytest.raises(Refusal, match="11 layers"):
        fitted(material(frozen=12), tmp_path / "more")


def test_deeper_layers_learn_more_slowly() -> None:
    lesson = material(decay=0.5, head_lr=1.0)
    network = starts.begun(lesson)

    groups = optimizers.groups(network, network.learned(), lesson.options)

    rates = {id(one): group["lr"] for group in groups for one in group["params"]}
    (backbone,) = network.learned()
    found = [rates[id(next(layer.parameters()))] for layer in optimizers.layers(backbone)]
    assert found == pytest.approx([0.1 * 0.5**depth for depth in reversed(range(len(found)))])
    assert rates[id(network.classifier.weight)] == 1.0
    assert len(rates) == len(list(network.parameters()))


def test_from_scratch_nothing_of_the_given_weights_remains() -> None:
    begun, given = (starts.begun(material(way=way)) for way in ("scratch", "fine-tune"))

    own, seen = given.state_dict(), {name for name in given.state_dict() if "network" in name}
    same = [name for name, one in begun.named_parameters()
            if one.dim() > 1 and name in seen and torch.equal(one, own[name])]  # fmt: skip
    assert same == []
    assert not begun.learned() or starts.learned(material(way="scratch"), begun) == []


def test_a_network_begins_with_what_another_has_learned(tmp_path: Path) -> None:
    first = fitted(material(epochs=1), tmp_path / "a").network.state_dict()

    begun = starts.begun(replace(material(classes=3), begun=first, began_with="key"))

    own = begun.state_dict()
    assert begun.origin.file == "key"
    assert [type(one) for one in begun.learned()] == [type(begun.network)]
    assert own["classifier.weight"].shape[0] == 3
    assert all(torch.equal(own[name], first[name]) for name in own if "classifier" not in name)
    other = replace(material(key="r3d_18"), begun=first)
    with pytest.raises(Refusal, match="same model"):
        starts.begun(other)


@pytest.mark.parametrize("wanted", ["bfloat16", "float16"])
def test_short_numbers_learn_nearly_the_same(tmp_path: Path, wanted: str) -> None:
    long = curve(tmp_path / "a", epochs=1)
    lesson = material(told=(told := Told()), precision=wanted, epochs=1)

    made = fitted(lesson, tmp_path / "b")

    assert made.facts["precision"] == wanted
    assert [point["loss"] for point in told.curve] == pytest.approx(long, abs=0.1)


@pytest.mark.row("L16", "Triplet loss")
def test_the_triplet_loss_is_what_a_hand_finds() -> None:
    apart = torch.tensor([[1.0, 0.0], [1.0, 0.0], [-1.0, 0.0], [-1.0, 0.0]])
    labels = torch.tensor([0, 0, 1, 1])
    near = torch.tensor([[1.0, 0.0], [0.6, 0.8], [0.0, 1.0]])

    assert float(triplet(apart, labels)) == 0
    # Of the first clip: own class at 0.894, other at 1.414; of the second: 0.894 and 0.632.
    first, second = 0.0, 0.8**0.5 - 0.4**0.5 + 0.2
    expected = (first + second) / 2
    assert float(triplet(near, torch.tensor([0, 0, 1]))) == pytest.approx(expected, abs=1e-4)
    assert float(triplet(apart, torch.zeros(4, dtype=torch.long))) == 0


@pytest.mark.row("L20", "Multi-task / side-task learning")
def test_a_side_task_without_weight_changes_nothing(tmp_path: Path) -> None:
    found = []
    asked: tuple[dict[str, Any], ...] = ({}, {"triplet": 0.0}, {"triplet": 1.0})
    for at, wanted in enumerate(asked):
        lesson = material(told=(told := Told()), epochs=1, **wanted)
        # Clips of a class look unlike, so that there is something to draw together.
        targets: Floats = np.eye(2)[np.arange(8) // 4]
        lesson = replace(lesson, clips=replace(lesson.clips, targets=targets))
        fitted(lesson, tmp_path / str(at))
        found.append([point["loss"] for point in told.curve])

    plain, without, beside = found
    assert plain == without
    assert beside[0] > plain[0]


def test_of_several_labels_those_lie_together_that_have_the_same() -> None:
    lesson = material(4, single=False, triplet=1.0)
    lesson.clips.targets[:] = np.array([[1, 1], [1, 1], [1, 0], [np.nan, 1]])
    (batch,) = order(lesson).step(0, 0).parts(8, torch.device("cpu"))
    network = starts.begun(lesson).eval().requires_grad_(False)
    vectors, said = network.both(batch.views)
    both, one = ((batch.targets == torch.tensor([1, second])).all(dim=1) for second in (1, 0))
    rows = torch.cat([both.nonzero(), one.nonzero()]).flatten()

    teacher = Supervised(lesson, lesson.clips.targets)
    with torch.no_grad():
        beside = float(teacher.loss(network, batch) - teacher.of(said, batch))
        wanted = float(triplet(vectors[rows], torch.tensor([0, 0, 1])))

    assert beside == pytest.approx(wanted, abs=1e-5)
    nobody = replace(batch, targets=torch.full_like(batch.targets, torch.nan))
    assert float(teacher.loss(network, nobody)) == 0


def test_several_labels_count_what_is_known() -> None:
    lesson = material(4, single=False)
    lesson.clips.targets[:] = np.array([[1, np.nan], [0, 1], [1, 0], [np.nan, np.nan]])
    step = order(lesson).step(0, 0)
    teacher = Supervised(lesson, lesson.clips.targets)
    said = torch.zeros(4, 2)

    assert step.whole.total == 5
    assert float(teacher.of(said, step.whole)) == pytest.approx(np.log(2))


def test_a_network_says_how_many_numbers_its_vectors_have() -> None:
    lesson = material()
    network = build(lesson.entry, shaped(lesson.options, 2))

    assert network.numbers == lite0.NUMBERS
    assert network.embed(torch.rand(1, 3, 2, 32, 32)).shape == (1, network.numbers)

"""What teaches a network beside labels, and the lists of regimes and options."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from annotator.learning.options import chosen
from annotator.learning.regimes import NETWORK, REGIMES, regime
from annotator.learning.zoo.registry import ENTRIES, entry
from annotator.refusal import Refusal
from mlworker.training import starts
from mlworker.training.batches import Batch
from mlworker.training.loop import fit
from mlworker.training.regimes.distill import Distilled
from mlworker.training.regimes.fixmatch import Consistent, averaged
from mlworker.training.regimes.guesses import MOMENTUM, Threshold, follow
from mlworker.training.regimes.registry import OBJECTIVES, objective
from mlworker.training.regimes.videossl import Hinted, Photographs
from testkit.drawn import Told
from testkit.lessons import every, material, place


def test_every_card_names_regimes_that_there_are() -> None:
    known = [one.key for one in REGIMES]

    assert len(set(known)) == len(known)
    assert all(set(one.regimes) <= set(known) and one.regimes for one in ENTRIES)
    steps = [one.key for one, _ in OBJECTIVES]
    assert [*ENTRIES[0].regimes, *steps] == known
    assert set(NETWORK) <= set(steps)


@pytest.mark.row("L28", "Label smoothing, weight decay, stochastic depth †")
@pytest.mark.parametrize("card", ENTRIES, ids=lambda card: card.key)
def test_every_option_has_a_default_that_it_may_have(card: Any) -> None:
    for key in card.regimes:
        options = chosen(card, regime(key), {}, ())
        assert chosen(card, regime(key), options, ()) == options
        assert set(card.choices) <= set(options)
    if card.regimes[0] in NETWORK:
        assert (options["smoothing"], options["weight_decay"]) == (0.1, 0.01)


@pytest.mark.parametrize(
    ("wanted", "named"),
    [
        ({"epoch_count": 1}, "epoch_count"),
        ({"epochs": 0}, "epochs"),
        ({"epochs": 1.5}, "epochs"),
        ({"epochs": True}, "epochs"),
        ({"head_lr": "fast"}, "head_lr"),
        ({"head_lr": float("nan")}, "head_lr"),
        ({"size": 10**9}, "size"),
        ({"flip": 1}, "flip"),
        ({"balance": "somehow"}, "balance"),
        ({"swap": [[1, 9]]}, "swap"),
        ({"swap": [[1, 2], [2, 1]]}, "swap"),
        ({"swap": "1,2"}, "swap"),
        ({"preset": "huge"}, "preset"),
        ({"heat": 2.0}, "heat"),
        ({"backbone": "resnet9000"}, "backbone"),
        ({"sampler": "somehow"}, "sampler"),
        ({"views": 0}, "views"),
    ],
)
def test_an_option_out_of_range_is_named(wanted: dict[str, Any], named: str) -> None:
    with pytest.raises(Refusal, match=named) as refused:
        chosen(entry("frame_lite0"), regime("fine-tune"), wanted, (1, 2))

    assert list(refused.value.fields) == [f"options.{named}"]


def test_a_probe_has_only_the_options_of_its_regime() -> None:
    with pytest.raises(Refusal, match="has no option epochs; it has head"):
        chosen(ENTRIES[0], regime("probe"), {"epochs": 3}, ())


def batch(views: int, pool: int, classes: int = 2, **more: Any) -> Batch:
    """Clips of noise, all of class 0."""
    torch.manual_seed(5)
    targets = torch.eye(classes)[torch.zeros(views, dtype=torch.long)]
    kinds = {kind: torch.rand(pool, 3, 2, 32, 32) for kind in ("weak", "strong")}
    return Batch(
        torch.rand(views, 3, 2, 32, 32), targets, torch.ones(views), torch.zeros(views, 0),
        total=float(views), seed=1, pool=kinds, pool_total=float(pool or 1), **more,
    )  # fmt: skip


@pytest.mark.row("L08", "Consistency training (FixMatch type) †")
def test_only_sure_guesses_teach() -> None:
    shares = torch.tensor([[0.97, 0.03], [0.5, 0.5], [0.04, 0.96], [0.9, 0.1]])
    logits = shares.log()

    guesses, held = Threshold(2, 0.95, adaptive=False, single=True)(logits)
    each = follow(torch.zeros(4, 2), guesses, held, single=True)

    assert held.float().mean() == 0.5
    assert guesses.tolist()[::2] == [0, 1]
    assert each.tolist() == pytest.approx([np.log(2), 0, np.log(2), 0])


def test_an_adaptive_threshold_follows_the_network_class_by_class() -> None:
    shares = torch.tensor([[0.8, 0.2], [0.6, 0.4]])
    sure = Threshold(2, 0.95, adaptive=True, single=True)

    for _ in range(3):
        for part in shares:  # what does not fit onto the device at once
            sure(part[None].log())
        sure.stepped()

    level, first = 0.5, 0.5
    for _ in range(3):
        level = MOMENTUM * level + (1 - MOMENTUM) * 0.7
        first = MOMENTUM * first + (1 - MOMENTUM) * 0.7
    assert float(sure.level) == pytest.approx(level)
    assert sure.chances.tolist() == pytest.approx([first, 1 - first])
    again, held = sure(torch.tensor([[0.49, 0.51]]).log())
    assert again.tolist() == [1]
    assert held.item()  # the rarer class has the lower bar


def test_several_labels_are_sure_each_by_itself() -> None:
    logits = torch.tensor([[4.0, 0.1], [-4.0, -5.0]])

    guesses, held = Threshold(2, 0.95, adaptive=False, single=False)(logits)

    assert guesses.tolist() == [[1, 1], [0, 0]]
    assert held.tolist() == [[True, False], [True, True]]


@pytest.mark.row("L14", "EMA teacher")
def test_the_mean_of_past_weights_is_the_closed_form() -> None:
    network = nn.Linear(3, 2)
    mean, stays, past = averaged(network, 0.9), 0.9, list[float]()
    for at in range(5):
        with torch.no_grad():
            network.weight.fill_(float(at + 1))
        past.append(float(at + 1))
        mean.update_parameters(network)

    expected = past[0] * stays**4 + sum(
        (1 - stays) * stays ** (4 - at) * past[at] for at in range(1, 5)
    )
    assert mean.state_dict()["module.weight"].flatten().tolist() == pytest.approx(
        [expected] * 6, abs=1e-6
    )


@pytest.mark.row("L05", "Semi-supervised learning")
@pytest.mark.parametrize("average", [0.0, 0.9])
def test_consistency_training_sees_the_pool_and_can_go_on(tmp_path: Path, average: float) -> None:
    wanted: dict[str, Any] = {
        "way": "fixmatch",
        "pool": 6,
        "threshold": 0.0,
        "epochs": 1,
        "keep_steps": 1,
    }
    lesson = material(told=(told := Told()), average=average, **wanted)
    rows = every(lesson)

    fit(lesson, rows, ~rows, place(tmp_path))
    alone = material(told=(other := Told()), pool_weight=0.0, average=average, **wanted)
    fit(alone, rows, ~rows, place(tmp_path, "alone"))

    assert told.curve[0]["loss"] > other.curve[0]["loss"]
    teach = objective(lesson, lesson.clips.targets)
    teach.meet(starts.begun(lesson))
    assert any(name.startswith("mean") for name in teach.state_dict()) == bool(average)


def test_a_pool_lends_no_clip_of_a_recording_that_is_held_back() -> None:
    lesson = material(8, pool=4)
    assert lesson.pool is not None
    pool = replace(lesson.pool, sources=np.array(["s1", "p1", "s6", "p3"]))
    held = lesson.clips.parts == "validation"

    assert pool.beside(lesson.clips, held).tolist() == [0, 1, 3]


def test_distillation_is_the_divergence_from_the_teacher() -> None:
    lesson = material(way="distill", heat=4.0, blend=1.0)
    teach = Distilled(lesson, lesson.clips.targets)
    torch.manual_seed(2)
    student, teacher = torch.randn(5, 2), torch.randn(5, 2)

    each = teach.apart(student, teacher)

    measure = nn.KLDivLoss(reduction="batchmean")
    expected = 16 * measure((student / 4).log_softmax(1), (teacher / 4).softmax(1))
    assert float(each.mean()) == pytest.approx(float(expected), rel=1e-5)
    assert teach.apart(teacher, teacher).tolist() == pytest.approx([0] * 5, abs=1e-6)


def test_distillation_of_several_labels_takes_each_as_a_pair() -> None:
    lesson = material(way="distill", single=False)
    teach = Distilled(lesson, lesson.clips.targets)
    student, teacher = torch.randn(5, 1), torch.randn(5, 1)

    pairs = [torch.cat([one, torch.zeros(5, 1)], dim=1) for one in (student, teacher)]
    single = Distilled(material(way="distill"), lesson.clips.targets)

    assert teach.apart(student, teacher).tolist() == pytest.approx(
        single.apart(*pairs).tolist(), abs=1e-5
    )
    assert teach.apart(teacher, teacher).tolist() == pytest.approx([0] * 5, abs=1e-6)


def test_several_labels_are_distilled_in_short_numbers_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """There an accelerator refuses the loss of chances, where a processor does not."""

    def refused(*_: Any, **__: Any) -> Tensor:
        raise RuntimeError("binary_cross_entropy is unsafe to autocast")

    monkeypatch.setattr(nn.functional, "binary_cross_entropy", refused)
    lesson = material(way="distill", single=False)

    Distilled(lesson, lesson.clips.targets).apart(torch.randn(5, 2), torch.randn(5, 2))


def test_a_student_comes_nearer_to_its_teacher(tmp_path: Path) -> None:
    lesson = material(way="distill", pool=4, blend=1.0, epochs=4, told=(told := Told()))
    taught = np.array([[4.0, 0.0], [0.0, 4.0]] * 4)
    assert lesson.pool is not None
    lesson = replace(lesson, taught=taught, pool=replace(lesson.pool, taught=taught[:4]))
    rows = every(lesson)

    fit(lesson, rows, ~rows, place(tmp_path))

    assert told.curve[-1]["loss"] < told.curve[0]["loss"]


@pytest.mark.row("L09", "Appearance distillation from a 2-D classifier")
def test_a_look_is_a_thousand_shares_of_one_random_frame() -> None:
    clips = torch.rand(2, 3, 3, 64, 64)

    looks = [Photographs().of(clips, seed) for seed in range(4)]

    assert looks[0].shape == (2, 1000)
    assert looks[0].sum(dim=1).tolist() == pytest.approx([1, 1], abs=1e-5)
    assert torch.equal(looks[0], Photographs().of(clips, 0))
    assert any(not torch.equal(looks[0], one) for one in looks[1:])


@pytest.mark.row("L09", "Appearance distillation from a 2-D classifier")
def test_looks_teach_beside_labels_and_can_be_left_out(tmp_path: Path) -> None:
    def learned(weight: float, **more: Any) -> list[float]:
        lesson = material(
            way="videossl", pool=4, appearance=weight, told=(told := Told()), epochs=3, **more
        )
        rows = every(lesson)
        fit(lesson, rows, ~rows, place(tmp_path, f"{weight}{more}"))
        return [point["loss"] for point in told.curve]

    with_looks, without = learned(1.0), learned(0.0, threshold=1.0)
    plain = material(told=(told := Told()), epochs=3)
    rows = every(plain)
    fit(plain, rows, ~rows, place(tmp_path, "plain"))

    assert with_looks[-1] < with_looks[0]
    assert with_looks[0] > without[0] + 1
    assert without == pytest.approx([point["loss"] for point in told.curve], abs=1e-4)


def test_parts_of_a_batch_add_up_to_the_whole() -> None:
    for way, make in (("fixmatch", Consistent), ("videossl", Hinted), ("distill", Distilled)):
        wanted: dict[str, Any] = {} if way == "distill" else {"threshold": 0.0}
        lesson = material(way=way, pool=4, **wanted)
        network = starts.begun(lesson).eval()
        teach = make(lesson, lesson.clips.targets)
        teach.meet(network)
        whole = batch(4, 4, pool_taught=torch.ones(4, 2))
        whole = replace(whole, taught=torch.ones(4, 2))
        halves = [half(whole, part) for part in (slice(0, 2), slice(2, 4))]
        if way == "videossl":  # a random frame is drawn for each part
            teach._seers = []
        with torch.no_grad():
            lost = float(teach.loss(network, whole))
            parts = sum(float(teach.loss(network, one)) for one in halves)
        assert parts == pytest.approx(lost, rel=1e-4), way


def half(whole: Batch, part: slice) -> Batch:
    """A part of a batch."""
    pool = {kind: one[part] for kind, one in whole.pool.items()}

    def cut(one: Tensor) -> Tensor:
        return one[part]

    return replace(
        whole, views=cut(whole.views), targets=cut(whole.targets), weights=cut(whole.weights),
        taught=cut(whole.taught), pool=pool, pool_taught=cut(whole.pool_taught),
    )  # fmt: skip

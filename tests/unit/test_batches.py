"""What a step sees: which clips, in which views, and what is true of these."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import Tensor

from annotator.learning.zoo.entry import HALF
from mlworker.training.material import Floats
from mlworker.training.regimes.distill import Distilled
from mlworker.training.regimes.views import share
from mlworker.zoo.network import ClipNetwork
from testkit.lessons import material, order


def test_rare_classes_are_drawn_as_often() -> None:
    lesson = material(40, balance="sampling")
    targets: Floats = np.eye(2)[(np.arange(40) >= 36).astype(int)]
    lesson = replace(lesson, clips=replace(lesson.clips, targets=targets))

    seen = [order(lesson).step(epoch, at).whole.targets for epoch in range(8) for at in range(5)]

    assert float(torch.cat(seen)[:, 1].mean()) == pytest.approx(0.5, abs=0.1)


def test_a_clip_that_is_drawn_twice_is_seen_in_two_ways() -> None:
    lesson = material(8, balance="sampling", augment="weak")
    targets: Floats = np.eye(2)[[1, 0, 0, 0, 0, 0, 0, 0]]
    steps = order(replace(lesson, clips=replace(lesson.clips, targets=targets)))
    whole = steps.step(0, 0).whole
    twice = [at for at, one in enumerate(whole.targets) if float(one[1]) == 1]

    assert len(twice) > 1  # the only one of its class
    assert not torch.equal(whole.views[twice[0]], whole.views[twice[1]])
    halves = [replace(steps, rank=rank, ranks=2).step(0, 0).whole.views for rank in (0, 1)]
    assert all(torch.equal(one, whole.views[at::2]) for at, one in enumerate(halves))


@pytest.mark.parametrize("single", [True, False])
@pytest.mark.parametrize("pool", [0, 12])
def test_the_parts_of_a_step_are_the_whole_of_it(single: bool, pool: int) -> None:
    """Of doubted clips, too, and where a device has none of its own."""
    lesson = material(10, classes=3, pool=pool, way="svt", key="timesformer", single=single)
    weights = np.where(np.arange(10) % 2, 0.5, 1.0)
    lesson = replace(lesson, clips=replace(lesson.clips, weights=weights))
    for at in (0, 1):
        parts = [
            part
            for rank in range(4)
            for part in order(lesson, kinds=("none",), rank=rank, ranks=4)
            .step(0, at)
            .parts(1, torch.device("cpu"))
        ]
        assert sum(one.share for one in parts) == pytest.approx(1)
        assert sum(share(one) for one in parts) == pytest.approx(1)


@pytest.mark.parametrize("at_once", [1, 2])
def test_devices_take_a_step_in_equally_many_parts(at_once: int) -> None:
    """Those that share what norms see wait for each other in each of them."""
    lesson = material(13, pool=12, way="svt", key="timesformer")
    steps = [order(lesson, kinds=("none",), rank=rank, ranks=2).step(0, 1) for rank in (0, 1)]

    taken = [list(one.parts(at_once, torch.device("cpu"))) for one in steps]

    assert [len(one.whole.targets) for one in steps] == [3, 2]
    assert len(taken[0]) == len(taken[1]) == steps[0].pieces(at_once)
    assert all(len(part.views) for parts in taken for part in parts)
    for each in (share, lambda part: part.share):
        assert sum(each(part) for parts in taken for part in parts) == pytest.approx(1)


def test_training_sees_all_ways_in_which_frames_were_taken() -> None:
    lesson = material(8)
    other = 255 - lesson.pictures
    lesson = replace(lesson, views=np.concatenate([lesson.pictures, other], axis=1))
    seen = set()
    for epoch in range(4):
        rows = np.random.default_rng([lesson.seed, epoch]).permutation(8)
        for clip, row in zip(order(lesson).step(epoch, 0).whole.views, rows, strict=True):
            ways = [one[row].transpose(0, 3, 1, 2) for one in (lesson.pictures, other)]
            seen.add([np.array_equal(clip.numpy(), way) for way in ways].index(True))

    assert seen == {0, 1}


@pytest.mark.row("S13", "Geometric transforms")
def test_a_mirrored_clip_is_of_the_class_that_it_then_shows() -> None:
    lesson = material(8, classes=3, swap=[[1, 2]])
    taught = 5.0 * lesson.clips.targets
    steps = order(replace(lesson, taught=taught))
    changed = set()
    for epoch in range(6):
        whole = steps.step(epoch, 0).whole
        rows = np.random.default_rng([lesson.seed, epoch]).permutation(8)
        for seen, target, said, row in zip(
            whole.views, whole.targets, whole.taught, rows, strict=True
        ):
            plain = torch.from_numpy(lesson.pictures[row]).permute(0, 3, 1, 2)
            is_mirrored = torch.equal(seen, plain.flip(-1))
            before, after = int(lesson.clips.targets[row].argmax()), int(target.argmax())
            assert is_mirrored or torch.equal(seen, plain)
            assert after == ({0: 1, 1: 0}.get(before, before) if is_mirrored else before)
            assert torch.equal(said, 5 * target)
            changed.add((is_mirrored, before, after))

    assert {(True, 0, 1), (True, 1, 0), (True, 2, 2), (False, 0, 0)} <= changed
    assert not any(options.get("flip") for options in (lesson.options,))


def test_devices_share_a_step_clip_by_clip() -> None:
    lesson = material(10, pool=12, way="fixmatch", augment="weak")
    kinds = ("weak", "strong")
    whole = order(lesson, kinds=kinds).step(1, 1)
    parts = [order(lesson, kinds=kinds, rank=at, ranks=4).step(1, 1) for at in range(4)]

    weights = torch.cat([one.whole.weights for one in parts])
    assert whole.count == 2
    assert {one.whole.total for one in parts} == {whole.whole.total}
    assert [len(one.whole.targets) for one in parts] == [1, 1, 1, 1]
    assert float(weights.sum()) == 2  # those that have none of their own count nothing
    assert torch.equal(parts[1].whole.views[0], whole.whole.views[1])
    assert sum(len(one.whole.pool.get("weak", ())) for one in parts) == 4


class Mute(ClipNetwork):
    """Says nothing of any clip."""

    def features(self, clips: Tensor) -> Tensor:
        """Zeros."""
        return clips.new_zeros(len(clips), self.numbers)


@pytest.mark.parametrize("single", [True, False])
def test_what_a_teacher_says_of_a_clip_counts_alike_with_and_without_labels(single: bool) -> None:
    """Of several labels there are more of these than clips: they are no measure of clips."""
    lesson = material(8, way="distill", classes=4, pool=16, single=single, blend=1.0)
    assert lesson.pool is not None
    opinion = np.tile([3.0, -1.0, 0.5, 2.0], (16, 1))
    pool = replace(lesson.pool, taught=opinion)
    steps = order(replace(lesson, taught=opinion[:8], pool=pool), kinds=("weak",))
    (whole,) = steps.step(0, 0).parts(8, torch.device("cpu"))
    teach, network = Distilled(lesson, lesson.clips.targets), Mute(3, 4, HALF)
    torch.nn.init.zeros_(network.classifier.weight)
    torch.nn.init.zeros_(network.classifier.bias)

    with torch.no_grad():
        lost = float(teach.loss(network, whole))
        labeled = float(teach.loss(network, replace(whole, pool={})))

    each = float(teach.apart(torch.zeros(1, 4), torch.from_numpy(opinion[:1]).float()))
    assert labeled == pytest.approx(each, rel=1e-5)
    assert lost == pytest.approx(2 * each, rel=1e-5)
    assert (whole.total, whole.weight) == (8 if single else 32, 8)

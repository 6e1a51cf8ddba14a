"""A step in parts is the step in one piece, also where it had to be taken again."""

from typing import Any

import pytest
import torch

from mlworker.training import starts
from mlworker.training.batches import Batch, Step
from mlworker.training.material import Material
from mlworker.training.objectives import Objective
from mlworker.training.regimes.agree import Agreed
from mlworker.training.regimes.fixmatch import Consistent
from mlworker.training.regimes.masked import Masked
from testkit.lessons import material

TINY: dict[str, Any] = {"preset": "tiny", "frames": 4, "size": 32}
WAYS = [(Agreed, "svt", "timesformer", {"average": 0.9}), (Masked, "masked", "videomae", {})]


def step(few: int) -> Step:
    """Five clips of noise, of unlike weights, beside `few` without labels; pixels as in files."""
    draw = torch.Generator().manual_seed(5)

    def noise(clips: int) -> torch.Tensor:
        size = (clips, 4, 3, 32, 32)
        return torch.randint(0, 256, size, generator=draw, dtype=torch.uint8)

    weights = torch.tensor([1.0, 0.25, 1.0, 0.5, 0.1])
    whole = Batch(
        noise(5),
        torch.zeros(5, 2),
        weights,
        torch.zeros(5, 0),
        5.0,
        7,
        {"none": noise(few)} if few else {},
        torch.zeros(few, 0),
        float(few),
        float(weights.sum()),
        clips=5.0,
    )
    return Step(0, 5, 5, whole)


def taught(way: type[Objective], lesson: Material, few: int, at_once: int) -> list[torch.Tensor]:
    """The loss of a step and the gradients of a network, taken in parts."""
    torch.manual_seed(1)
    network = starts.begun(lesson).eval()
    teach = way(lesson, lesson.clips.targets)
    teach.meet(network)
    teach.eval()
    lost = torch.zeros(())
    for part in step(few).parts(at_once, torch.device("cpu")):
        torch.manual_seed(part.seed)
        own = teach.loss(network, part)
        own.backward()  # type: ignore[no-untyped-call]  # torch has no type for it
        lost = lost + own.detach()
    grown = [one.grad for one in network.parameters() if one.grad is not None]
    return [lost, *grown]


@pytest.mark.parametrize("few", [0, 3])
@pytest.mark.parametrize(("way", "name", "key", "more"), WAYS, ids=["svt", "masked"])
def test_a_step_in_parts_loses_what_it_does_in_one_piece(
    way: type[Objective], name: str, key: str, more: dict[str, Any], few: int
) -> None:
    lesson = material(way=name, key=key, **TINY, **more)

    whole, parts = (taught(way, lesson, few, at_once) for at_once in (5, 2))

    assert float(whole[0]) > 0
    assert len(whole) == len(parts) > 5
    for one, other in zip(whole, parts, strict=True):
        torch.testing.assert_close(one, other, rtol=1e-3, atol=1e-6)


def test_what_a_step_told_that_is_taken_again_counts_once() -> None:
    lesson = material(way="svt", key="timesformer", average=0.9, **TINY)
    centers = []
    for tries in (0, 2):
        torch.manual_seed(1)
        network = starts.begun(lesson)
        teach = Agreed(lesson, lesson.clips.targets)
        teach.meet(network)
        parts = list(step(3).parts(2, torch.device("cpu")))
        for turn in range(tries + 1):
            teach.begun()
            for part in parts if turn == tries else parts[:1]:
                teach.loss(network, part)
        assert float(teach.heard) == pytest.approx(1)
        teach.stepped(network)
        centers.append(teach.center.clone())

    assert torch.equal(*centers)


def test_an_adaptive_threshold_hears_a_step_that_is_taken_again_once() -> None:
    lesson = material(way="fixmatch", adaptive=True)
    torch.manual_seed(1)
    network = starts.begun(lesson)
    teach = Consistent(lesson, lesson.clips.targets)
    teach.meet(network)
    logits = torch.tensor([[4.0, 0.0], [0.0, 1.0]])

    for _ in range(3):
        teach.begun()
        teach.sure(logits)

    assert float(teach.sure.heard[-1]) == 2

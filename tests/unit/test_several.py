"""One training on several devices."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from annotator.learning.zoo.registry import entry
from mlworker.training.loop import fit
from mlworker.training.several import Group
from mlworker.zoo.network import Shape
from mlworker.zoo.registry import bare
from testkit.drawn import Told
from testkit.lessons import material, place


@pytest.mark.row("L29", "Multi-GPU training")
def test_two_processes_lose_what_one_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    curves, weights = [], []
    for devices in ("cpu", "cpu,cpu"):
        monkeypatch.setenv("CLIPLOOP_DEVICE", devices)
        # Seven clips: of the last step one process has none of its own.
        lesson = material(14, told=(told := Told()), augment="weak", keep_steps=2)
        ways = np.concatenate([lesson.pictures, lesson.pictures[:, ::-1] // 2], axis=1)
        lesson = replace(lesson, pictures=ways[:, : lesson.pictures.shape[1]], views=ways)
        held = lesson.clips.parts == "validation"
        made = fit(lesson, ~held, held, place(tmp_path, devices))
        curves.append(list(told.curve))
        weights.append(made.network.classifier.weight.detach())
        assert made.facts["devices"] == len(devices.split(","))
        # What is done is found again by whoever asks next, in one process or two.
        again = fit(replace(lesson, progress=Told()), ~held, held, place(tmp_path, devices))
        assert again.facts == made.facts

    one, two = curves
    assert [point["step"] for point in one] == [point["step"] for point in two]
    for name in ("loss", "val_loss"):
        found = [[point[name] for point in curve if name in point] for curve in curves]
        assert found[1] == pytest.approx(found[0], abs=1e-4)
    np.testing.assert_allclose(weights[1], weights[0], atol=1e-3)


@pytest.mark.row("L29", "Multi-GPU training")
@pytest.mark.parametrize(("key", "tiny"), [("frame_lite0", False), ("slow_fusion", True)])
def test_norms_that_see_all_devices_say_the_same(key: str, tiny: bool) -> None:
    """They are put in without a device: only while it learns do they ask the others."""
    network = bare(entry(key), Shape(2, 10, 32, tiny), seed=1).eval()
    clips = torch.rand(1, 3, 10, 32, 32)
    with torch.inference_mode():
        before = network(clips)

        Group(torch.device("cuda", 0), 0, 2).synced(network)

        torch.testing.assert_close(network(clips), before)
    norms = [one for one in network.modules() if isinstance(one, nn.modules.batchnorm._BatchNorm)]
    assert norms
    assert all(isinstance(one, nn.SyncBatchNorm) for one in norms)

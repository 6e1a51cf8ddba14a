"""Networks over space and time are the published ones, and tell what only movement tells."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
import torch
from safetensors.torch import load, save
from torch import Tensor, nn

from annotator.learning.zoo.registry import entry
from annotator.refusal import Code, Refusal
from mlworker.training.learner import freeze_statistics
from mlworker.zoo.network import ClipNetwork, Shape
from mlworker.zoo.registry import bare, restored
from mlworker.zoo.slowfast import ALPHA, SlowFast
from mlworker.zoo.torchvision_ops import DECLARED  # noqa: F401 - before torchvision
from testkit.drawn import moving

from torchvision.models import video  # isort: skip


def small(key: str, classes: int = 4, **options: Any) -> ClipNetwork:
    """The tiny network of an entry."""
    tiny = entry(key).tiny
    assert tiny is not None
    shape = Shape(classes, tiny.frames, tiny.size, tiny=True, options=options)
    return bare(entry(key), shape, seed=1)


def counted(key: str, classes: int, **options: Any) -> ClipNetwork:
    """The full network of an entry, without numbers in it."""
    full = entry(key).full
    with torch.device("meta"):
        return bare(entry(key), Shape(classes, full.frames, full.size, options=options))


def size(network: nn.Module) -> int:
    return sum(one.numel() for one in network.parameters())


def movement(
    count: int, first: int, *, frames: int, px: int, classes: int = 4
) -> tuple[Tensor, Tensor]:
    """Clips of squares that move, and which way: only the order of frames tells it."""
    clips = []
    for at in range(count):
        drawn = np.stack(list(moving(at % classes, first + at)))[:: 16 // frames]
        pixels = torch.from_numpy(drawn).permute(3, 0, 1, 2) / 255
        clips.append(nn.functional.avg_pool3d(pixels, (1, 64 // px, 64 // px)))
    return torch.stack(clips), torch.arange(count) % classes


def trained(model: ClipNetwork, clips: Tensor, truth: Tensor, epochs: int, rate: float) -> float:
    """Fit a network. The mean loss of its last epoch."""
    optimizer = torch.optim.AdamW(model.parameters(), lr=rate)
    torch.manual_seed(0)
    model.train()
    for _ in range(epochs):
        lost = 0.0
        for rows in torch.split(torch.randperm(len(clips)), 8):
            optimizer.zero_grad()
            loss = nn.functional.cross_entropy(model(clips[rows]), truth[rows])
            loss.backward()  # type: ignore[no-untyped-call]  # torch has no type for it
            optimizer.step()
            lost += float(loss.detach()) * len(rows) / len(clips)
    return lost


@pytest.mark.row("M12", "3D-CNN")
def test_a_3d_network_learns_sixteen_clips_by_heart() -> None:
    clips, truth = movement(16, 0, frames=8, px=32)
    whole = bare(entry("r3d_18"), Shape(4, 8, 32), seed=1)

    lost = trained(whole, clips, truth, 6, 3e-4)

    assert all(one.grad is not None for one in whole.parameters())
    assert lost < 0.2


@pytest.mark.row("M16", "MC3 and R(2+1)D †")
@pytest.mark.parametrize("key", ["mc3_18", "r2plus1d_18"])
def test_an_epoch_on_movement_lowers_the_loss(key: str) -> None:
    clips, truth = movement(48, 0, frames=8, px=32)
    model = small(key)

    first = trained(model, clips, truth, 1, 2e-3)

    assert trained(model, clips, truth, 2, 2e-3) < first


@pytest.mark.row("M17", "S3D (separable 3-D CNN) †")
def test_s3d_says_what_the_published_one_says_and_sees_smaller_clips_too() -> None:
    published = video.s3d(weights=None, num_classes=3).eval()
    model = bare(entry("s3d"), Shape(3, 16, 224)).eval()
    tensors = dict(published.state_dict())
    ours = {
        f"network.{name.removeprefix('features.')}": one
        for name, one in tensors.items()
        if name.startswith("features.")
    }
    ours["classifier.weight"] = tensors["classifier.1.weight"].flatten(1)
    ours["classifier.bias"] = tensors["classifier.1.bias"]
    model.load_state_dict(ours)
    clips = torch.rand(1, 3, 16, 224, 224)

    with torch.inference_mode():
        expected = published((clips - model.mean) / model.std)
        torch.testing.assert_close(model(clips), expected, atol=1e-5, rtol=1e-4)
        for frames, px in ((14, 224), (8, 64)):
            assert model(clips[:, :, :frames, :px, :px]).shape == (1, 3)
    with pytest.raises(Refusal, match="at least 8 frames of 64 px"):
        bare(entry("s3d"), Shape(3, 8, 32))


@pytest.mark.row("M18", "C3D")
def test_c3d_without_its_wide_layers_is_a_third_as_large() -> None:
    assert size(counted("c3d", 101)) == 78_409_573
    assert size(counted("c3d", 101, light=True)) == 27_655_936 + 101 * (512 + 1)


@pytest.mark.row("M20", "SlowFast")
@pytest.mark.row("M90", "Slow pathway and Fast pathway")
def test_slowfast_is_the_published_one_and_its_fast_path_is_light() -> None:
    model = counted("slowfast_r50", 400)
    assert isinstance(model, SlowFast)

    assert size(model) == 34_566_488
    assert size(model.fast) == 514_152
    assert entry("slowfast_r50").full.frames == 32 == ALPHA * 8


@pytest.mark.row("M90", "Slow pathway and Fast pathway")
def test_the_slow_pathway_sees_every_fourth_frame() -> None:
    model = small("slowfast_r50").eval()
    assert isinstance(model, SlowFast)
    seen: dict[str, Tensor] = {}
    for name in ("slow", "fast"):
        stem = model.get_submodule(name).get_submodule("0")
        stem.register_forward_hook(
            lambda module, given, said, name=name: seen.update({name: given[0]})
        )
    clips = torch.rand(1, 3, 32, 32, 32)

    with torch.inference_mode():
        model(clips)

    assert (seen["slow"].shape[2], seen["fast"].shape[2]) == (8, 32)
    assert torch.equal(seen["slow"], seen["fast"][:, :, ::4])


@pytest.mark.row("M21", "Lateral connections")
def test_without_laterals_their_weights_and_the_places_they_enter_are_gone() -> None:
    model, apart = counted("slowfast_r50", 400), counted("slowfast_r50", 400, laterals=False)
    carried = [16, 64, 128, 256]
    # Each is a convolution over 7 frames to twice the channels, and a normalization; what it says
    # enters two convolutions of the next stage: the block's first, and its shortcut.
    laterals = sum(7 * one // 2 * one + 2 * one for one in carried)
    inner, spans = [64, 128, 256, 512], [1, 1, 3, 3]
    entered = sum(
        one * (span * width + 4 * width)
        for one, width, span in zip(carried, inner, spans, strict=True)
    )

    assert size(model) - size(apart) == laterals + entered


def test_what_the_fast_pathway_sees_reaches_the_slow_one_by_laterals_alone() -> None:
    clips = torch.rand(1, 3, 8, 32, 32)
    other = clips.clone()
    other[:, :, 1] = 0.5  # no frame that the slow pathway sees

    for laterals in (True, False):
        model = small("slowfast_r50", laterals=laterals).eval()
        assert isinstance(model, SlowFast)
        # A new block says nothing beside what came in; one that has learned does.
        for module in model.modules():
            if isinstance(module, nn.BatchNorm3d):
                nn.init.ones_(module.weight)
        slow = model.get_submodule("slow")
        said: list[Tensor] = []
        list(slow.children())[-1].register_forward_hook(
            lambda module, given, out, said=said: said.append(out)
        )
        with torch.inference_mode():
            model(clips), model(other)

        assert torch.equal(*said) is not laterals


@pytest.mark.row("M33", "Patch tokens")
def test_a_clip_becomes_as_many_tokens_as_its_patches_fill() -> None:
    clips = torch.rand(2, 3, 8, 32, 32)
    seen: dict[str, Tensor] = {}
    for key, part in (("videomae", "videomae.embeddings"), ("swin3d_t", "patch_embed")):
        model = bare(entry(key), Shape(3, 8, 32, tiny=True)).eval()
        model.get_submodule(f"network.{part}").register_forward_hook(
            lambda module, given, said, key=key: seen.update({key: said})
        )
        with torch.inference_mode():
            model(clips)

    assert seen["videomae"].shape == (2, (8 // 2) * (32 // 8) * (32 // 8), 32)
    assert seen["swin3d_t"].shape == (2, 8 // 2, 32 // 4, 32 // 4, 24)


@pytest.mark.row("M35", "Video Swin Transformer")
@pytest.mark.row("M37", "MViT v2 †")
@pytest.mark.parametrize(("key", "parameters"), [("swin3d_t", 50_013), ("mvit_v2_s", 49_635)])
def test_a_small_form_trains_on_movement_and_the_full_one_sees(key: str, parameters: int) -> None:
    clips, truth = movement(16, 0, frames=8, px=32)
    model, full = small(key), entry(key).full

    first = trained(model, clips, truth, 1, 2e-3)

    assert size(small(key, 3)) == parameters
    assert trained(model, clips, truth, 4, 2e-3) < first
    whole = bare(entry(key), Shape(4, full.frames, full.size)).eval()
    with torch.inference_mode():
        said = whole(torch.rand(1, 3, full.frames, full.size, full.size))
    assert said.shape == (1, 4)
    assert said.isfinite().all()


@pytest.mark.row("M38", "VideoMAE, TimeSformer, ViViT †")
@pytest.mark.parametrize(
    ("key", "parameters"), [("videomae", 29_507), ("timesformer", 20_931), ("vivit", 22_115)]
)
def test_a_small_transformer_of_the_library_trains_and_comes_back(
    key: str, parameters: int
) -> None:
    frames = {"videomae": 8}.get(key, 4)
    clips, truth = movement(16, 0, frames=frames, px=32, classes=3)
    model = small(key, 3)

    first = trained(model, clips, truth, 1, 2e-3)

    assert size(model) == parameters
    assert trained(model, clips, truth, 4, 2e-3) < first
    again = restored(entry(key), Shape(3, frames, 32, tiny=True), load(save(model.state_dict())))
    with torch.inference_mode():
        assert torch.equal(again.eval()(clips), model.eval()(clips))


@pytest.mark.parametrize(
    ("key", "frames", "px", "told"),
    [
        ("slowfast_r50", 10, 224, "such as 8"),
        ("mvit_v2_s", 8, 224, "16 frames of 224 px"),
        ("videomae", 16, 100, "size that 16 divides"),
        ("vivit", 9, 224, "frames that 2 divides"),
        ("timesformer", 8, 100, "size that 16 divides"),
    ],
)
def test_clips_that_a_network_cannot_see_are_refused(
    key: str, frames: int, px: int, told: str
) -> None:
    with pytest.raises(Refusal, match=told) as refused:
        counted_as(key, frames, px)

    assert refused.value.code is Code.UNSUPPORTED


def counted_as(key: str, frames: int, px: int) -> ClipNetwork:
    with torch.device("meta"):
        return bare(entry(key), Shape(2, frames, px))


def means(model: nn.Module) -> Mapping[str, Tensor]:
    return {name: one.clone() for name, one in model.state_dict().items() if name.endswith("_mean")}


@pytest.mark.row("M85", "Batch normalisation")
def test_frozen_statistics_stay_while_weights_learn() -> None:
    clips, truth = movement(8, 0, frames=8, px=32)
    for frozen in (True, False):
        model = small("r3d_18").train()
        if frozen:
            freeze_statistics(model)
        before, weight = means(model), model.classifier.weight.clone()
        optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
        nn.functional.cross_entropy(model(clips), truth).backward()  # type: ignore[no-untyped-call]  # torch has no type for it
        optimizer.step()

        after = means(model)
        assert len(before) > 10
        assert all(torch.equal(one, after[name]) is frozen for name, one in before.items())
        assert not torch.equal(weight, model.classifier.weight)

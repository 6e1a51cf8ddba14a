"""What is done to pixels before a network is what its weights have learned with."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from annotator.learning.zoo.entry import KINETICS, Norm
from annotator.learning.zoo.registry import entry
from mlworker.zoo.lite0 import NAME as LITE0
from mlworker.zoo.network import Shape
from mlworker.zoo.registry import bare
from mlworker.zoo.torchvision_ops import DECLARED  # noqa: F401 - before torchvision

import timm  # isort: skip - only after the line above
from torchvision.models import video  # isort: skip
from transformers import VivitImageProcessor  # isort: skip
from transformers.utils.constants import (  # isort: skip
    IMAGENET_DEFAULT_MEAN,
    IMAGENET_DEFAULT_STD,
)


def published(weights: Any) -> Norm:
    """What torchvision does to pixels before a network with these weights."""
    told = weights.DEFAULT.transforms()
    return same(told.mean, told.std)


def same(mean: Sequence[float], std: Sequence[float]) -> Norm:
    (red, green, blue), spread = mean, std
    return Norm((red, green, blue), (spread[0], spread[1], spread[2]))


@pytest.mark.row("S16", "Normalisation")
def test_a_cards_mean_and_deviation_are_those_of_its_library() -> None:
    for key, weights in (
        ("r3d_18", video.R3D_18_Weights),
        ("mc3_18", video.MC3_18_Weights),
        ("r2plus1d_18", video.R2Plus1D_18_Weights),
        ("s3d", video.S3D_Weights),
        ("mvit_v2_s", video.MViT_V2_S_Weights),
        ("swin3d_t", video.Swin3D_T_Weights),
        ("swin3d_s", video.Swin3D_S_Weights),
        ("swin3d_b", video.Swin3D_B_Weights),
    ):
        assert entry(key).norm == published(weights), key
    lite0: Any = timm.create_model(LITE0)
    assert entry("frame_lite0").norm == same(lite0.pretrained_cfg["mean"], lite0.default_cfg["std"])
    # The published VideoMAE learned to draw such pixels; timesformer and SlowFast share theirs.
    assert entry("videomae").norm == same(IMAGENET_DEFAULT_MEAN, IMAGENET_DEFAULT_STD)
    assert entry("timesformer").norm == entry("slowfast_r50").norm == entry("mvit_v2_s").norm
    assert entry("c3d").norm == KINETICS


@pytest.mark.row("S16", "Normalisation")
def test_pixels_are_normalized_inside_as_by_the_processor() -> None:
    pictures = np.random.default_rng(0).integers(0, 255, (4, 32, 32, 3), dtype=np.uint8)
    processor = VivitImageProcessor(do_resize=False, do_center_crop=False)
    expected = processor(list(pictures), return_tensors="pt")["pixel_values"]
    card = entry("vivit")
    assert card.tiny is not None
    model = bare(card, Shape(4, card.tiny.frames, card.tiny.size, tiny=True), seed=1)
    seen: list[Tensor] = []
    model.get_submodule("network").register_forward_pre_hook(
        lambda module, given, named: seen.append(named["pixel_values"]), with_kwargs=True
    )

    model(torch.from_numpy(pictures).permute(3, 0, 1, 2)[None] / 255)

    torch.testing.assert_close(seen[0], expected, atol=1e-5, rtol=1e-5)

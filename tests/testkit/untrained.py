"""Tiny models that have learned nothing, saved as their makers save them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch

from mlworker.zoo.torchvision_ops import DECLARED  # noqa: F401 - transformers imports torchvision

from transformers import (  # isort: skip
    Sam2ImageProcessor,
    Sam2VideoConfig,
    Sam2VideoModel,
    Sam2VideoProcessor,
    Sam2VideoVideoProcessor,
    VideoMAEConfig,
    VideoMAEForVideoClassification,
    VideoMAEImageProcessor,
    VivitConfig,
    VivitForVideoClassification,
    VivitImageProcessor,
)

SIDE = 128
WIDE = 32


def small_sam2(folder: Path) -> None:
    """Write a Sam2VideoModel of random weights, and its processor, into a folder."""
    torch.manual_seed(4)
    Sam2VideoModel(_config()).train(mode=False).save_pretrained(folder)
    size = {"height": SIDE, "width": SIDE}
    processor = Sam2VideoProcessor(
        Sam2ImageProcessor(size=size), Sam2VideoVideoProcessor(size=size), target_size=SIDE
    )
    processor.save_pretrained(folder)


def _config() -> Sam2VideoConfig:
    widths = [12, 24, 48, 96]
    return Sam2VideoConfig(
        vision_config={
            "backbone_config": {
                "model_type": "sam2_hiera_det_model",
                "hidden_size": widths[0],
                "image_size": [SIDE, SIDE],
                "embed_dim_per_stage": widths,
                "num_attention_heads_per_stage": [1, 1, 1, 1],
                "blocks_per_stage": [1, 2, 1, 1],
                "window_size_per_stage": [8, 4, 4, 2],
                "global_attention_blocks": [2],
            },
            "backbone_channel_list": widths[::-1],
            "backbone_feature_sizes": [[32, 32], [16, 16], [8, 8]],
            "fpn_hidden_size": WIDE,
        },
        prompt_encoder_config={"hidden_size": WIDE, "image_size": SIDE},
        mask_decoder_config={
            "hidden_size": WIDE,
            "mlp_dim": 64,
            "num_attention_heads": 2,
            "iou_head_hidden_dim": WIDE,
        },
        image_size=SIDE,
        memory_attention_hidden_size=WIDE,
        memory_attention_num_layers=1,
        memory_attention_num_attention_heads=1,
        memory_attention_feed_forward_hidden_size=64,
        memory_attention_rope_feat_sizes=[8, 8],
        memory_encoder_hidden_size=WIDE,
        memory_encoder_output_channels=16,
        mask_downsampler_embed_dim=WIDE,
        memory_fuser_embed_dim=WIDE,
        memory_fuser_intermediate_dim=64,
    )


def small_classifier(folder: Path | None) -> tuple[VivitForVideoClassification, Any]:
    """A video classifier of random weights and its processor; written into a folder, if one."""
    torch.manual_seed(5)
    config = VivitConfig(
        image_size=16,
        num_frames=4,
        tubelet_size=[2, 8, 8],
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
    )
    config.num_labels = 5
    model = VivitForVideoClassification(config).train(mode=False)
    size = {"height": 16, "width": 16}
    processor = VivitImageProcessor(size={"shortest_edge": 16}, crop_size=size)
    if folder is not None:
        model.save_pretrained(folder)
        processor.save_pretrained(folder)
    return model, processor


def saved_videomae(folder: Path, labels: Sequence[str]) -> VideoMAEForVideoClassification:
    """A VideoMAE classifier of random weights that knows these labels, saved into a folder."""
    torch.manual_seed(6)
    config = VideoMAEConfig(
        image_size=16,
        patch_size=8,
        num_frames=4,
        tubelet_size=2,
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=32,
        id2label=dict(enumerate(labels)),
        label2id={one: at for at, one in enumerate(labels)},
    )
    model: VideoMAEForVideoClassification = VideoMAEForVideoClassification(config)
    model.train(mode=False)
    with torch.no_grad():
        model.get_parameter("classifier.weight").mul_(40)
    model.save_pretrained(folder)
    VideoMAEImageProcessor(
        size={"shortest_edge": 16}, crop_size={"height": 16, "width": 16}
    ).save_pretrained(folder)
    return model

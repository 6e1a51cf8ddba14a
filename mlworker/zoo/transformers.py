"""Video transformers out of torchvision."""

from collections.abc import Callable

from torch import Tensor, nn

from annotator.learning.zoo.entry import FULL, TINY, Entry
from annotator.refusal import Code, Refusal
from mlworker.zoo.network import ClipNetwork, Shape
from mlworker.zoo.torchvision_ops import DECLARED  # noqa: F401 - before torchvision

from torchvision.models import video  # isort: skip - only after the line above
from torchvision.models.video.mvit import MSBlockConfig, MViT  # isort: skip
from torchvision.models.video.swin_transformer import SwinTransformer3d  # isort: skip

# Swin's tokens: frames by px by px.
TOKEN = (2, 4, 4)


def soften(network: ClipNetwork) -> None:
    """Let the classifier begin with almost no opinion, as published: with a loud one the first
    steps teach a transformer to look away from its clips.
    """
    head = network.classifier
    if isinstance(head, nn.Linear):
        nn.init.trunc_normal_(head.weight, std=0.02)
        nn.init.zeros_(head.bias)


class Shifted(ClipNetwork):
    """Video Swin: attention within windows that shift from layer to layer (Liu et al., CVPR 2022).

    Clips may be of any length and size.
    """

    def __init__(self, card: Entry, shape: Shape, whole: Callable[..., nn.Module]) -> None:
        network = _tiny_swin() if shape.tiny else whole(weights=None, num_classes=1)
        super().__init__(network.num_features, shape.classes, card.norm)  # type: ignore[arg-type]  # an int
        network.head = nn.Identity()
        self.network = network
        soften(self)

    def features(self, clips: Tensor) -> Tensor:
        """The vectors (n, 768), (n, 1024) of the base one."""
        vectors: Tensor = self.network(clips)
        return vectors


def _tiny_swin() -> nn.Module:
    network: nn.Module = SwinTransformer3d(
        patch_size=list(TOKEN),
        embed_dim=24,
        depths=[1, 1],
        num_heads=[2, 4],
        window_size=[4, 7, 7],
        stochastic_depth_prob=0.0,
        num_classes=1,
    )
    return network


def swin3d_t(card: Entry, shape: Shape) -> ClipNetwork:
    """Video Swin, tiny."""
    return Shifted(card, shape, video.swin3d_t)


def swin3d_s(card: Entry, shape: Shape) -> ClipNetwork:
    """Video Swin, small."""
    return Shifted(card, shape, video.swin3d_s)


def swin3d_b(card: Entry, shape: Shape) -> ClipNetwork:
    """Video Swin, base."""
    return Shifted(card, shape, video.swin3d_b)


class Multiscale(ClipNetwork):
    """MViT v2: tokens grow fewer and richer from stage to stage (Li et al., CVPR 2022).

    What it knows of places fixes the shape of its clips. Refuses (`unsupported`) another one.
    """

    def __init__(self, card: Entry, shape: Shape) -> None:
        fit = card.preset(TINY if shape.tiny else FULL)
        if (shape.frames, shape.size) != (fit.frames, fit.size):
            raise Refusal(
                Code.UNSUPPORTED,
                f"{card.name} sees {fit.frames} frames of {fit.size} px and no others; leave "
                "frames and size as they are",
            )
        network = _tiny_mvit(shape) if shape.tiny else video.mvit_v2_s(weights=None, num_classes=1)
        dropout, linear = network.get_submodule("head").children()
        super().__init__(linear.in_features, shape.classes, card.norm)  # type: ignore[arg-type]  # an int
        network.head = dropout
        self.network = network
        soften(self)

    def features(self, clips: Tensor) -> Tensor:
        """The vectors (n, 768)."""
        vectors: Tensor = self.network(clips)
        return vectors


def _block(heads: int, before: int, after: int, step: int) -> MSBlockConfig:
    return MSBlockConfig(
        num_heads=heads,
        input_channels=before,
        output_channels=after,
        kernel_q=[3, 3, 3],
        kernel_kv=[3, 3, 3],
        stride_q=[1, step, step],
        stride_kv=[1, 2, 2],
    )


def _tiny_mvit(shape: Shape) -> nn.Module:
    network: nn.Module = MViT(
        spatial_size=(shape.size, shape.size),
        temporal_size=shape.frames,
        block_setting=[_block(1, 24, 24, 1), _block(2, 24, 48, 2)],
        residual_pool=True,
        residual_with_cls_embed=False,
        rel_pos_embed=True,
        proj_after_attn=True,
        dropout=0.0,
        num_classes=1,
    )
    return network

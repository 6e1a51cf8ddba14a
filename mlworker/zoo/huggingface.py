"""Video transformers out of the library transformers."""

from importlib import import_module
from typing import Any

from torch import Tensor, nn

from annotator.learning.zoo.entry import Entry
from annotator.refusal import Code, Refusal
from mlworker.zoo.network import ClipNetwork, Shape
from mlworker.zoo.torchvision_ops import DECLARED  # noqa: F401 - transformers imports torchvision
from mlworker.zoo.transformers import soften

# Beside the shape of its clips, what makes a transformer tiny.
TINY = {
    "hidden_size": 32,
    "num_attention_heads": 2,
    "intermediate_size": 64,
}
PATCH_PX, TINY_PATCH_PX, TUBELET = 16, 8, 2


def library() -> Any:
    """The library. It takes seconds to load, so only who builds one of its networks does."""
    return import_module("transformers")


class Wrapped(ClipNetwork):
    """A video classifier of transformers without its classifier.

    `network` is one of its `...ForVideoClassification`.
    """

    def __init__(self, card: Entry, shape: Shape, network: Any) -> None:
        super().__init__(network.classifier.in_features, shape.classes, card.norm)
        network.classifier = nn.Identity()
        self.network: nn.Module = network
        soften(self)

    def features(self, clips: Tensor) -> Tensor:
        """The vectors (n, 768), 32 numbers of a tiny one."""
        vectors: Tensor = self.network(pixel_values=clips.transpose(1, 2)).logits
        return vectors


def videomae(card: Entry, shape: Shape) -> ClipNetwork:
    """VideoMAE: a plain transformer over tubes of 2 frames (Tong et al., NeurIPS 2022)."""
    tiny = {**TINY, "num_hidden_layers": 2} if shape.tiny else {}
    config = library().VideoMAEConfig(
        patch_size=_patch(card, shape), tubelet_size=TUBELET, **_clip(card, shape, TUBELET), **tiny
    )
    return Wrapped(card, shape, library().VideoMAEForVideoClassification(config))


def timesformer(card: Entry, shape: Shape) -> ClipNetwork:
    """TimeSformer: attention over time, then over space (Bertasius et al., ICML 2021)."""
    tiny = {**TINY, "num_hidden_layers": 1} if shape.tiny else {}
    config = library().TimesformerConfig(
        patch_size=_patch(card, shape), **_clip(card, shape, 1), **tiny
    )
    return Wrapped(card, shape, library().TimesformerForVideoClassification(config))


def vivit(card: Entry, shape: Shape) -> ClipNetwork:
    """ViViT: attention over all tubes of a clip at once (Arnab et al., ICCV 2021)."""
    tiny = {**TINY, "num_hidden_layers": 1} if shape.tiny else {}
    patch = _patch(card, shape)
    config = library().VivitConfig(
        tubelet_size=[TUBELET, patch, patch], **_clip(card, shape, TUBELET), **tiny
    )
    return Wrapped(card, shape, library().VivitForVideoClassification(config))


def _patch(card: Entry, shape: Shape) -> int:
    patch = TINY_PATCH_PX if shape.tiny else PATCH_PX
    if shape.size % patch:
        raise Refusal(
            Code.UNSUPPORTED,
            f"{card.name} cuts pictures into squares of {patch} px: choose a size that {patch} "
            "divides",
        )
    return patch


def _clip(card: Entry, shape: Shape, tubelet: int) -> dict[str, Any]:
    if shape.frames % tubelet:
        raise Refusal(
            Code.UNSUPPORTED,
            f"{card.name} sees {tubelet} frames as one: choose a number of frames that {tubelet} "
            "divides",
        )
    return {"image_size": shape.size, "num_frames": shape.frames, "num_labels": 1}

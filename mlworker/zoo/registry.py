"""The builder of each entry that is trained as a network."""

from collections.abc import Callable, Mapping

import torch
from torch import Tensor

from annotator.learning.zoo.entry import Entry
from annotator.learning.zoo.frames import (
    EARLY_FUSION,
    FRAME_LITE0,
    LATE_FUSION,
    MULTIRES,
    TSN_LITE0,
)
from annotator.learning.zoo.sequences import CRNN_GRU, CRNN_LSTM, CRNN_RNN, SAN, SAN_SKELETON
from annotator.learning.zoo.streams import SLOW_FUSION, TWO_STREAM
from annotator.learning.zoo.transformers import (
    HF_LOCAL,
    MVIT_V2_S,
    SWIN3D_B,
    SWIN3D_S,
    SWIN3D_T,
    TIMESFORMER,
    VIDEOMAE,
    VIVIT,
)
from annotator.learning.zoo.volumes import C3D, MC3_18, R2PLUS1D_18, R3D_18, S3D, SLOWFAST_R50
from annotator.refusal import Code, Refusal
from mlworker.zoo import huggingface, transformers, volumes
from mlworker.zoo.c3d import Convolutions3d
from mlworker.zoo.frames import crnn_gru, crnn_lstm, crnn_rnn, frame_average, self_attention
from mlworker.zoo.fusion import EarlyFusion, LateFusion, SlowFusion
from mlworker.zoo.local import local
from mlworker.zoo.multires import TwoLooks
from mlworker.zoo.network import ClipNetwork, Shape
from mlworker.zoo.segments import Segments
from mlworker.zoo.skeletons import SkeletonAttention
from mlworker.zoo.slowfast import SlowFast
from mlworker.zoo.streams import TwoStreams

Builder = Callable[[Entry, Shape], ClipNetwork]

BUILDERS: tuple[tuple[Entry, Builder], ...] = (
    (FRAME_LITE0, frame_average),
    (TSN_LITE0, Segments),
    (MULTIRES, TwoLooks),
    (LATE_FUSION, LateFusion),
    (EARLY_FUSION, EarlyFusion),
    (CRNN_RNN, crnn_rnn),
    (CRNN_GRU, crnn_gru),
    (CRNN_LSTM, crnn_lstm),
    (SAN, self_attention),
    (TWO_STREAM, TwoStreams),
    (SLOW_FUSION, SlowFusion),
    (R3D_18, volumes.r3d),
    (MC3_18, volumes.mc3),
    (R2PLUS1D_18, volumes.r2plus1d),
    (S3D, volumes.Separable3d),
    (C3D, Convolutions3d),
    (SLOWFAST_R50, SlowFast),
    (MVIT_V2_S, transformers.Multiscale),
    (SWIN3D_T, transformers.swin3d_t),
    (SWIN3D_S, transformers.swin3d_s),
    (SWIN3D_B, transformers.swin3d_b),
    (VIDEOMAE, huggingface.videomae),
    (TIMESFORMER, huggingface.timesformer),
    (VIVIT, huggingface.vivit),
    (SAN_SKELETON, SkeletonAttention),
    (HF_LOCAL, local),
)


def build(card: Entry, shape: Shape, *, seed: int = 0) -> ClipNetwork:
    """The network of an entry with the weights that a training starts from. Same seed, same ones.

    Refuses (`not-found`) an entry that is not trained as a network, (`unsupported`) weights of the
    operator that do not fit.
    """
    network = bare(card, shape, seed=seed)
    network.origin = network.start(card, shape)
    return network


def bare(card: Entry, shape: Shape, *, seed: int = 0) -> ClipNetwork:
    """The network of an entry as its builder makes it, without weights that the operator brings."""
    for one, builder in BUILDERS:
        if one.key == card.key:
            torch.manual_seed(seed)
            return builder(card, shape)
    raise Refusal(Code.NOT_FOUND, f"There is no network for the model {card.key!r}")


def restored(card: Entry, shape: Shape, tensors: Mapping[str, Tensor]) -> ClipNetwork:
    """The network of an entry with a model version's weights.

    Refuses (`unsupported`) weights of a network that was built otherwise.
    """
    model = bare(card, shape)
    try:
        model.load_state_dict(tensors)
    except RuntimeError:
        raise Refusal(
            Code.UNSUPPORTED,
            f"These weights are of another {card.name} than this version builds; train it again",
        ) from None
    return model

"""Learning to see by guessing what is hidden of clips."""

from copy import deepcopy
from typing import Any

from torch import Tensor

from annotator.learning.zoo.entry import TINY
from annotator.refusal import Code, Refusal
from mlworker.training.augment import NONE
from mlworker.training.batches import Batch
from mlworker.training.material import Floats, Material
from mlworker.training.objectives import Objective
from mlworker.training.regimes.views import chances, seen, share
from mlworker.zoo.huggingface import library
from mlworker.zoo.network import ClipNetwork

# The decoder beside a tiny network; beside a full one it is as published.
SMALL = {
    "decoder_hidden_size": 32,
    "decoder_num_hidden_layers": 1,
    "decoder_num_attention_heads": 2,
    "decoder_intermediate_size": 64,
}


class Masked(Objective):
    """The mean squared error of the pixels of hidden tubes, each tube normalized; labels count
    nothing.

    Of each clip the same places are hidden in all frames, `hidden` of all, else they could be read
    off the frame before. The decoder is left behind. VideoMAE: Tong et al., NeurIPS 2022 (arXiv
    2203.12602).
    """

    pool_views = (NONE,)

    def __init__(self, material: Material, targets: Floats) -> None:
        super().__init__()
        self.share = float(material.options["hidden"])
        self.small = material.options.get("preset") == TINY

    def meet(self, network: ClipNetwork) -> None:
        """Make a decoder for its encoder. Refuses (`unsupported`) a network that is no VideoMAE."""
        encoder: Any = getattr(getattr(network, "network", None), "videomae", None)
        if encoder is None:
            raise Refusal(
                Code.UNSUPPORTED, "Only VideoMAE learns from what is hidden; choose that model"
            )
        config = deepcopy(encoder.config)
        for name, value in SMALL.items() if self.small else ():
            setattr(config, name, value)
        self.decoder = library().VideoMAEForPreTraining(config)
        del self.decoder.videomae
        # The network's own encoder, which is learned and kept with the network.
        self.decoder.__dict__["videomae"] = encoder

    def loss(self, network: ClipNetwork, batch: Batch) -> Tensor:
        """The batch's part of the step's loss."""
        clips = network.normal(seen(batch))
        tokens = self.decoder.videomae.embeddings
        times = clips.shape[2] // tokens.patch_embeddings.tubelet_size
        drawn = chances(batch, tokens.num_patches // times)
        hidden = tubes(times, self.share, drawn)
        found = self.decoder(clips.transpose(1, 2), bool_masked_pos=hidden.to(clips.device))
        lost: Tensor = found.loss * share(batch)
        return lost


def tubes(times: int, share: float, chance: Tensor) -> Tensor:
    """What is hidden of clips (clips, tokens), `times` moments of as many places one after another:
    of each clip the same places at all moments, and of all clips equally many. `chance`: a number
    (clips, places) a place.
    """
    places = chance.shape[1]
    count = min(places - 1, max(1, round(share * places)))
    return (chance.argsort(dim=1) < count).repeat(1, times)

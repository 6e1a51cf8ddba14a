"""A model version as one network: pixels of 0 to 1 in, calibrated logits out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from safetensors.torch import load_file
from torch import Tensor, nn

from annotator.learning.packages import inputs, is_probe, movement
from annotator.learning.zoo import registry as zoo
from annotator.refusal import Code, Refusal
from mlworker import blobs
from mlworker.features.views import ACTIVITY, STATIC, TONES, looked_through, toned
from mlworker.zoo import lite0, registry
from mlworker.zoo.head import Head, restored
from mlworker.zoo.kept import FLAT, LINEAR
from mlworker.zoo.network import ClipNetwork, shaped

# The numbers about pictures, and what is drawn for their free sizes.
SEEN = STATIC + ACTIVITY
DRAWN = {"frames": 5, "height": 64, "width": 96}
Inputs = tuple[Tensor, ...]


class Calibrated(nn.Module):
    """A network of the zoo, its logits cooled by its temperature."""

    def __init__(self, network: ClipNetwork, heat: float) -> None:
        super().__init__()
        self.network, self.heat = network, heat

    def forward(self, clips: Tensor) -> Tensor:
        """Of clips (n, channels, frames, height, width) the calibrated logits (n, classes)."""
        logits: Tensor = self.network(clips) / self.heat
        return logits


class Probe(nn.Module):
    """The frozen backbone and the linear head of a probe, as `mlworker.features` reads clips.

    In between the cache keeps halves: what it answers differs by their rounding.
    """

    def __init__(self, backbone: nn.Module, head: Head, heat: float, moves: int) -> None:
        super().__init__()
        self.backbone, self.toned = backbone, "tones" in head.reads
        weight = torch.from_numpy(head.weight * head.scale)
        mean = torch.from_numpy(head.mean)
        bias = torch.from_numpy(head.bias) - weight @ mean
        if self.toned and not moves:
            # Tones stand last, behind movement that does not count.
            weight = torch.cat([weight[:, :SEEN], weight[:, -TONES:]], dim=1)
        known = SEEN + moves + self.toned * TONES
        self.head = nn.Linear(known, weight.shape[0])
        self.head.weight.data = (weight[:, :known] / heat).float()
        self.head.bias.data = (bias / heat).float()

    def forward(self, clips: Tensor, flow: Tensor | None = None) -> Tensor:
        """Of clips (n, 3, frames, height, width) and, where the head looks at movement, flow
        (n, 36), or (n, 1572) with that of small pieces, the calibrated logits (n, classes).
        """
        frames = clips.shape[2]
        pixels = clips.transpose(1, 2).flatten(0, 1) * 2.0 - 1.0
        vectors, stages = looked_through(self.backbone, pixels)
        static = vectors.reshape(-1, frames, vectors.shape[1]).mean(1)
        maps = [one.reshape(-1, frames, *one.shape[1:]) for one in stages]
        changes = [(one[:, 1:] - one[:, :-1]).abs().mean(1) for one in maps]
        parts = [one.mean(dim=(2, 3)) for one in changes]
        parts += [one.amax(dim=(2, 3)) for one in changes]
        seen = [static, torch.cat(parts, dim=1).log1p(), *([] if flow is None else [flow])]
        if self.toned:
            tones = toned(stages)
            seen.append(tones.reshape(-1, frames, tones.shape[1]).mean(1))
        logits: Tensor = self.head(torch.cat(seen, dim=1))
        return logits


@dataclass(frozen=True, slots=True)
class Whole:
    """A version's network, and what it is to be fed (`annotator.learning.packages`)."""

    network: nn.Module
    inputs: Sequence[Mapping[str, Any]]

    def drawn(self, clips: int, seed: int) -> Inputs:
        """Inputs of so many clips, drawn evenly from 0 to 1."""
        chance = torch.Generator().manual_seed(seed)
        sizes = {"n": clips, **DRAWN}
        shapes = ([sizes.get(side, side) for side in one["shape"]] for one in self.inputs)
        return tuple(torch.rand(shape, generator=chance) for shape in shapes)

    @property
    def names(self) -> list[str]:
        """What the inputs are called."""
        return [str(one["name"]) for one in self.inputs]


def whole(storage_url: str, weights_key: str, card: Mapping[str, Any]) -> Whole:
    """The version of these weights and this card. Refuses (`unsupported`) weights that do not fit
    what this version of Cliploop builds, and heads on frozen views that are more than one layer.
    """
    tensors = load_file(blobs.fetch(storage_url, weights_key))
    entry, heat = zoo.entry(card["entry"]), float(card["temperature"])
    network: nn.Module
    if is_probe(card):
        if card.get("head", LINEAR) not in FLAT:
            raise Refusal(
                Code.UNSUPPORTED,
                f"A quick model whose head is {card['head']} cannot be packed: train it with a "
                "linear head",
            )
        if entry.key != "probe_lite0":
            raise Refusal(
                Code.UNSUPPORTED,
                f"What {entry.name} counts is no network: only its weights can be downloaded",
            )
        backbone = lite0.padded(lite0.fold(lite0.build(0).eval()))
        network = Probe(backbone, restored(tensors, card), heat, movement(card))
    else:
        shape = shaped(card["options"], len(card["classes"]))
        network = Calibrated(registry.restored(entry, shape, tensors), heat)
    return Whole(network.eval().requires_grad_(False), inputs(entry, card))

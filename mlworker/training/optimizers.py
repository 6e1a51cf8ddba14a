"""What takes the steps: which weights learn, how fast, and which stay as they are."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import torch
from torch import nn

from annotator.refusal import Code, Refusal

# What is learned already changes by a tenth of what is new (MODELS: fine-tuning).
SLOW = 0.1
MOMENTUM = 0.9


def layers(part: nn.Module) -> list[nn.Module]:
    """The layers of a part of a network, in their order: what stands in a sequence is taken one by
    one; what has no weights is left out.
    """
    return [one for one in _opened(part) if any(True for _ in one.parameters())]


def _opened(part: nn.Module) -> Iterator[nn.Module]:
    children = list(part.children())
    if not children:
        yield part
    for child in children:
        if isinstance(child, (nn.Sequential, nn.ModuleList)):
            yield from child.children()
        else:
            yield child


def freeze(parts: Sequence[nn.Module], count: int) -> list[nn.Module]:
    """Keep the first `count` layers of each part as they are. Returns those.

    Refuses (`invalid`) more than there are, and random weights that would never learn.
    """
    if count and not parts:
        raise Refusal(
            Code.INVALID,
            "frozen: this network begins with random weights; all of it must learn",
        )
    still = []
    for part in parts:
        found = layers(part)
        if count > len(found):
            raise Refusal(
                Code.INVALID,
                f"frozen: this network has {len(found)} layers to keep as they are, not {count}",
            )
        for layer in found[:count]:
            still.append(layer.requires_grad_(False))
    return still


def groups(
    network: nn.Module, parts: Sequence[nn.Module], options: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """The weights that learn, with their rates.

    The last layer of a part with learned weights begins with a tenth of `head_lr`; each layer
    learns by `decay` slower than the one after it (ULMFiT: Howard and Ruder, ACL 2018; BEiT: Bao et
    al., ICLR 2022).
    """
    top, decay = float(options["head_lr"]), float(options.get("decay", 1.0))
    rates: dict[int, float] = {}
    base = top * SLOW
    for part in parts:
        found = layers(part)
        rates |= {id(weight): base * decay ** len(found) for weight in part.parameters()}
        for depth, layer in enumerate(reversed(found)):
            rates |= {id(weight): base * decay**depth for weight in layer.parameters()}
    made: dict[float, list[nn.Parameter]] = {}
    for weight in network.parameters():
        if weight.requires_grad:
            made.setdefault(rates.get(id(weight), top), []).append(weight)
    return [{"params": weights, "lr": rate} for rate, weights in made.items()]


def optimizer(
    network: nn.Module,
    parts: Sequence[nn.Module],
    beside: nn.Module,
    options: Mapping[str, Any],
) -> torch.optim.Optimizer:
    """The optimizer of a run. `beside`: what the objective learns, as fast as the classifier."""
    found = groups(network, parts, options)
    extra = [one for one in beside.parameters() if one.requires_grad]
    if extra:
        found.append({"params": extra, "lr": float(options["head_lr"])})
    drawn = float(options.get("weight_decay", 0.01))
    if options.get("optimizer", "adamw") == "sgd":
        return torch.optim.SGD(found, momentum=MOMENTUM, weight_decay=drawn)
    return torch.optim.AdamW(found, weight_decay=drawn)

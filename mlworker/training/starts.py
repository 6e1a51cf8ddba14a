"""What a network's weights are before it is taught."""

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from annotator.learning.regimes import SCRATCH
from annotator.refusal import Code, Refusal
from mlworker.training.material import Material
from mlworker.zoo import registry
from mlworker.zoo.network import ClipNetwork, shaped
from mlworker.zoo.weights import Origin


def begun(material: Material) -> ClipNetwork:
    """The network of a run, built by its seed: from given weights, from those of a version, or from
    random numbers. Same material, same weights.
    """
    shape = shaped(material.options, material.clips.targets.shape[1])
    if material.regime != SCRATCH.key and material.begun is None:
        return registry.build(material.entry, shape, seed=material.seed)
    network = registry.bare(material.entry, shape, seed=material.seed)
    if material.regime == SCRATCH.key:
        torch.manual_seed(material.seed)
        forget(network)
    elif material.begun is not None:
        take(network, material.begun, material.entry.name)
        network.origin = Origin("version", material.began_with)
    return network


def learned(material: Material, network: ClipNetwork) -> list[nn.Module]:
    """The parts that begin with more than random numbers."""
    return [] if material.regime == SCRATCH.key else list(network.learned())


def forget(network: nn.Module) -> None:
    """Draw all weights anew, as each layer draws its own."""
    for module in network.modules():
        reset = getattr(module, "reset_parameters", None)
        if callable(reset):
            reset()


def take(network: ClipNetwork, weights: Mapping[str, Tensor], name: str) -> None:
    """Begin with the weights of another network of the same kind; its classifier is its own.

    Refuses (`unsupported`) those of a network that was built otherwise.
    """
    own = network.state_dict()
    rest = {one for one in own if not one.startswith("classifier.")}
    given = {one: tensor for one, tensor in weights.items() if one in rest}
    strange = [one for one in rest if one not in given or given[one].shape != own[one].shape]
    if strange:
        raise Refusal(
            Code.UNSUPPORTED,
            f"The weights to begin with are of another network than {name} ({min(strange)} does "
            "not fit); choose a version of the same model and size",
        )
    network.load_state_dict({**own, **given})

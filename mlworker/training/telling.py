"""Puts a linear head on what a network sees: what it has learned without labels is worth that."""

import numpy as np
import torch
from torch import Tensor, nn

from mlworker.training.batches import Rows
from mlworker.training.material import Material
from mlworker.training.probe import fit_multi, fit_single
from mlworker.zoo.looking import look
from mlworker.zoo.network import ClipNetwork

FREEDOM = 1.0
STILL = 1e-6


class _Seeing(nn.Module):
    """A network up to its classifier."""

    def __init__(self, network: ClipNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, clips: Tensor) -> Tensor:
        """The vectors of clips."""
        return self.network.embed(clips)


def tell(material: Material, network: ClipNetwork, rows: Rows) -> None:
    """Fit the network's classifier on labeled clips, all else staying as it is.

    Logistic regression on standardized vectors, folded into the classifier's weights.
    """
    batch = int(material.options["batch"])
    vectors = look(_Seeing(network), material.pictures, rows, batch)
    mean, spread = vectors.mean(axis=0), vectors.std(axis=0)
    scale = np.where(spread < STILL, 0.0, 1.0 / np.maximum(spread, STILL))
    solve = fit_single if material.single else fit_multi
    weights = material.clips.weights[rows]
    matrix = (vectors - mean) * scale
    weight, bias = solve(matrix, material.clips.targets[rows], weights, FREEDOM)
    with torch.no_grad():
        network.classifier.weight.copy_(torch.from_numpy(weight * scale))
        network.classifier.bias.copy_(torch.from_numpy(bias - (weight * scale) @ mean))

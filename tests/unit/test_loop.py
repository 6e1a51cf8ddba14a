"""The loop that trains a network."""

import pytest
import torch

from mlworker.training import learner


@pytest.mark.row("M85", "Batch normalisation")
def test_frozen_statistics_do_not_move() -> None:
    norm = torch.nn.BatchNorm3d(3)
    norm.train()
    learner.freeze_statistics(norm)

    norm(torch.randn(4, 3, 2, 4, 4) + 5)

    assert norm.running_mean is not None
    assert not norm.running_mean.any()

"""Where a worker computes."""

import pytest
import torch

from mlworker import device


@pytest.mark.row("F05", "GPU workers")
@pytest.mark.parametrize(("present", "kind"), [(True, "cuda"), (False, "cpu")])
def test_it_takes_the_accelerator_where_there_is_one(
    monkeypatch: pytest.MonkeyPatch, present: bool, kind: str
) -> None:
    monkeypatch.delenv("CLIPLOOP_DEVICE", raising=False)
    monkeypatch.setattr(torch.cuda, "is_available", lambda: present)

    assert device.choose().type == kind


@pytest.mark.row("F05", "GPU workers")
def test_what_follows_a_seed_is_the_same_on_the_device_at_hand() -> None:
    where = device.choose()
    draws = []
    for _ in range(2):
        device.seed(7)
        draws.append(torch.rand(4, device=where))

    assert torch.equal(*draws)

"""Where a worker computes."""

import pytest
import torch

from mlworker import device


@pytest.mark.row("F05", "GPU workers")
@pytest.mark.parametrize(
    ("count", "found"), [(0, ["cpu"]), (1, ["cuda:0"]), (2, ["cuda:0", "cuda:1"])]
)
def test_it_takes_the_accelerators_where_there_are_any(
    monkeypatch: pytest.MonkeyPatch, count: int, found: list[str]
) -> None:
    monkeypatch.delenv("CLIPLOOP_DEVICE", raising=False)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: count)

    assert [str(one) for one in device.every()] == found
    assert device.choose() == device.every()[0]


@pytest.mark.row("F05", "GPU workers")
def test_what_follows_a_seed_is_the_same_on_the_device_at_hand() -> None:
    where = device.choose()
    draws = []
    for _ in range(2):
        device.seed(7)
        draws.append(torch.rand(4, device=where))

    assert torch.equal(*draws)
